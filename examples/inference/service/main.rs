//! Models behind an API: digits drawn into a page, embeddings of texts, and a text that is sent letter by letter.
//!
//! ```sh
//! cd examples/inference && ./install      # ONNX Runtime and the model of the embeddings
//! cargo run --example inference           # then http://localhost:8000
//! curl localhost:8000/embeddings --json '{"texts": ["A cat sleeps.", "A kitten naps."]}'
//! curl -N 'localhost:8000/story?prompt=the%20data&seed=1'
//! ```

mod digits;
mod embeddings;
mod letters;
mod network;
mod story;
mod wordpiece;

use std::sync::{Mutex, PoisonError};

use twinlane::EventStream;
use twinlane::prelude::*;

use digits::{Classifier, Digit, Drawing};
use embeddings::{Embedder, Text};
use letters::{Draft, Writer};
use network::{Files, runtime};
use story::{Stories, StoriesNow};

#[dependency(lifespan)]
fn classifier(runtime: Depends<runtime>, files: State<Files>) -> Result<Mutex<Classifier>> {
    Ok(Mutex::new(Classifier::load(&runtime, &files)?))
}
#[dependency(lifespan)]
fn embedder(runtime: Depends<runtime>, files: State<Files>) -> Result<Mutex<Embedder>> {
    Ok(Mutex::new(Embedder::load(&runtime, &files)?))
}
#[dependency(lifespan)]
fn writer(runtime: Depends<runtime>, files: State<Files>) -> Result<Mutex<Writer>> {
    Ok(Mutex::new(Writer::load(&runtime, &files)?))
}

/// Tells which digit a drawing shows.
#[post("/digits")]
fn read_digit(drawing: Drawing, model: Depends<classifier>) -> Result<Digit> {
    let mut model = model.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(model.classify(&[drawing])?.remove(0))
}

/// The texts to compare.
#[model]
struct Texts {
    #[field(min_items = 1, max_items = 32)]
    texts: Vec<Text>,
}

/// A vector of length 1 for each text: their products tell how alike the texts are.
#[model]
struct Embeddings {
    vectors: Vec<Vec<f32>>,
}

/// Makes a vector of each text.
#[post("/embeddings")]
fn embed_texts(#[body] texts: Texts, model: Depends<embedder>) -> Result<Embeddings> {
    let mut model = model.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Embeddings {
        vectors: model.embed(&texts.texts)?,
    })
}

/// The story to write.
#[model]
struct Plan {
    #[field(default = "", max_length = 100)]
    prompt: String,
    #[field(default = 200, ge = 1, le = 10_000)]
    letters: usize,
    #[field(default = 0.5, ge = 0.1, le = 2.0)]
    temperature: f32,
    #[field(default = 0)]
    seed: u64,
}

/// Writes a story, and sends each letter as soon as it is chosen. A story whose reader leaves is not written to its end.
#[get("/story")]
async fn write_story(
    #[query] plan: Plan,
    model: Depends<writer>,
    stories: State<Stories>,
) -> EventStream<String> {
    EventStream::from_fn(async move |mut out| {
        let mut story = stories.begin();
        let mut draft = Draft::new(&plan.prompt, plan.temperature, plan.seed);
        for _ in 0..plan.letters {
            let probabilities = model
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .next(&[draft.context()])?
                .remove(0);
            out.send(draft.choose(&probabilities).to_string()).await?;
            story.has_one_letter_more();
        }
        out.send(twinlane::Event::raw("").name("end")).await?;
        Ok(())
    })
}

/// Counts the stories that are being written, and all letters since the start.
#[get("/stories")]
async fn count_stories(stories: State<Stories>) -> StoriesNow {
    stories.now()
}

#[get("/", hidden)]
async fn home() -> Html {
    Html::new(include_str!("page.html"))
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    App::new()
        .title("Inference")
        .document_errors(true)
        .state(Files::from_environment())
        .state(Stories::default())
        .routes(routes![
            home,
            read_digit,
            embed_texts,
            write_story,
            count_stories
        ])
        .serve()
        .await
}
