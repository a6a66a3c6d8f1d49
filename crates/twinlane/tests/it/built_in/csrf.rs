//! Requests that pages of other sites make.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use twinlane::Settings;
use twinlane::middleware::Csrf;
use twinlane::prelude::*;
use twinlane::response::Text;
use twinlane::testing::{BlockingClient, TestClient, TestServer};

#[post("/transfer")]
async fn transfer() -> String {
    "done".to_owned()
}

#[get("/transfer")]
async fn form() -> String {
    "form".to_owned()
}

#[post("/hooks/{name}")]
async fn hook(name: String) -> String {
    name
}

#[websocket("/echo")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await
}

fn app() -> App {
    App::new().routes(routes![transfer, form, hook, echo])
}

/// The status and the body of the response to what is written on a connection.
async fn answer(server: &TestServer, request: String) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}

fn post(target: &str, headers: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\ncontent-length: 0\r\n{headers}\r\n"
    )
}

const OTHER_SITE: &str =
    r#"{"detail":"Cross-site request: its Sec-Fetch-Site is neither same-origin nor none"}"#;
const OTHER_ORIGIN: &str =
    r#"{"detail":"Cross-site request: its Origin is not the origin of this host"}"#;
const DOUBLED: &str = r#"{"detail":"It has several Sec-Fetch-Site or Origin headers"}"#;

#[tokio::test]
async fn a_request_of_another_site_is_refused() {
    let app = app().middleware(
        Csrf::new()
            .trust_origin("https://b.example")
            .exempt("/hooks/{name}"),
    );
    let server = TestServer::start(app).await.unwrap();
    let done = (200, r#""done""#);
    for (headers, (status, body)) in [
        ("", done),
        ("sec-fetch-site: same-origin\r\n", done),
        ("sec-fetch-site: none\r\n", done),
        ("origin: http://a.example\r\n", done),
        (
            "sec-fetch-site: cross-site\r\norigin: https://b.example\r\n",
            done,
        ),
        ("sec-fetch-site: cross-site\r\n", (403, OTHER_SITE)),
        (
            "sec-fetch-site: same-site\r\norigin: http://c.a.example\r\n",
            (403, OTHER_SITE),
        ),
        ("sec-fetch-site: garbage\r\n", (403, OTHER_SITE)),
        ("sec-fetch-site:\r\n", (403, OTHER_SITE)),
        ("origin: null\r\n", (403, OTHER_ORIGIN)),
        ("origin: https://a.example\r\n", (403, OTHER_ORIGIN)),
        ("origin: http://a.example:8000\r\n", (403, OTHER_ORIGIN)),
        (
            "sec-fetch-site: same-origin\r\nsec-fetch-site: cross-site\r\n",
            (403, DOUBLED),
        ),
        (
            "origin: http://a.example\r\norigin: http://c.example\r\n",
            (403, DOUBLED),
        ),
        ("host: b.example\r\norigin: http://a.example\r\n", (400, "")),
    ] {
        let answered = answer(&server, post("/transfer", headers)).await;
        assert_eq!(answered.0, status, "{headers}");
        if status != 400 {
            assert_eq!(answered.1, body, "{headers}");
        }
    }
    let crossing = "sec-fetch-site: cross-site\r\n";
    assert_eq!(answer(&server, post("/hooks/a", crossing)).await.0, 200);
    assert_eq!(answer(&server, post("/hooks/a/", crossing)).await.0, 403);
    // Nothing tells who has which paths.
    assert_eq!(answer(&server, post("/nowhere", crossing)).await.0, 403);
    let get = format!("GET /transfer HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{crossing}\r\n");
    assert_eq!(answer(&server, get).await, (200, r#""form""#.to_owned()));
}

#[tokio::test]
async fn a_trusted_proxy_says_the_scheme() {
    for (settings, https) in [
        (
            Settings::default().forwarded_allow_ips("127.0.0.1".parse().unwrap()),
            200,
        ),
        (
            Settings::default().forwarded_allow_ips("10.0.0.1".parse().unwrap()),
            403,
        ),
    ] {
        let app = app().middleware(Csrf::new());
        let server = TestServer::start_with(app, &settings).await.unwrap();
        let headers = "x-forwarded-proto: https\r\norigin: https://a.example\r\n";
        assert_eq!(answer(&server, post("/transfer", headers)).await.0, https);
    }
}

#[tokio::test]
async fn a_handshake_is_checked() {
    let client = TestClient::new(app().middleware(Csrf::new().trust_origin("https://b.example")));
    let shake = |origin: &'static str| client.websocket("/echo").header("origin", origin);
    assert!(client.websocket("/echo").await.is_ok());
    assert!(shake("http://testserver").await.is_ok());
    assert!(shake("https://b.example").await.is_ok());
    for origin in ["https://c.example", "null"] {
        let refused = shake(origin).await.unwrap_err();
        assert!(format!("{refused:?}").contains("403"), "{refused:?}");
    }
    let cross = client
        .websocket("/echo")
        .header("sec-fetch-site", "cross-site");
    assert!(cross.await.is_err());
}

#[test]
fn a_handler_of_403_answers_in_its_own_words() {
    async fn no(error: HttpError, _: Request) -> Text {
        Text::new(format!("no: {}", error.detail()))
    }
    let app = app()
        .middleware(Csrf::new())
        .on_status(StatusCode::FORBIDDEN, no);
    let client = TestClient::blocking(app);
    let response = client
        .post("/transfer")
        .header("sec-fetch-site", "x")
        .send();
    assert_eq!(response.status(), 403);
    assert!(response.text().starts_with("no: \"Cross-site request"));
}

/// The status of a request by a page of another site.
fn post_from_elsewhere(client: &BlockingClient, path: &str) -> StatusCode {
    let request = client.post(path).header("sec-fetch-site", "cross-site");
    request.send().status()
}

#[test]
fn an_exempt_path_is_that_of_the_application_it_stands_around() {
    let guarded = || Csrf::new().exempt("/hooks/{name}");
    let inner = app().middleware(guarded());
    let client = TestClient::blocking(App::new().mount("/sub", inner));
    assert_eq!(post_from_elsewhere(&client, "/sub/hooks/a"), 200);
    assert_eq!(post_from_elsewhere(&client, "/sub/transfer"), 403);
    let client = TestClient::blocking(app().root_path("/api").middleware(guarded()));
    assert_eq!(post_from_elsewhere(&client, "/api/hooks/a"), 200);
    assert_eq!(post_from_elsewhere(&client, "/hooks/a"), 200);
    assert_eq!(post_from_elsewhere(&client, "/api/transfer"), 403);
    let router = Router::new()
        .routes(routes![hook, transfer])
        .middleware(guarded());
    let client =
        TestClient::blocking(App::new().router(Router::new().prefix("/v1").router(router)));
    assert_eq!(post_from_elsewhere(&client, "/v1/hooks/a"), 403);
    assert_eq!(post_from_elsewhere(&client, "/v1/transfer"), 403);
}
