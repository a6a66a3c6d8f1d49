//! Streams that a function writes: `EventStream::from_fn`, `JsonLines::from_fn`, `Streaming::from_fn`.

use std::future::{pending, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use http_body_util::BodyExt as _;
use tokio::sync::Notify;
use tower_service::Service as _;
use tracing::level_filters::LevelFilter;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::http::Request;
use twinlane::lifespan::Service;
use twinlane::prelude::*;
use twinlane::response::{Body, ClientGone, Event, EventStream, ItemSender, JsonLines, Streaming};
use twinlane::testing::TestClient;
use twinlane::{Error, Provided};

use twinlane_log_lines::LogLines;

/// The next item of a stream that is borrowed from, as that of `futures::TryStreamExt`.
async fn try_next<T, E, S>(stream: &mut S) -> Result<Option<T>, E>
where
    S: Stream<Item = Result<T, E>> + Unpin,
{
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx))
        .await
        .transpose()
}

/// The events, in order.
#[derive(Clone, Default)]
struct Log(Arc<(Mutex<Vec<String>>, Notify)>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.0.lock().unwrap().push(line.into());
        self.0.1.notify_one();
    }

    fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }
}

/// A pool of connections, whose rows borrow it as those of sqlx do.
struct Pool {
    rows: Vec<String>,
    log: Log,
}

type Rows<'p, T> = Pin<Box<dyn Stream<Item = std::io::Result<T>> + Send + 'p>>;

impl Pool {
    /// The type of a row is inferred from its use, as with sqlx.
    fn fetch<T: From<String> + Send + 'static>(&self) -> Rows<'_, T> {
        Box::pin(Borrowing {
            pool: self,
            next: 0,
            row: PhantomData,
        })
    }
}

struct Borrowing<'p, T> {
    pool: &'p Pool,
    next: usize,
    row: PhantomData<fn() -> T>,
}

impl<T: From<String>> Stream for Borrowing<'_, T> {
    type Item = std::io::Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let row = self.pool.rows.get(self.next).cloned();
        self.next += 1;
        Poll::Ready(row.map(|row| Ok(row.into())))
    }
}

impl<T> Drop for Borrowing<'_, T> {
    fn drop(&mut self) {
        self.pool.log.add("rows dropped");
    }
}

#[dependency]
async fn pool(log: State<Log>) -> Provided<Pool, AfterResponse> {
    let log = Log::clone(&log);
    let rows = ["a", "b", "c"].map(str::to_owned).to_vec();
    let pool = Pool {
        rows,
        log: log.clone(),
    };
    Provided::new(pool).after_response(async move |_, outcome| {
        log.add(match outcome {
            Outcome::Answered => "undone: answered",
            Outcome::Failed(_) => "undone: failed",
            Outcome::ClientGone => "undone: client gone",
            Outcome::Cancelled => "undone: cancelled",
        });
    })
}

#[get("/rows")]
async fn rows(pool: Depends<pool>) -> JsonLines<String> {
    JsonLines::from_fn(async move |mut out| {
        let mut rows = pool.fetch();
        while let Some(row) = try_next(&mut rows).await? {
            pool.log.add("sends");
            out.send(row).await?;
        }
        Ok(())
    })
}

#[get("/events")]
async fn events() -> EventStream<u32> {
    EventStream::from_fn(async |mut out| {
        out.send(1).await?;
        out.send(Event::new(2).id(2).name("two").comment("hi"))
            .await?;
        out.send(Ok::<_, Error>(3)).await?;
        out.send(Event::raw("as it is").retry(Duration::from_millis(5)))
            .await?;
        out.send(Event::empty().comment("only")).await?;
        Ok(())
    })
}

/// A plain function makes the stream in a thread; the stream runs on the event loop.
#[get("/chunks")]
fn chunks() -> Streaming {
    let stream = Streaming::from_fn(async |mut out| {
        out.send("a text, ").await?;
        // Nothing to send: an empty chunk would end the body on the wire.
        out.send("").await?;
        out.send(b"bytes".to_vec()).await?;
        tokio::task::yield_now().await;
        out.send(Ok::<_, Error>(format!(", and {}", "more")))
            .await?;
        Ok(())
    });
    stream.media_type("text/plain")
}

#[get("/nothing")]
async fn nothing() -> JsonLines<u8> {
    JsonLines::from_fn(async |_| Ok(()))
}

#[get("/fails")]
async fn fails() -> JsonLines<u8> {
    JsonLines::from_fn(async |mut out| {
        out.send(1).await?;
        Err(Error::msg("no more"))
    })
}

#[get("/panics")]
async fn panics(sends: bool) -> Streaming {
    Streaming::from_fn(async move |mut out| {
        out.send("1\n").await?;
        assert!(!sends, "a stream that panics");
        Ok(())
    })
}

#[get("/sends-an-error")]
async fn sends_an_error(log: State<Log>) -> EventStream<u8> {
    EventStream::from_fn(async move |mut out| {
        out.send(1).await?;
        out.send(Err::<u8, _>(Error::msg("no more"))).await?;
        out.send(2).await?;
        log.add("goes on");
        Ok(())
    })
}

/// Gives the sender to a task, which outlives the function.
#[get("/elsewhere")]
async fn elsewhere(log: State<Log>) -> JsonLines<u32> {
    JsonLines::from_fn(async move |out| {
        lanes::spawn(send_up_to(3, out, Log::clone(&log)));
        Ok(())
    })
}

#[get("/elsewhere/for-ever")]
async fn elsewhere_for_ever(log: State<Log>) -> JsonLines<u32> {
    JsonLines::from_fn(async move |out| {
        lanes::spawn(send_up_to(u32::MAX, out, Log::clone(&log)));
        pending().await
    })
}

async fn send_up_to(last: u32, mut out: ItemSender<u32>, log: Log) {
    for number in 1..=last {
        if let Err(error) = out.send(number).await {
            let ClientGone { .. } = error;
            log.add(error.to_string());
            return;
        }
    }
    log.add("all sent");
}

#[get("/until-the-stop")]
async fn until_the_stop(stopping: Stopping, log: State<Log>) -> Streaming {
    Streaming::from_fn(async move |mut out| {
        let mut number = 0;
        while let Some(()) = stopping.or(log.0.1.notified()).await {
            number += 1;
            out.send(format!("{number}\n")).await?;
        }
        out.send("the server stops\n").await?;
        Ok(())
    })
}

#[get("/silence")]
async fn silence() -> EventStream<u8> {
    EventStream::from_fn(async |mut out| {
        out.send(1).await?;
        tokio::time::sleep(Duration::from_secs(40)).await;
        out.send(2).await?;
        Ok(())
    })
}

fn app(log: &Log) -> App {
    App::new().state(log.clone()).routes(routes![
        rows,
        events,
        chunks,
        nothing,
        fails,
        panics,
        sends_an_error,
        elsewhere,
        elsewhere_for_ever,
        until_the_stop,
        silence,
    ])
}

async fn asked(path: &str, log: &Log) -> (Service, Body) {
    let mut service = app(log).into_service().unwrap();
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = service.call(request).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    (service, response.into_body())
}

async fn next(body: &mut Body) -> Option<Result<Bytes, String>> {
    let frame = body.frame().await?;
    let bytes = frame.map(|frame| frame.into_data().unwrap());
    Some(bytes.map_err(|error| error.to_string()))
}

#[tokio::test]
async fn a_function_writes_what_a_stream_of_the_same_items_is() {
    let client = TestClient::new(app(&Log::default()));
    let events = client.get("/events").await;
    assert_eq!(
        events.text(),
        "data: 1\n\n: hi\nevent: two\ndata: 2\nid: 2\n\ndata: 3\n\ndata: as it is\nretry: 5\n\n: only\n\n"
    );
    for (name, value) in [
        ("content-type", "text/event-stream; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(events.header(name), Some(value));
    }
    let chunks = client.get("/chunks").await;
    assert_eq!(chunks.text(), "a text, bytes, and more");
    let media_type = Some("text/plain; charset=utf-8");
    assert_eq!(chunks.header("content-type"), media_type);
    let rows = client.get("/rows").await;
    assert_eq!(rows.text(), "\"a\"\n\"b\"\n\"c\"\n");
    assert_eq!(rows.header("content-type"), Some("application/jsonl"));
    assert_eq!(client.get("/nothing").await.text(), "");
}

#[tokio::test]
async fn the_function_is_one_item_ahead_at_the_most() {
    let log = Log::default();
    let (service, mut body) = asked("/rows", &log).await;
    assert_eq!(log.lines(), [""; 0]);
    assert_eq!(next(&mut body).await.unwrap().unwrap(), "\"a\"\n");
    // It waits with the second until the first was taken.
    assert_eq!(log.lines(), ["sends", "sends"]);
    assert_eq!(next(&mut body).await.unwrap().unwrap(), "\"b\"\n");
    assert_eq!(next(&mut body).await.unwrap().unwrap(), "\"c\"\n");
    let sent = ["sends", "sends", "sends"];
    assert_eq!(log.lines()[..3], sent);
    // The dependency lives as long as the stream.
    assert!(!log.lines().iter().any(|line| line.starts_with("undone")));
    assert!(next(&mut body).await.is_none());
    drop(body);
    service.wait_idle().await;
    assert_eq!(log.lines()[3..], ["rows dropped", "undone: answered"]);
}

#[tokio::test]
async fn what_the_function_owns_is_dropped_when_the_client_goes_and_then_undone() {
    let log = Log::default();
    let (service, mut body) = asked("/rows", &log).await;
    next(&mut body).await.unwrap().unwrap();
    drop(body);
    service.wait_idle().await;
    assert_eq!(
        log.lines(),
        ["sends", "sends", "rows dropped", "undone: client gone"]
    );
}

#[tokio::test]
async fn an_error_and_a_panic_break_the_body_off_after_what_was_sent() {
    for (path, first) in [
        ("/fails", "1\n"),
        ("/panics?sends=true", "1\n"),
        ("/sends-an-error", "data: 1\n\n"),
    ] {
        let log = Log::default();
        let (_service, mut body) = asked(path, &log).await;
        assert_eq!(next(&mut body).await.unwrap().unwrap(), first, "{path}");
        assert!(next(&mut body).await.unwrap().is_err(), "{path}");
        assert!(next(&mut body).await.is_none(), "{path}");
        assert_eq!(log.lines(), [""; 0]);
    }
    let (_service, mut body) = asked("/panics?sends=false", &Log::default()).await;
    assert_eq!(next(&mut body).await.unwrap().unwrap(), "1\n");
    assert!(next(&mut body).await.is_none());
}

#[tokio::test]
async fn a_stream_that_broke_off_is_logged_with_its_operation() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    for path in ["/fails", "/panics?sends=true"] {
        let (_service, body) = asked(path, &Log::default()).await;
        assert!(body.collect().await.is_err());
    }
    let text = lines.take();
    for line in [
        "GET /fails (it::written_stream::fails): the body broke off: no more\n",
        "GET /panics (it::written_stream::panics): the body broke off: it panicked\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[tokio::test]
async fn another_task_can_send_until_the_client_goes() {
    let log = Log::default();
    let (_service, body) = asked("/elsewhere", &log).await;
    let body = body.collect().await.unwrap().to_bytes();
    assert_eq!(body, "1\n2\n3\n");

    let (_service, mut body) = asked("/elsewhere/for-ever", &log).await;
    for number in 1..=100 {
        let line = next(&mut body).await.unwrap().unwrap();
        assert_eq!(line, format!("{number}\n"));
    }
    drop(body);
    while log.lines().last().unwrap() != "the client has gone" {
        tokio::task::yield_now().await;
    }
    assert_eq!(log.lines(), ["all sent", "the client has gone"]);
}

/// A part of the function that is woken by itself, as those of `FuturesUnordered` are, is woken when there is room.
#[tokio::test]
async fn a_sender_that_waits_is_woken_when_there_is_room() {
    #[get("/grouped")]
    async fn grouped() -> JsonLines<u32> {
        JsonLines::from_fn(async move |mut out| {
            let send = async move {
                for number in 1..=50 {
                    out.send(number).await?;
                }
                Ok::<_, ClientGone>(())
            };
            // The task has a waker of its own.
            lanes::spawn(send).await.unwrap()?;
            Ok(())
        })
    }
    let client = TestClient::new(App::new().routes(routes![grouped]));
    let text = client.get("/grouped").await.text();
    assert_eq!(text.lines().count(), 50);
}

#[tokio::test]
async fn a_send_that_is_given_up_sends_nothing() {
    #[get("/given-up")]
    async fn given_up() -> JsonLines<u32> {
        JsonLines::from_fn(async |mut out| {
            out.send(1).await?;
            {
                let mut second = std::pin::pin!(out.send(2));
                let polled = poll_fn(|cx| Poll::Ready(second.as_mut().poll(cx).is_pending()));
                assert!(polled.await);
            }
            out.send(3).await?;
            Ok(())
        })
    }
    let client = TestClient::new(App::new().routes(routes![given_up]));
    assert_eq!(client.get("/given-up").await.text(), "1\n3\n");
}

#[tokio::test(start_paused = true)]
async fn pings_come_in_a_silence() {
    let (_service, mut body) = asked("/silence", &Log::default()).await;
    let begun = tokio::time::Instant::now();
    for (expected, after) in [
        ("data: 1\n\n", 0),
        (": ping\n\n", 15),
        (": ping\n\n", 30),
        ("data: 2\n\n", 40),
    ] {
        assert_eq!(next(&mut body).await.unwrap().unwrap(), expected);
        assert_eq!(begun.elapsed().as_secs(), after);
    }
    assert!(next(&mut body).await.is_none());
}

#[tokio::test]
async fn a_function_that_asks_for_it_ends_when_the_server_stops() {
    let log = Log::default();
    let (service, mut body) = asked("/until-the-stop", &log).await;
    log.add("news");
    assert_eq!(next(&mut body).await.unwrap().unwrap(), "1\n");
    let mut waiting = Box::pin(next(&mut body));
    poll_fn(|cx| {
        assert!(waiting.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
    service.begin_stop();
    assert_eq!(waiting.await.unwrap().unwrap(), "the server stops\n");
    assert!(next(&mut body).await.is_none());
}

#[tokio::test]
async fn the_document_says_what_it_says_of_any_stream() {
    mod of_items {
        use super::*;

        #[get("/events")]
        pub(super) async fn events() -> EventStream<u32> {
            EventStream::of([1])
        }
    }
    mod by_hand {
        use super::*;

        #[get("/events")]
        pub(super) async fn events() -> EventStream<u32> {
            EventStream::from_fn(async |mut out| Ok(out.send(1).await?))
        }
    }
    let document = async |app: App| {
        let document = TestClient::new(app).get("/openapi.json").await;
        let mut document: Value = document.json();
        let operation = &mut document["paths"]["/events"]["get"];
        std::mem::take(&mut operation["responses"])
    };
    let items = document(App::new().routes(routes![of_items::events])).await;
    let by_hand = document(App::new().routes(routes![by_hand::events])).await;
    assert_eq!(items, by_hand);
    assert!(items["200"]["content"]["text/event-stream"].is_object());
}

#[tokio::test]
async fn a_body_has_no_length() {
    let (_service, body) = asked("/rows", &Log::default()).await;
    assert_eq!(body.size_hint().exact(), None);
}
