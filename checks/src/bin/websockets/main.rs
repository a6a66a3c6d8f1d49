//! The application that `checks/websockets` attacks: connections with a dependency that counts, and what is left of them.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use twinlane::dependency::AfterResponse;
use twinlane::prelude::*;

/// The numbers of the values that have been provided, and of those undone.
#[derive(Default)]
struct Counts {
    provided: AtomicUsize,
    undone: AtomicUsize,
}

type Shared = Arc<Counts>;

#[dependency]
async fn counted(counts: State<Shared>) -> Provided<(), AfterResponse> {
    let counts = Shared::clone(&counts);
    counts.provided.fetch_add(1, Ordering::Relaxed);
    Provided::new(()).after_response(async move |(), _| {
        counts.undone.fetch_add(1, Ordering::Relaxed);
    })
}

#[websocket("/echo", dependencies = [counted])]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        let message = socket.receive().await?;
        socket.send(message).await?;
    }
}

/// Decides after a while.
#[websocket("/late", dependencies = [counted])]
async fn late(mut socket: WebSocket) -> Result<()> {
    tokio::time::sleep(Duration::from_millis(50)).await;
    socket.accept().await?;
    socket.receive().await?;
    Ok(())
}

/// Sends as much as it can.
#[websocket("/floods", dependencies = [counted])]
async fn floods(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    let text = "lane ".repeat(2_000);
    loop {
        socket.send_text(&text).await?;
    }
}

/// Waits for what never comes.
#[websocket("/waits", dependencies = [counted])]
async fn waits(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    pending().await
}

#[model]
struct Report {
    provided: usize,
    undone: usize,
}

#[get("/counts")]
async fn counts(counts: State<Shared>) -> Report {
    Report {
        provided: counts.provided.load(Ordering::Relaxed),
        undone: counts.undone.load(Ordering::Relaxed),
    }
}

#[twinlane::main]
async fn main() -> Result {
    let app = App::new().title("websockets").state(Shared::default());
    app.routes(routes![echo, late, floods, waits, counts])
        .serve()
        .await
}
