//! Messages as streams, and halves of a connection that receive.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use futures_core::Stream;
use tokio::time::sleep;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

/// The bounds of any adapter of streams.
async fn collect<S: Stream>(stream: S, count: usize) -> Vec<S::Item> {
    let mut stream = pin!(stream);
    let mut items = Vec::new();
    while items.len() < count {
        match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            Some(item) => items.push(item),
            None => break,
        }
    }
    items
}

#[websocket("/streams")]
async fn streams(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    let texts = collect(socket.iter_text(), 2).await;
    let bytes = collect(socket.iter_bytes(), 1).await;
    let numbers = collect(socket.iter_json::<i64>(), 2).await;
    let numbers: Vec<_> = numbers.into_iter().map(Result::ok).collect();
    let said = format!("{texts:?} {bytes:?} {numbers:?}");
    socket.send_text(said).await?;
    Ok(())
}

#[websocket("/halves")]
async fn halves(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    let (mut sender, receiver) = socket.split();
    let (mut texts, mut bytes) = (receiver.iter_text(), receiver.iter_bytes());
    let mut numbers = receiver.iter_json::<i64>();
    // The iterators receive without it.
    drop(receiver);
    let said = (texts.next().await, bytes.next().await, numbers.next().await);
    sender.send_text(format!("{said:?}")).await?;
    let end = collect(texts, 1).await;
    sender.send_text(format!("{end:?}")).await?;
    Ok(())
}

/// Only sends.
#[websocket("/pushes", ping_interval = Duration::ZERO)]
async fn pushes(mut socket: WebSocket, ends: State<Ends>) -> Result<()> {
    socket.accept().await?;
    let (mut sender, _) = socket.split();
    loop {
        sleep(Duration::from_secs(1)).await;
        if let Err(end) = sender.send_text("news").await {
            ends.send(end).await.unwrap();
            return Ok(());
        }
    }
}

type Ends = tokio::sync::mpsc::Sender<Disconnected>;

fn client() -> (TestClient, tokio::sync::mpsc::Receiver<Disconnected>) {
    let (sender, ends) = tokio::sync::mpsc::channel(1);
    let app = App::new().state(sender);
    let client = TestClient::new(app.routes(routes![streams, halves, pushes]));
    (client, ends)
}

#[tokio::test]
async fn messages_are_streams() {
    let mut socket = client().0.websocket("/streams").await.unwrap();
    socket.send_text("a").await;
    socket.send_text("b").await;
    socket.send_bytes("c").await;
    socket.send_text("1").await;
    socket.send_text("x").await;
    let said = socket.receive_text().await;
    assert_eq!(said, r#"["a", "b"] [b"c"] [Some(1), None]"#);
}

#[tokio::test]
async fn the_receiving_half_has_iterators_too() {
    let mut socket = client().0.websocket("/halves").await.unwrap();
    socket.send_text("a").await;
    socket.send_bytes("b").await;
    socket.send_text("3").await;
    let said = socket.receive_text().await;
    assert_eq!(said, r#"(Some("a"), Some(b"b"), Some(Ok(3)))"#);
    socket.send_bytes("no text").await;
    assert_eq!(socket.receive_close().await.code, 1003);
}

/// Nothing of it is kept.
#[tokio::test(start_paused = true)]
async fn a_function_that_only_sends_learns_of_the_end_behind_whatever_comes_before_it() {
    let (client, mut ends) = client();
    let mut socket = client.websocket("/pushes").await.unwrap();
    for _ in 0..100 {
        socket.send_text("x".repeat(10_000)).await;
    }
    socket.close(4001, "enough").await;
    let end = ends.recv().await.unwrap();
    assert_eq!((end.code, &*end.reason), (4001, "enough"));
}
