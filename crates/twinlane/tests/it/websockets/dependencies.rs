//! Dependencies of WebSockets: they may use the connection, one after another, and serve both kinds of operations.

use twinlane::prelude::*;
use twinlane::testing::TestClient;

/// Accepts who knows the word.
#[dependency]
async fn member(socket: &mut WebSocket) -> Result<String> {
    socket.accept().await?;
    let name = socket.receive_text().await?;
    if name.is_empty() {
        return Err(WebSocketError::new(1008, "no name").into());
    }
    Ok(name)
}

/// Serves both kinds.
#[dependency]
async fn agent(request: &Request) -> Option<String> {
    request.header("user-agent").map(Into::into)
}

#[dependency]
async fn token(#[query] token: Option<String>) -> Result<String> {
    token.ok_or_else(|| HttpError::new(401, "no token").into())
}

#[websocket("/members")]
async fn members(
    socket: &mut WebSocket,
    name: Depends<member>,
    agent: Depends<agent>,
    #[query] greeting: Option<i64>,
) -> Result<()> {
    socket
        .send_text(format!("{greeting:?} {} {:?}", *name, *agent))
        .await?;
    Ok(())
}

#[websocket("/tokens", dependencies = [token])]
async fn tokens(mut socket: WebSocket) -> Result<()> {
    socket.accept().await
}

#[get("/agent")]
async fn read_agent(agent: Depends<agent>) -> Depends<agent> {
    agent
}

fn client() -> TestClient {
    TestClient::new(App::new().routes(routes![members, tokens, read_agent]))
}

#[tokio::test]
async fn a_dependency_may_accept_and_receive() {
    let client = client();
    let handshake = client.websocket("/members").header("user-agent", "a");
    let mut socket = handshake.await.unwrap();
    socket.send_text("Ada").await;
    assert_eq!(socket.receive_text().await, "None Ada Some(\"a\")");
    assert_eq!(socket.receive_close().await.code, 1000);
    let response = client.get("/agent").header("user-agent", "b").await;
    assert_eq!(response.json::<String>(), "b");
}

#[tokio::test]
async fn its_error_ends_the_connection() {
    let client = client();
    let mut socket = client.websocket("/members").await.unwrap();
    socket.send_text("").await;
    let end = socket.receive_close().await;
    assert_eq!((end.code, &*end.reason), (1008, "no name"));
    let refused = client.websocket("/tokens").await.unwrap_err();
    assert_eq!(refused.response().status(), 401);
    assert!(client.websocket("/tokens?token=a").await.is_ok());
}

#[tokio::test]
async fn a_wrong_parameter_is_told_when_a_dependency_has_accepted() {
    let mut socket = client().websocket("/members?greeting=x").await.unwrap();
    socket.send_text("Ada").await;
    let end = socket.receive_close().await;
    assert_eq!(end.code, 1008);
    assert!(end.reason.contains("greeting"), "{end}");
}
