//! Accepting, messages and ends.

use std::sync::Arc;

use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::websocket::{Message, PreparedMessage, ReceiveError};

#[websocket("/echo")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        let message = socket.receive().await?;
        socket.send(message).await?;
    }
}

#[websocket("/rooms/{room}")]
async fn room(socket: &mut WebSocket, room: i64, #[query] name: Option<String>) -> Result<()> {
    socket.accept().await?;
    socket.send_text(format!("{room} {name:?}")).await?;
    Ok(())
}

#[websocket("/ends/{how}")]
async fn ends(mut socket: WebSocket, how: String) -> Result<()> {
    if how == "unaccepted" {
        return Ok(());
    }
    if how == "forbidden" {
        return Err(WebSocketError::new(1008, "no").into());
    }
    if how == "error" {
        return Err(HttpError::new(401, "who are you?").into());
    }
    if how == "refused" {
        socket.refuse(Html::new("<p>no</p>")).await?;
        return Ok(());
    }
    socket.accept().subprotocol("b").header("x-a", "1").await?;
    match &*how {
        "policy" => Err(WebSocketError::new(1008, "no").into()),
        "fails" => Err(HttpError::new(404, "gone").into()),
        "panics" => panic!("as it was told"),
        "closes" => {
            socket.close(4001, "bye");
            Ok(())
        }
        _ => Ok(()),
    }
}

#[derive(Debug, ApiError)]
enum Taken {
    #[error(status = 409, detail = "the seat is taken")]
    Seat,
}

#[websocket("/taken")]
async fn taken(_socket: WebSocket) -> Result<(), Taken> {
    Err(Taken::Seat)
}

#[model]
struct Point {
    x: i64,
    y: i64,
}

#[websocket("/points")]
async fn points(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        match socket.receive_json::<Point>().await {
            Ok(Point { x, y }) => socket.send_json(&Point { x: y, y: x }).await?,
            Err(ReceiveError::Invalid(error)) if error.errors().len() > 1 => {
                socket.send_text("both").await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn client() -> TestClient {
    TestClient::new(App::new().routes(routes![echo, room, ends, taken, points]))
}

#[tokio::test]
async fn messages_go_both_ways() {
    let mut socket = client().websocket("/echo").await.unwrap();
    socket.send_text("hello").await;
    assert_eq!(socket.receive_text().await, "hello");
    socket.send_bytes([1, 2]).await;
    assert_eq!(socket.receive_bytes().await.as_ref(), [1, 2]);
    let long = "x".repeat(1_000_000);
    let send = socket.send_text(&long);
    send.await;
    assert_eq!(socket.receive().await, Ok(Message::Text(long)));
    socket.close(4002, "done").await;
    let end = socket.receive_close().await;
    assert_eq!((end.code, &*end.reason), (4002, "done"));
}

#[tokio::test]
async fn parameters_are_those_of_the_handshake() {
    let client = client();
    let mut socket = client
        .websocket("/rooms/5")
        .query([("name", "Ada")])
        .await
        .unwrap();
    assert_eq!(socket.receive_text().await, "5 Some(\"Ada\")");
    assert_eq!(socket.receive_close().await.code, 1000);
    let refused = client.websocket("/rooms/x").await.unwrap_err();
    assert_eq!(refused.response().status(), 403);
    assert_eq!(refused.response().text(), "");
}

#[tokio::test]
async fn every_end_has_its_code() {
    let client = client();
    for (how, code, reason) in [
        ("returns", 1000, ""),
        ("policy", 1008, "no"),
        ("fails", 1011, ""),
        ("panics", 1011, ""),
        ("closes", 4001, "bye"),
    ] {
        let handshake = client.websocket(&format!("/ends/{how}"));
        let mut socket = handshake.subprotocols(["a", "b"]).await.unwrap();
        assert_eq!(socket.headers()["x-a"], "1");
        assert_eq!(socket.subprotocol(), Some("b"));
        let end = socket.receive_close().await;
        assert_eq!((end.code, &*end.reason), (code, reason), "{how}");
    }
    for (how, status, text) in [
        ("unaccepted", 500, "Internal Server Error"),
        ("forbidden", 403, ""),
        ("error", 401, r#"{"detail":"who are you?"}"#),
        ("refused", 403, "<p>no</p>"),
    ] {
        let refused = client.websocket(&format!("/ends/{how}")).await.unwrap_err();
        let response = refused.response();
        assert_eq!(response.status(), status, "{how}");
        assert_eq!(response.text(), text, "{how}");
    }
}

#[tokio::test]
async fn an_error_of_ones_own_answers_the_handshake() {
    let refused = client().websocket("/taken").await.unwrap_err();
    assert_eq!(refused.response().status(), 409);
    let expected = json!({"detail": "the seat is taken"});
    assert_eq!(refused.response().json::<Value>(), expected);
}

#[tokio::test]
async fn messages_are_validated() {
    let mut socket = client().websocket("/points").await.unwrap();
    socket.send_json(&json!({"x": 1, "y": "2"})).await;
    assert_eq!(
        socket.receive_json::<Value>().await,
        json!({"x": 2, "y": 1})
    );
    socket.send_json(&json!({})).await;
    assert_eq!(socket.receive_text().await, "both");
    socket.send_json(&json!({"x": 1})).await;
    let end = socket.receive_close().await;
    assert_eq!(end.code, 1008);
    assert_eq!(end.reason, "y: Field required");
}

#[tokio::test]
async fn what_is_no_websocket_is_told() {
    let client = client();
    assert_eq!(client.get("/echo").await.status(), 404);
    let refused = client.websocket("/nowhere").await.unwrap_err();
    assert_eq!(refused.response().status(), 403);
}

/// One task reads what the other sends back.
#[websocket("/halves")]
async fn halves(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    let (mut sender, mut receiver) = socket.split();
    let (give, mut take) = tokio::sync::mpsc::channel(1);
    let sending = tokio::spawn(async move {
        while let Some(text) = take.recv().await {
            sender.send_text(text).await?;
        }
        Ok::<_, Disconnected>(())
    });
    while let Ok(text) = receiver.receive_text().await {
        give.send(format!("{text}!")).await.ok();
    }
    drop(give);
    sending.await.map_err(twinlane::Error::from)??;
    Ok(())
}

#[tokio::test]
async fn two_tasks_may_have_a_half_each() {
    let mut socket = TestClient::new(App::new().routes(routes![halves]))
        .websocket("/halves")
        .await
        .unwrap();
    for number in 0..100 {
        socket.send_text(number.to_string()).await;
        assert_eq!(socket.receive_text().await, format!("{number}!"));
    }
    socket.close(1000, "").await;
    assert_eq!(socket.receive_close().await.code, 1000);
}

/// Has something else to do again and again.
#[websocket("/both")]
async fn both(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        tokio::select! {
            text = socket.receive_text() => socket.send_text(text?).await?,
            () = tokio::task::yield_now() => {}
        }
    }
}

#[tokio::test]
async fn receiving_may_be_given_up_at_any_time() {
    let client = TestClient::new(App::new().routes(routes![both]));
    let mut socket = client.websocket("/both").await.unwrap();
    for number in 0..100 {
        socket.send_text(number.to_string()).await;
        assert_eq!(socket.receive_text().await, number.to_string());
    }
}

#[tokio::test]
async fn messages_are_compressed_if_both_can() {
    let client = client();
    let mut socket = client.websocket("/echo").compression(true).await.unwrap();
    let agreed = socket.headers()["sec-websocket-extensions"]
        .to_str()
        .unwrap();
    assert!(agreed.contains("permessage-deflate"), "{agreed}");
    let long = "lane ".repeat(100_000);
    socket.send_text(&long).await;
    assert_eq!(socket.receive_text().await, long);
}

#[websocket("/prepared")]
async fn prepared(mut socket: WebSocket, news: State<Arc<PreparedMessage>>) -> Result<()> {
    socket.accept().await?;
    for _ in 0..2 {
        socket.send_text("own").await?;
        socket.send_prepared(&news).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_message_is_prepared_once_for_many() {
    let news = Arc::new(PreparedMessage::text("news ".repeat(100)));
    let app = App::new().state(news).routes(routes![prepared]);
    let client = TestClient::new(app);
    for compression in [true, false, true] {
        let mut socket = client
            .websocket("/prepared")
            .compression(compression)
            .await
            .unwrap();
        for _ in 0..2 {
            assert_eq!(socket.receive_text().await, "own");
            assert_eq!(socket.receive_text().await, "news ".repeat(100));
        }
    }
}

/// Forgets to accept.
#[websocket("/forgets")]
async fn forgets(mut socket: WebSocket) -> Result<()> {
    socket.send_text("hello").await?;
    Ok(())
}

#[websocket("/again")]
async fn again(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.accept().await?;
    socket.close(1005, "");
    Ok(())
}

#[tokio::test]
async fn what_is_forgotten_or_wrong_is_told() {
    let client = TestClient::new(App::new().routes(routes![forgets, again]));
    let refused = client.websocket("/forgets").await.unwrap_err();
    assert_eq!(refused.response().status(), 500);
    let mut socket = client.websocket("/again").await.unwrap();
    assert_eq!(socket.receive_close().await.code, 1011);
}
