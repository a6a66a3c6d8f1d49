//! Beside what `conformance` compares with Starlette's.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::read::GzDecoder;
use http_body_util::BodyExt;
use tower_service::Service as _;
use twinlane::http::Request as HttpRequest;
use twinlane::prelude::*;
use twinlane::response::{Body, Streaming};
use twinlane::testing::TestClient;

#[get("/large")]
async fn large() -> Vec<String> {
    (0..20_000).map(|number| format!("item {number}")).collect()
}

/// The number of background tasks that have run.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[get("/after")]
async fn after(tasks: &mut BackgroundTasks, count: State<Count>) -> String {
    tasks.add(async move { count.add() });
    "a".repeat(2_000)
}

/// A stream that never ends.
#[get("/endless")]
async fn endless(count: State<Count>) -> Streaming {
    Streaming::of((0..).map(move |number: usize| {
        count.add();
        format!("{number} {}", "x".repeat(200_000))
    }))
}

fn app(count: &Count) -> App {
    App::new()
        .state(count.clone())
        .routes(routes![large, after, endless])
        .middleware(GZip::new().level(1))
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut read = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut read).unwrap();
    read
}

#[tokio::test]
async fn a_large_body_is_compressed_whole() {
    let client = TestClient::new(app(&Count::default()));
    let plain = client.get("/large").await;
    assert!(plain.bytes().len() > 128 * 1024);
    assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
    let response = client.get("/large").header("accept-encoding", "gzip").await;
    let length: usize = response.header("content-length").unwrap().parse().unwrap();
    assert_eq!(length, response.bytes().len());
    assert!(length < plain.bytes().len() / 2);
    assert!(unzipped(response.bytes()) == plain.bytes().as_ref());
}

#[tokio::test]
async fn tasks_run_when_the_compressed_body_has_been_sent() {
    let count = Count::default();
    let mut service = app(&count).into_service().unwrap();
    let request = HttpRequest::get("/after").header("accept-encoding", "gzip");
    let Ok(response) = service.call(request.body(Body::empty()).unwrap()).await;
    let length: usize = response.headers()["content-length"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let mut body = response.into_body();
    let sent = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(sent.len(), length);
    let expected = format!("\"{}\"", "a".repeat(2_000));
    assert!(unzipped(&sent) == expected.as_bytes());
    tokio::task::yield_now().await;
    assert_eq!(count.get(), 0);
    assert!(body.frame().await.is_none());
    drop(body);
    service.wait_idle().await;
    assert_eq!(count.get(), 1);
}

/// A client that takes one chunk at a time makes the stream produce no more than that.
#[tokio::test]
async fn an_endless_stream_waits_for_its_client() {
    let count = Count::default();
    let mut service = app(&count).into_service().unwrap();
    let request = HttpRequest::get("/endless").header("accept-encoding", "gzip");
    let Ok(response) = service.call(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let mut body = response.into_body();
    let (mut sent, mut expected) = (Vec::new(), String::new());
    for number in 0..5 {
        sent.extend(body.frame().await.unwrap().unwrap().into_data().unwrap());
        expected.extend([&number.to_string(), " ", &"x".repeat(200_000)]);
        let mut read = Vec::new();
        // The end has not come.
        GzDecoder::new(&sent[..])
            .read_to_end(&mut read)
            .unwrap_err();
        assert!(read == expected.as_bytes(), "{number}");
    }
    // The iterator may be ahead by as much as it has a buffer for.
    assert!(count.get() < 100, "{}", count.get());
    drop(body);
    service.wait_idle().await;
}
