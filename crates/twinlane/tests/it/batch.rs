//! Batch functions in an application.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{BatchOf, BuildError};

/// A model that counts how often it has been loaded and called.
#[derive(Clone, Default)]
struct Counts {
    loaded: Arc<AtomicUsize>,
    batches: Arc<AtomicUsize>,
}

struct Embedder {
    counts: Counts,
}

#[dependency(lifespan)]
fn embedder(counts: State<Counts>) -> Result<Embedder> {
    counts.loaded.fetch_add(1, Ordering::SeqCst);
    Ok(Embedder { counts: (*counts).clone() })
}

#[batch(cpu, max_size = 8, max_wait = Duration::from_millis(1), queue = 16)]
fn embed(texts: Vec<String>, embedder: Depends<embedder>, counts: &State<Counts>) -> Vec<Result<usize>> {
    embedder.counts.batches.fetch_add(1, Ordering::SeqCst);
    assert!(counts.loaded.load(Ordering::SeqCst) > 0);
    let length = |text: String| match text.as_str() {
        "" => Err(HttpError::new(422, "nothing to embed").into()),
        "panic" => panic!("no such text"),
        text => Ok(text.len()),
    };
    texts.into_iter().map(length).collect()
}

#[get("/one")]
async fn one(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one(text).await?)
}

#[post("/many")]
async fn many(texts: Vec<String>, embed: Batch<embed>) -> Result<Vec<usize>> {
    Ok(embed.many(texts).await.into_iter().collect::<Result<_, _>>()?)
}

#[get("/plain")]
fn plain(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one_blocking(text)?)
}

#[get("/on_loop")]
async fn on_loop(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one_blocking(text)?)
}

#[dependency]
async fn length(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one(text).await?)
}

#[get("/dependency")]
async fn by_dependency(length: Depends<length>) -> usize {
    *length
}

#[get("/background")]
async fn background(text: String, embed: Batch<embed>, counts: State<Counts>, tasks: &mut BackgroundTasks) {
    tasks.add(async move {
        let length = embed.one(text).await?;
        counts.loaded.store(length, Ordering::SeqCst);
        Ok(())
    });
}

fn app(counts: &Counts) -> App {
    App::new()
        .state(counts.clone())
        .routes(routes![one, many, plain, on_loop, by_dependency, background])
}

#[tokio::test]
async fn callers_ask_from_everywhere() {
    let counts = Counts::default();
    let client = TestClient::new(app(&counts));
    assert_eq!(client.get("/one?text=four").await.text(), "4");
    assert_eq!(client.get("/plain?text=four").await.text(), "4");
    assert_eq!(client.get("/dependency?text=four").await.text(), "4");
    let response = client.post("/many").json(&["a", "bc", "def"]).await;
    assert_eq!(response.text(), "[1,2,3]");
    assert_eq!(counts.loaded.load(Ordering::SeqCst), 1);
    assert_eq!(client.get("/background?text=twelve").await.status(), 200);
    assert_eq!(counts.loaded.load(Ordering::SeqCst), 6);
    client.stop().await.unwrap();
}

#[tokio::test]
async fn who_asks_at_the_same_time_shares_a_batch() {
    let counts = Counts::default();
    let client = TestClient::new(app(&counts));
    client.get("/one?text=a").await;
    let before = counts.batches.load(Ordering::SeqCst);
    let texts: Vec<String> = (0..100).map(|number| format!("{number}")).collect();
    let response = client.post("/many").json(&texts).await;
    assert_eq!(response.json::<Vec<usize>>().iter().sum::<usize>(), 190);
    let batches = counts.batches.load(Ordering::SeqCst) - before;
    assert!((13..50).contains(&batches), "{batches} batches of 8");
}

#[tokio::test]
async fn one_items_error_is_that_items() {
    let client = TestClient::new(app(&Counts::default()));
    let (good, bad) = tokio::join!(client.get("/one?text=four"), client.get("/one?text="));
    assert_eq!(good.text(), "4");
    assert_eq!((bad.status().as_u16(), bad.text()), (422, r#"{"detail":"nothing to embed"}"#));
}

#[tokio::test]
async fn a_panic_is_a_500_and_the_next_batch_runs() {
    let client = TestClient::new(app(&Counts::default())).raise_server_errors(false);
    assert_eq!(client.get("/one?text=panic").await.status(), 500);
    assert_eq!(client.get("/one?text=four").await.text(), "4");
}

#[tokio::test]
async fn a_blocking_call_on_the_event_loop_is_an_error_that_says_what_to_write() {
    let client = TestClient::new(app(&Counts::default())).raise_server_errors(false);
    assert_eq!(client.get("/on_loop?text=four").await.status(), 500);
}
