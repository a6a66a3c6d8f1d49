//! The test client of plain tests.

use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::websocket::Message;

#[websocket("/echo")]
async fn echo(mut socket: WebSocket, name: Option<String>) -> Result<()> {
    let name = name.or_status(401, "who are you?")?;
    let protocols = socket.subprotocols().first().cloned();
    socket
        .accept()
        .subprotocol(protocols.unwrap_or_default())
        .await?;
    socket.send_text(name).await?;
    loop {
        let message = socket.receive().await?;
        socket.send(message).await?;
    }
}

#[test]
fn a_plain_test_has_the_same_client() {
    let client = TestClient::blocking(App::new().routes(routes![echo]));
    let handshake = client.websocket("/echo").query([("name", "Ada")]);
    let mut socket = handshake
        .subprotocols(["chat"])
        .compression(true)
        .connect()
        .unwrap();
    assert_eq!(socket.subprotocol(), Some("chat"));
    assert_eq!(socket.headers()["upgrade"], "websocket");
    assert_eq!(socket.receive_text(), "Ada");
    socket.send_text("hello");
    assert_eq!(socket.receive_text(), "hello");
    socket.send_bytes([1, 2]);
    assert_eq!(socket.receive_bytes().as_ref(), [1, 2]);
    socket.send_json(&json!({"x": 1}));
    assert_eq!(socket.receive_json::<Value>(), json!({"x": 1}));
    socket.send_text("again");
    assert_eq!(socket.receive(), Ok(Message::Text("again".to_owned())));
    socket.close(4002, "done");
    let end = socket.receive_close();
    assert_eq!((end.code, &*end.reason), (4002, "done"));
    assert_eq!(socket.receive().unwrap_err().code, 4002);
}

#[test]
fn a_refusal_has_its_response() {
    let client = TestClient::blocking(App::new().routes(routes![echo]));
    let refused = client.websocket("/echo").connect().unwrap_err();
    assert_eq!(refused.response().status(), 401);
}

#[test]
#[should_panic(expected = "a text was expected")]
fn what_is_not_expected_panics_in_the_test() {
    let client = TestClient::blocking(App::new().routes(routes![echo]));
    let mut socket = client
        .websocket("/echo")
        .query([("name", "Ada")])
        .connect()
        .unwrap();
    socket.receive_text();
    socket.send_bytes([1]);
    socket.receive_text();
}
