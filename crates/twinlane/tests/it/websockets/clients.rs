//! The test client itself: it never hangs for what an operation does not do.

use std::future::pending;

use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[websocket("/never-receives")]
async fn never_receives(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    pending().await
}

/// Makes another response of the one that accepts.
async fn replaces(request: Request, next: Next) -> Result<Response> {
    let response = next.run(request).await;
    assert_eq!(response.status(), 101);
    Err(HttpError::new(503, "not now").into())
}

#[websocket("/replaced", middleware = [replaces])]
async fn replaced(mut socket: WebSocket, opened: State<Opened>) -> Result<()> {
    socket.accept().await?;
    // Only a client that has the 101 can be told something.
    let sent = socket.send_text("hello").await;
    opened.send(sent.is_ok()).await?;
    Ok(())
}

type Opened = tokio::sync::mpsc::Sender<bool>;

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the operation has received nothing for 30s")]
async fn sending_to_who_never_receives_is_an_error() {
    let client = TestClient::new(App::new().routes(routes![never_receives]));
    let mut socket = client.websocket("/never-receives").await.unwrap();
    for _ in 0..100 {
        socket.send_text("x".repeat(10_000)).await;
    }
}

#[tokio::test]
async fn a_connection_begins_with_its_101() {
    let (sender, mut opened) = tokio::sync::mpsc::channel(1);
    let app = App::new().state(sender).routes(routes![replaced]);
    let client = TestClient::new(app);
    let refused = client.websocket("/replaced").await.unwrap_err();
    assert_eq!(refused.response().status(), 503);
    assert_eq!(opened.recv().await, Some(false));
}
