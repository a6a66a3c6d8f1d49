//! The surroundings of a handshake: middleware, mounts, origins, links.

use tracing::level_filters::LevelFilter;
use twinlane::middleware::TrustedHost;
use twinlane::prelude::*;
use twinlane::routing::{Mount, UrlFor};
use twinlane::sessions::{Session, Sessions};
use twinlane::testing::TestClient;
use twinlane::websocket::AllowedOrigins;
use twinlane_log_lines::LogLines;

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

#[dependency]
async fn visitor(#[cookie] session: Option<String>) -> Option<String> {
    session
}

/// A cookie that is read below it counts as much as its own.
#[websocket("/below")]
async fn reads_below(mut socket: WebSocket, visitor: Depends<visitor>) -> Result<()> {
    drop(visitor);
    socket.accept().await
}

/// Likewise the session.
#[websocket("/session")]
async fn reads_session(mut socket: WebSocket, session: &Session) -> Result<()> {
    assert!(session.is_empty());
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
    let own = routes![echo, by_cookie, reads_below, named, any];
    let client = TestClient::new(App::new().routes(own));
    for (path, origin, is_allowed) in [
        ("/echo", Some("https://b.example"), true),
        ("/cookie", Some("https://b.example"), false),
        ("/cookie", Some("http://testserver"), true),
        ("/cookie", None, true),
        ("/below", Some("https://b.example"), false),
        ("/below", Some("http://testserver"), true),
        ("/named", Some("https://a.example"), true),
        ("/named", Some("http://testserver"), true),
        ("/named", Some("https://b.example"), false),
        ("/any", Some("https://b.example"), true),
    ] {
        let is_open = opens(&client, path, origin).await;
        assert_eq!(is_open, is_allowed, "{path} {origin:?}");
    }
}

/// True if a page of this origin may connect.
async fn opens(client: &TestClient, path: &str, origin: Option<&str>) -> bool {
    let mut handshake = client.websocket(path);
    if let Some(origin) = origin {
        handshake = handshake.header("origin", origin);
    }
    handshake.await.is_ok()
}

/// Lets those in who have logged in, or whom nobody has sent away.
async fn session_guard(request: Request, next: Next) -> Result<Response> {
    if request.session().await?.contains("banned") {
        return Err(HttpError::new(403, "Banned").into());
    }
    Ok(next.run(request).await)
}

/// No parameter says that the session is read.
#[websocket("/by-hand")]
async fn reads_by_hand(mut socket: WebSocket) -> Result<()> {
    assert!(socket.session().await?.is_empty());
    socket.accept().await
}

#[tokio::test]
async fn where_sessions_stand_around_it_no_page_of_another_site_connects() {
    let sessions = || Sessions::new("a secret of 32 random characters");
    let routes = || routes![echo, reads_session, reads_by_hand];
    let guarded = Router::new()
        .routes(routes())
        .middleware(session_guard)
        .middleware(sessions());
    let inner = || App::new().routes(routes());
    let own = App::new().middleware(sessions());
    for (app, prefix) in [
        (App::new().router(guarded), ""),
        (own.mount("/inner", inner()), "/inner"),
        (inner().middleware(session_guard).middleware(sessions()), ""),
    ] {
        let client = TestClient::new(app);
        for path in ["/echo", "/session", "/by-hand"] {
            let path = format!("{prefix}{path}");
            assert!(!opens(&client, &path, Some("https://b.example")).await);
            assert!(opens(&client, &path, Some("http://testserver")).await);
            assert!(opens(&client, &path, None).await);
        }
    }
    // Beside them nothing changes.
    let beside = Router::new().prefix("/a").routes(routes());
    let app = App::new().routes(routes![any]);
    let app = app
        .router(beside.middleware(sessions()))
        .routes(routes![echo]);
    let client = TestClient::new(app);
    for path in ["/echo", "/any"] {
        assert!(opens(&client, path, Some("https://b.example")).await);
    }
    assert!(!opens(&client, "/a/echo", Some("https://b.example")).await);
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

/// Accepts as the client wants it.
#[websocket("/accepts")]
async fn accepts(
    mut socket: WebSocket,
    subprotocol: Option<String>,
    #[query(default = "x-a")] name: String,
    #[query(default = "1")] value: String,
) -> Result<()> {
    let mut accept = socket.accept().header(name, value);
    if let Some(subprotocol) = subprotocol {
        accept = accept.subprotocol(subprotocol);
    }
    accept.await
}

#[tokio::test]
async fn a_subprotocol_is_one_of_the_offered_or_none() {
    let client = TestClient::new(App::new().routes(routes![accepts]));
    for (subprotocol, agreed) in [("a", Some("a")), ("b", Some("b")), ("", None)] {
        let handshake = client.websocket("/accepts").subprotocols(["a", "b"]);
        let socket = handshake.query([("subprotocol", subprotocol)]).await;
        let socket = socket.unwrap();
        assert_eq!(socket.subprotocol(), agreed, "{subprotocol}");
        let header = socket.headers().contains_key("sec-websocket-protocol");
        assert_eq!(header, agreed.is_some());
    }
}

/// A subprotocol that no client takes, or what is no header, is a mistake of the operation: the log says which.
#[tokio::test]
async fn what_cannot_be_accepted_with_is_told() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    let client = TestClient::new(App::new().routes(routes![accepts]));
    for (offered, query, expected) in [
        (
            &["a", "b"][..],
            ("subprotocol", "c"),
            r#"the subprotocol "c" cannot be accepted, since the client offers ["a", "b"]: choose one of `socket.subprotocols()`, or none"#,
        ),
        (
            &["a", "b"],
            ("subprotocol", "a, b"),
            r#"the subprotocol "a, b" cannot be accepted"#,
        ),
        (&["a"], ("subprotocol", "A"), r#"the subprotocol "A""#),
        (
            &[],
            ("subprotocol", "a\r\nx: 1"),
            r#"the subprotocol "a\r\nx: 1" cannot be accepted, since the client offers none"#,
        ),
        (&[], ("name", "upgrade"), "the protocol decides it"),
        (&[], ("name", "Content-Length"), "the protocol decides it"),
        (
            &[],
            ("name", "sec-websocket-protocol"),
            "write `.subprotocol(..)`",
        ),
        (&[], ("name", "a b"), "it is no name of a header"),
        (
            &[],
            ("value", "1\r\nx: 2"),
            r#""x-a" cannot be a header of the response that accepts a connection: its value has characters"#,
        ),
    ] {
        let handshake = client.websocket("/accepts").query([query]);
        let handshake = handshake.subprotocols(offered.iter().copied());
        let refused = handshake.await.unwrap_err();
        assert_eq!(refused.response().status(), 500, "{query:?}");
        let line = lines.take();
        assert!(line.contains(expected), "{line}");
    }
}

#[tokio::test]
async fn a_middleware_that_refuses_ends_the_connection() {
    let around = || TrustedHost::new(["a.example"]);
    let inner = || App::new().routes(routes![echo]);
    for app in [
        inner().middleware(around()),
        App::new().mount("/in", Mount::new(inner()).middleware(around())),
        App::new().mount("/in", inner().middleware(around())),
    ] {
        let client = TestClient::new(app);
        for path in ["/echo", "/in/echo"] {
            let Err(refused) = client.websocket(path).await else {
                panic!("{path} is let in");
            };
            if refused.response().status() == 400 {
                assert_eq!(refused.response().header("connection"), Some("close"));
            }
        }
        // Other requests keep theirs.
        let response = client.get("/echo").await;
        assert_eq!(response.header("connection"), None);
    }
}
