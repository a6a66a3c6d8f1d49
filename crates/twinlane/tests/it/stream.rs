//! Answers that come into being while they are sent.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use http_body_util::BodyExt;
use tower_service::Service as _;
use twinlane::http::Request;
use twinlane::prelude::*;
use twinlane::response::{Body, Event, EventStream, JsonLines, Streaming};

/// Gives numbers, and counts those that were asked for; pending for ever after the last.
struct Numbers {
    next: u32,
    last: u32,
    asked: Counter,
}

type Counter = Arc<AtomicUsize>;

#[derive(Clone, Default)]
struct Counters {
    asked: Counter,
    dropped: Counter,
}

impl Stream for Numbers {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u32>> {
        if self.next == self.last {
            return Poll::Pending;
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.next += 1;
        Poll::Ready(Some(self.next))
    }
}

struct OnDrop<S>(S, Counter);

impl<S: Stream + Unpin> Stream for OnDrop<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        Pin::new(&mut self.0).poll_next(cx)
    }
}

impl<S> Drop for OnDrop<S> {
    fn drop(&mut self) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

#[get("/events")]
async fn events(counters: State<Counters>) -> EventStream<u32> {
    let asked = Arc::clone(&counters.asked);
    let numbers = Numbers {
        next: 0,
        last: 3,
        asked,
    };
    EventStream::new(OnDrop(numbers, Arc::clone(&counters.dropped)))
}

#[get("/fails")]
async fn fails() -> JsonLines<u32> {
    JsonLines::of([Ok(1), Err(std::io::Error::other("no more")), Ok(3)])
}

#[get("/panics")]
async fn panics() -> Streaming {
    Streaming::of((0..3).map(|number| {
        assert!(number < 1, "a stream that panics");
        "chunk"
    }))
}

#[get("/odd")]
async fn odd() -> EventStream<String> {
    EventStream::of([Event::new("a\r\nb".to_owned())
        .name("x\r\ndata: evil")
        .id("1\0\n2")
        .comment("c\rd")])
}

async fn body(path: &str, counters: &Counters) -> Body {
    let app = App::new().state(counters.clone());
    let app = app.routes(routes![events, fails, panics, odd]);
    let mut service = app.into_service().unwrap();
    let request = Request::get(path).body(Body::empty()).unwrap();
    service.call(request).await.unwrap().into_body()
}

async fn next(body: &mut Body) -> Option<Result<Bytes, String>> {
    let frame = body.frame().await?;
    Some(
        frame
            .map(|frame| frame.into_data().unwrap())
            .map_err(|error| error.to_string()),
    )
}

#[tokio::test(start_paused = true)]
async fn events_come_one_at_a_time_with_pings_in_a_silence() {
    let counters = Counters::default();
    let mut body = body("/events", &counters).await;
    assert_eq!(counters.asked.load(Ordering::Relaxed), 0);
    for number in 1..=3 {
        assert_eq!(
            next(&mut body).await.unwrap().unwrap(),
            format!("data: {number}\n\n")
        );
        assert_eq!(counters.asked.load(Ordering::Relaxed), number);
    }
    for _ in 0..2 {
        let before = tokio::time::Instant::now();
        assert_eq!(next(&mut body).await.unwrap().unwrap(), ": ping\n\n");
        assert_eq!(before.elapsed().as_secs(), 15);
    }
    assert!(
        tokio::time::timeout(Duration::from_secs(14), next(&mut body))
            .await
            .is_err()
    );
    assert_eq!(counters.dropped.load(Ordering::Relaxed), 0);
    drop(body);
    assert_eq!(counters.dropped.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_stream_that_fails_breaks_the_connection() {
    for (path, first) in [("/fails", "1\n"), ("/panics", "chunk")] {
        let mut body = body(path, &Counters::default()).await;
        assert_eq!(next(&mut body).await.unwrap().unwrap(), first);
        assert!(next(&mut body).await.unwrap().is_err(), "{path}");
        assert!(next(&mut body).await.is_none());
        assert_eq!(body.size_hint().exact(), None);
    }
}

#[tokio::test]
async fn a_text_cannot_become_a_field_of_an_event() {
    let mut body = body("/odd", &Counters::default()).await;
    let event = next(&mut body).await.unwrap().unwrap();
    assert_eq!(
        event,
        ": c\n: d\nevent: xdata: evil\ndata: \"a\\r\\nb\"\nid: 12\n\n"
    );
}

/// Counts down from 3, a while for each; at 0 it panics if it was told to.
struct Slow {
    left: u32,
    panics: bool,
    dropped: Counter,
}

impl Slow {
    fn new(panics: bool, counters: &Counters) -> Self {
        let dropped = Arc::clone(&counters.dropped);
        Self {
            left: 3,
            panics,
            dropped,
        }
    }
}

impl Iterator for Slow {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        // A blocking call: on the event loop it would panic.
        tokio::runtime::Handle::current().block_on(tokio::time::sleep(Duration::from_millis(1)));
        assert!(self.left > 0 || !self.panics, "nothing left");
        self.left = self.left.checked_sub(1)?;
        Some(self.left.to_string())
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        tokio::runtime::Handle::current().block_on(tokio::time::sleep(Duration::from_millis(1)));
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

#[get("/slow/chunks")]
async fn slow_chunks(counters: State<Counters>) -> Streaming {
    Streaming::blocking(Slow::new(false, &counters))
}

#[get("/slow/lines")]
fn slow_lines(counters: State<Counters>) -> JsonLines<String> {
    JsonLines::blocking(Slow::new(false, &counters))
}

#[get("/slow/events")]
async fn slow_events(counters: State<Counters>) -> EventStream<String> {
    EventStream::blocking(Slow::new(false, &counters))
}

#[get("/slow/broken")]
async fn slow_broken(counters: State<Counters>) -> Streaming {
    Streaming::blocking(Slow::new(true, &counters))
}

async fn slow(path: &str, counters: &Counters) -> Body {
    let app = App::new().state(counters.clone()).routes(routes![
        slow_chunks,
        slow_lines,
        slow_events,
        slow_broken
    ]);
    let mut service = app.into_service().unwrap();
    let request = Request::get(path).body(Body::empty()).unwrap();
    service.call(request).await.unwrap().into_body()
}

#[tokio::test]
async fn an_iterator_that_blocks_is_asked_in_a_thread() {
    let counters = Counters::default();
    for (path, expected) in [
        ("/slow/chunks", "210"),
        ("/slow/lines", "\"2\"\n\"1\"\n\"0\"\n"),
        (
            "/slow/events",
            "data: \"2\"\n\ndata: \"1\"\n\ndata: \"0\"\n\n",
        ),
    ] {
        let body = slow(path, &counters).await.collect().await.unwrap();
        assert_eq!(body.to_bytes(), expected, "{path}");
    }
    assert_eq!(counters.dropped.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn an_iterator_that_panics_breaks_the_stream_off() {
    let counters = Counters::default();
    let mut body = slow("/slow/broken", &counters).await;
    for expected in ["2", "1", "0"] {
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), expected);
    }
    assert!(body.frame().await.unwrap().is_err());
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn an_iterator_that_blocks_is_dropped_in_a_thread() {
    let counters = Counters::default();
    let mut body = slow("/slow/chunks", &counters).await;
    body.frame().await.unwrap().unwrap();
    drop(body);
    while counters.dropped.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
}

#[get("/breaks")]
async fn breaks() -> JsonLines<u8> {
    JsonLines::of([Ok(1), Err(std::io::Error::other("broken"))])
}

/// Without a wait a server would find the error before it has sent anything, and close without a word.
#[tokio::test]
async fn what_came_before_an_error_is_sent_before_it_is_told() {
    let mut service = App::new().routes(routes![breaks]).into_service().unwrap();
    let request = Request::get("/breaks").body(Body::empty()).unwrap();
    let mut body = service.call(request).await.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap();
    assert_eq!(first.into_data().unwrap(), "1\n");
    let mut polled = std::future::poll_fn(|cx| Poll::Ready(Pin::new(&mut body).poll_frame(cx)));
    assert!(Pin::new(&mut polled).await.is_pending());
    assert!(body.frame().await.unwrap().is_err());
}
