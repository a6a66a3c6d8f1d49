//! Operations that are still at work when the server is told to stop.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::{Interval, interval, sleep};
use twinlane::Provided;
use twinlane::parameter::RequestBody;
use twinlane::prelude::*;
use twinlane::response::{EventStream, Streaming};
use twinlane::routing::Route;

use crate::notes::note;

pub(crate) fn routes() -> Vec<Route> {
    routes![
        ping, slow, slow_plain, events, stream, flood, large, swallow, background, held
    ]
}

#[get("/ping")]
async fn ping() -> &'static str {
    "pong"
}

/// Takes some seconds, on the event loop.
#[get("/slow")]
async fn slow(seconds: f64) -> &'static str {
    sleep(Duration::from_secs_f64(seconds)).await;
    note("slow ended");
    "slow"
}

/// Takes some seconds, in a thread.
#[get("/slow-plain")]
fn slow_plain(seconds: f64) -> &'static str {
    std::thread::sleep(Duration::from_secs_f64(seconds));
    note("slow ended");
    "slow"
}

/// An event ten times a second, without end.
#[get("/events")]
async fn events() -> EventStream<u64> {
    EventStream::new(Ticks::new(|number| number))
}

/// A line ten times a second, without end.
#[get("/stream")]
async fn stream() -> Streaming {
    Streaming::new(Ticks::new(|number| format!("{number}\n")))
}

/// As many bytes as the client takes, without end.
#[get("/flood")]
async fn flood() -> Streaming {
    Streaming::of(std::iter::repeat_with(|| vec![b'x'; 64 * 1024]))
}

/// A response of some megabytes.
#[get("/large")]
async fn large(megabytes: usize) -> twinlane::response::Content {
    let bytes = vec![b'x'; megabytes.min(64) << 20];
    twinlane::response::Content::new("application/octet-stream", bytes)
}

/// Reads the body, whatever it is.
#[post("/swallow", max_body_size = 1 << 40)]
async fn swallow(mut body: RequestBody) -> Result<usize> {
    let mut bytes = 0;
    while let Some(chunk) = body.chunk().await? {
        bytes += chunk.len();
    }
    Ok(bytes)
}

/// Responds at once, and works for some seconds more.
#[get("/background")]
async fn background(seconds: f64, tasks: &mut BackgroundTasks) -> &'static str {
    tasks.add(async move {
        sleep(Duration::from_secs_f64(seconds)).await;
        note("background ended");
    });
    "later"
}

/// Something that has to be given back.
#[dependency]
async fn connection() -> Provided<u8> {
    note("dependency made");
    Provided::new(0).before_response(async |_, _| note("teardown ended"))
}

/// Holds the dependency for some seconds.
#[get("/held")]
async fn held(seconds: f64, connection: Depends<connection>) -> u8 {
    sleep(Duration::from_secs_f64(seconds)).await;
    *connection
}

/// Numbers, ten times a second.
struct Ticks<T> {
    interval: Interval,
    number: u64,
    item: fn(u64) -> T,
}

impl<T> Ticks<T> {
    fn new(item: fn(u64) -> T) -> Self {
        let interval = interval(Duration::from_millis(100));
        Self {
            interval,
            number: 0,
            item,
        }
    }
}

impl<T> Stream for Ticks<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.interval.poll_tick(cx).map(|_| {
            self.number += 1;
            Some((self.item)(self.number))
        })
    }
}
