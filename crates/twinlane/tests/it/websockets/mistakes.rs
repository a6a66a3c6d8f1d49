//! Mistakes that keep an application with WebSockets from starting.

use expect_test::{Expect, expect};
use twinlane::prelude::*;
use twinlane::testing::TestClient;

fn check(app: App, expected: &Expect) {
    let error = app.check().unwrap_err();
    expected.assert_eq(&error.to_string());
}

#[model]
struct Item {
    name: String,
}

#[dependency]
async fn takes(_socket: WebSocket) -> i64 {
    1
}

#[dependency]
async fn borrows(_socket: &mut WebSocket) -> i64 {
    1
}

#[websocket("/body")]
async fn body(_socket: WebSocket, _item: Item) {}

#[websocket("/parts")]
async fn parts(_socket: WebSocket, _parts: &mut ResponseParts) {}

#[websocket("/takes")]
async fn of_taker(_socket: WebSocket, _one: Depends<takes>) {}

#[websocket("/together", concurrent)]
async fn together(_socket: WebSocket, _one: Depends<borrows>) {}

#[get("/request")]
async fn request(_one: Depends<borrows>) {}

#[websocket("/origins", origins = ["a.example"])]
async fn origins(_socket: WebSocket) {}

#[websocket("/twice")]
async fn first(_socket: WebSocket) {}

#[websocket("/twice")]
async fn second(_socket: WebSocket) {}

#[test]
fn what_a_websocket_has_not_is_told() {
    check(
        App::new().routes(routes![
            body, parts, of_taker, together, request, origins, first, second
        ]),
        &expect![[r#"
            the application cannot start: 7 mistakes
              1. WebSocket /body (it::websockets::mistakes::body): parameter `_item`: a WebSocket has no body: read it from the path, the query, a header or a cookie, or receive it as a message
              2. WebSocket /parts (it::websockets::mistakes::parts): parameter `_parts`: a WebSocket has no response that it could go with: headers are those of `socket.accept().header(..)`, and a task is spawned
              3. WebSocket /takes (it::websockets::mistakes::of_taker): parameter `_socket` of the dependency `takes`: a dependency borrows the connection, which is the operation's: write `&mut WebSocket`
              4. WebSocket /together (it::websockets::mistakes::together): several functions take the `WebSocket`, which is lent to one after another: leave `concurrent` out
              5. GET /request (it::websockets::mistakes::request): parameter `_socket` of the dependency `borrows`: this is no WebSocket: write `#[websocket(..)]` above the operation, or take `&Request`, which both have
              6. WebSocket /origins (it::websockets::mistakes::origins): "a.example" among its `origins` is none: an origin has a scheme and a host, as in `https://example.com`, and neither a path nor a star; `AllowedOrigins::Any` lets any page connect
              7. WebSocket /twice (it::websockets::mistakes::second): the method and path are taken by it::websockets::mistakes::first: change one of them or leave one out"#]],
    );
}

#[tokio::test]
async fn it_is_not_in_the_document() {
    #[websocket("/ws")]
    async fn plain(_socket: WebSocket) {}
    let client = TestClient::new(App::new().routes(routes![plain]));
    let document: Value = client.get("/openapi.json").await.json();
    assert_eq!(document["paths"], json!({}));
}
