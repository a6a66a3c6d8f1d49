//! The four lanes, and what happens to the others when one gets it wrong.
//!
//! ```sh
//! cargo run --example lanes                        # then http://localhost:8000/docs, and http://localhost:8000/_lanes
//! curl localhost:8000/blocking?ms=100              # may block: a thread of its own
//! curl localhost:8000/blocked?ms=100               # blocks by mistake: the log says so, and the others go on
//! curl localhost:8000/ping                         # try it meanwhile
//! ```

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use twinlane::prelude::*;

/// The event loop: for what awaits.
#[get("/async")]
async fn on_the_loop(#[query(default = 100, le = 10_000)] ms: u64) -> &'static str {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    "waited, and held nobody up"
}

/// The thread lane: for what blocks. 40 at a time; the next waits its turn without holding a thread.
#[get("/blocking")]
fn in_a_thread(#[query(default = 100, le = 10_000)] ms: u64) -> &'static str {
    std::thread::sleep(Duration::from_millis(ms));
    "blocked a thread that is there for it"
}

/// A mistake: it blocks the event loop. A spare worker takes over, and the log says what to do.
#[get("/blocked")]
async fn by_mistake(#[query(default = 100, le = 10_000)] ms: u64) -> &'static str {
    std::thread::sleep(Duration::from_millis(ms));
    "blocked a worker of the event loop"
}

/// The cpu lane: for what computes, as many at a time as there are cores.
#[get("/cpu", cpu)]
fn on_a_core(#[query(default = 50, le = 10_000)] ms: u64) -> u64 {
    compute(ms)
}

/// In place, at an `async fn`'s price: for a plain `fn` that is known to be short.
#[get("/short", in_place)]
fn short() -> &'static str {
    "short"
}

/// A ping, which the others should not delay.
#[get("/ping")]
async fn ping() -> &'static str {
    "pong"
}

/// A connection, which `/_lanes` shows as long as it is there.
#[websocket("/echo")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        let text = socket.receive_text().await?;
        socket.send_text(text).await?;
    }
}

/// Work that takes a core about so many milliseconds, if it has one for itself.
fn compute(ms: u64) -> u64 {
    rounds(ms * *ROUNDS_PER_MS)
}

fn rounds(count: u64) -> u64 {
    (0..count).fold(1, |state, round| {
        black_box(state ^ round).wrapping_mul(6_364_136_223_846_793_005)
    })
}

static ROUNDS_PER_MS: LazyLock<u64> = LazyLock::new(|| {
    const ROUNDS: u64 = 5_000_000;
    let begun = Instant::now();
    black_box(rounds(ROUNDS));
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    (ROUNDS * 1_000 / micros.max(1)).max(1)
});

#[twinlane::main]
async fn main() -> twinlane::Result {
    LazyLock::force(&ROUNDS_PER_MS);
    App::new()
        .title("Lanes")
        .document_errors(true)
        .routes(routes![
            on_the_loop,
            in_a_thread,
            by_mistake,
            on_a_core,
            short,
            ping,
            echo
        ])
        .serve()
        .await
}
