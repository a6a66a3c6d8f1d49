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
mod files;
mod letters;
mod network;
mod story;
mod wordpiece;

use std::time::Duration;

use twinlane::prelude::*;
use twinlane::response::EventStream;

use digits::{Classifier, Digit, Drawing};
use embeddings::{Embedder, Text};
use files::Files;
use letters::{Context, Draft, Writer};
use network::runtime;
use story::{Stories, StoriesNow};

/// Loads the model on the thread where it stays. One that cannot be used keeps the service from starting.
fn load_classifier(runtime: Depends<runtime>, files: State<Files>) -> Result<Classifier> {
    Classifier::load(&runtime, &files)
}

/// Called once for all drawings that wait. A drawing takes 20 microseconds, so that none waits for another to arrive.
#[batch(cpu, owner = load_classifier, replicas = 1, max_size = 64)]
fn classify(drawings: Vec<Drawing>, classifier: &mut Classifier) -> Result<Vec<Digit>> {
    classifier.classify(&drawings)
}

fn load_embedder(runtime: Depends<runtime>, files: State<Files>) -> Result<Embedder> {
    Embedder::load(&runtime, &files)
}

/// A text takes milliseconds, so that others may arrive meanwhile: the wait of a text that is alone is small against them.
/// All of a batch are filled up to its longest text: those of about one length go together.
#[batch(
    cpu,
    owner = load_embedder,
    replicas = 1,
    max_size = 16,
    max_wait = Duration::from_millis(1),
    key = length
)]
fn embed(texts: Vec<Text>, embedder: &mut Embedder) -> Result<Vec<Vec<f32>>> {
    embedder.embed(&texts)
}

/// The length of a text to the next power of two.
fn length(Text(text): &Text) -> usize {
    text.len().next_power_of_two()
}

fn load_writer(runtime: Depends<runtime>, files: State<Files>) -> Result<Writer> {
    Writer::load(&runtime, &files)
}

/// The next letters of all stories that are being written.
#[batch(cpu, owner = load_writer, replicas = 1, max_size = 64)]
fn next_letters(contexts: Vec<Context>, writer: &mut Writer) -> Result<Vec<Vec<f32>>> {
    writer.next(&contexts)
}

/// Tells which digit a drawing shows.
#[post("/digits")]
async fn read_digit(drawing: Drawing, classify: Batch<classify>) -> Result<Digit> {
    Ok(classify.one(drawing).await?)
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
async fn embed_texts(#[body] texts: Texts, embed: Batch<embed>) -> Result<Embeddings> {
    let vectors = embed.many(texts.texts).await.into_iter();
    Ok(Embeddings {
        vectors: vectors.collect::<Result<_, _>>()?,
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
    next_letters: Batch<next_letters>,
    stories: State<Stories>,
) -> EventStream<String> {
    EventStream::from_fn(async move |mut out| {
        let mut story = stories.begin();
        let mut draft = Draft::new(&plan.prompt, plan.temperature, plan.seed);
        for _ in 0..plan.letters {
            let probabilities = next_letters.one(draft.context()).await?;
            out.send(draft.choose(&probabilities).to_string()).await?;
            story.has_one_letter_more();
        }
        out.send(twinlane::response::Event::raw("").name("end"))
            .await?;
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
