//! Text that a tiny language model makes up, letter by letter.

use ort::environment::Environment;
use twinlane::prelude::*;

use crate::files::Files;
use crate::network::Network;

const ALPHABET: &[u8] = b" abcdefghijklmnopqrstuvwxyz.,";

/// The model looks back at so many letters.
const CONTEXT: usize = 8;

/// The last letters of a text, by their numbers in the alphabet.
pub type Context = [i64; CONTEXT];

/// The language model.
pub struct Writer(Network);

impl Writer {
    pub fn load(runtime: &Environment, files: &Files) -> Result<Self> {
        let file = files.model("letters.onnx")?;
        let network = Network::load::<i64>(runtime, &file, CONTEXT, ALPHABET.len())?;
        Ok(Self(network))
    }

    /// The probabilities of the next letter of each text.
    pub fn next(&mut self, contexts: &[Context]) -> Result<Vec<Vec<f32>>> {
        Ok(self.0.run(CONTEXT, contexts.concat())?)
    }
}

/// A text that is being made up. The same seed makes the same text.
pub struct Draft {
    context: Context,
    temperature: f32,
    state: u64,
}

impl Draft {
    /// A text that goes on from this one.
    pub fn new(prompt: &str, temperature: f32, seed: u64) -> Self {
        let mut draft = Self {
            context: [0; CONTEXT],
            temperature,
            state: seed,
        };
        for letter in prompt.to_lowercase().bytes() {
            let number = ALPHABET.iter().position(|&known| known == letter);
            draft.push(number.unwrap_or_default());
        }
        draft
    }

    pub fn context(&self) -> Context {
        self.context
    }

    /// Chooses the next letter by these probabilities. A low temperature prefers the probable ones.
    pub fn choose(&mut self, probabilities: &[f32]) -> char {
        let weights: Vec<f32> = probabilities
            .iter()
            .map(|probability| probability.powf(1.0 / self.temperature))
            .collect();
        let mut left = self.random() * weights.iter().sum::<f32>();
        let chosen = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        let number = chosen.unwrap_or_default();
        self.push(number);
        ALPHABET.get(number).map_or(' ', |&letter| letter.into())
    }

    fn push(&mut self, number: usize) {
        self.context.rotate_left(1);
        self.context[CONTEXT - 1] = i64::try_from(number).unwrap_or_default();
    }

    /// A number from 0 to 1: SplitMix64, of which the upper 24 bits fit into a float.
    fn random(&mut self) -> f32 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        (bits >> 40) as f32 / (1u32 << 24) as f32
    }
}
