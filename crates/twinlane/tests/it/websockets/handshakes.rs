//! The surroundings of a handshake: middleware, mounts, origins, links.

use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{AllowedOrigins, UrlFor};

#[websocket("/echo")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    let text = socket.receive_text().await?;
    socket.send_text(text).await?;
    Ok(())
}

#[get("/echo")]
async fn page(echo: UrlFor<echo>) -> Result<String> {
    Ok(echo.url()?)
}

/// Sees the request as the GET that it is, and the response.
async fn seen(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let value = format!("{method} {}", response.status().as_u16());
    response
        .headers_mut()
        .insert("x-seen", value.parse().unwrap());
    response
}

async fn closed(request: Request, next: Next) -> Response {
    drop(next.run(request).await);
    Response::new("closed".into())
}

#[websocket("/own", middleware = [seen])]
async fn own(mut socket: WebSocket) -> Result<()> {
    socket.accept().await
}

#[websocket("/closed", middleware = [closed])]
async fn never(mut socket: WebSocket) -> Result<()> {
    socket.accept().await
}

#[tokio::test]
async fn a_get_and_a_websocket_may_have_one_path() {
    let client = TestClient::new(App::new().routes(routes![page, echo]));
    assert_eq!(
        client.get("/echo").await.json::<String>(),
        "ws://testserver/echo"
    );
    let mut socket = client.websocket("/echo").await.unwrap();
    socket.send_text("a").await;
    assert_eq!(socket.receive_text().await, "a");
}

#[tokio::test]
async fn middleware_sees_the_handshake() {
    let app = App::new()
        .middleware(seen)
        .routes(routes![echo, own, never]);
    let client = TestClient::new(app);
    for path in ["/echo", "/own"] {
        let socket = client.websocket(path).await.unwrap();
        assert_eq!(socket.headers()["x-seen"], "GET 101", "{path}");
    }
    let refused = client.websocket("/closed").await.unwrap_err();
    assert_eq!(refused.response().text(), "closed");
    let refused = client.websocket("/other").await.unwrap_err();
    assert_eq!(refused.response().header("x-seen"), Some("GET 403"));
}

#[tokio::test]
async fn below_a_router_and_a_mount() {
    let inner = App::new().routes(routes![echo]);
    let router = Router::new().prefix("/rooms").routes(routes![echo]);
    let app = App::new().router(router).mount("/inner", inner);
    let client = TestClient::new(app);
    for path in ["/rooms/echo", "/inner/echo"] {
        let mut socket = client.websocket(path).await.unwrap();
        socket.send_text(path).await;
        assert_eq!(socket.receive_text().await, path);
    }
    for path in ["/inner/none", "/none"] {
        let refused = client.websocket(path).await.unwrap_err();
        assert_eq!(refused.response().status(), 403, "{path}");
    }
}

#[websocket("/cookie")]
async fn by_cookie(mut socket: WebSocket, #[cookie] _session: Option<String>) -> Result<()> {
    socket.accept().await
}

#[websocket("/named", origins = ["https://a.example"])]
async fn named(mut socket: WebSocket, #[cookie] _session: Option<String>) -> Result<()> {
    socket.accept().await
}

#[websocket("/any", origins = AllowedOrigins::Any)]
async fn any(mut socket: WebSocket, #[cookie] _session: Option<String>) -> Result<()> {
    socket.accept().await
}

#[tokio::test]
async fn pages_of_other_sites_may_not_use_cookies() {
    let client = TestClient::new(App::new().routes(routes![echo, by_cookie, named, any]));
    for (path, origin, is_allowed) in [
        ("/echo", Some("https://b.example"), true),
        ("/cookie", Some("https://b.example"), false),
        ("/cookie", Some("http://testserver"), true),
        ("/cookie", None, true),
        ("/named", Some("https://a.example"), true),
        ("/named", Some("http://testserver"), true),
        ("/named", Some("https://b.example"), false),
        ("/any", Some("https://b.example"), true),
    ] {
        let mut handshake = client.websocket(path);
        if let Some(origin) = origin {
            handshake = handshake.header("origin", origin);
        }
        assert_eq!(handshake.await.is_ok(), is_allowed, "{path} {origin:?}");
    }
}

#[tokio::test]
async fn built_in_middleware_leaves_the_response_alone() {
    let cors = Cors::new().allow_origins(["https://a.example"]);
    let app = App::new().middleware(cors).middleware(GZip::new());
    let client = TestClient::new(app.routes(routes![echo]));
    let handshake = client.websocket("/echo").header("accept-encoding", "gzip");
    let mut socket = handshake
        .header("origin", "https://a.example")
        .await
        .unwrap();
    socket.send_text("a").await;
    assert_eq!(socket.receive_text().await, "a");
    assert_eq!(socket.headers().get("content-encoding"), None);
}
