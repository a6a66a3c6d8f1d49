//! Requests that a proxy passes on: who the client is, and what it has asked for, in all that depends on it.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tracing::level_filters::LevelFilter;
use twinlane::middleware::{HttpsRedirect, Next, RateLimit, RequestIds};
use twinlane::prelude::*;
use twinlane::routing::Scheme;
use twinlane::testing::{TestClient, TestServer};
use twinlane::{Response, Settings};

use twinlane_log_lines::LogLines;

#[get("/where/")]
async fn whereabouts(request: &Request) -> Value {
    json!({
        "client": request.client().map(|client| client.to_string()),
        "scheme": request.scheme().as_str(),
        "url": request.url(),
        "root_path": request.root_path(),
    })
}

fn app() -> App {
    App::new().routes(routes![whereabouts])
}

/// A proxy on this machine, which passes on the requests of several clients.
struct Proxy {
    server: TestServer,
    stream: TcpStream,
}

impl Proxy {
    async fn before(app: App, settings: Settings) -> Self {
        let server = TestServer::start_with(app, &settings).await.unwrap();
        let stream = TcpStream::connect(server.address()).await.unwrap();
        Self { server, stream }
    }

    /// The status, the head and the body of the response.
    async fn get(&mut self, target: &str, headers: &str) -> (u16, String, String) {
        let head = format!("GET {target} HTTP/1.1\r\nhost: inner:8000\r\n{headers}\r\n");
        self.stream.write_all(head.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.split_once("content-length: ").unwrap().1;
        let length = length.split_once("\r\n").unwrap().0.parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.unwrap();
        let status = head[9..12].parse().unwrap();
        (status, head, String::from_utf8(body).unwrap())
    }

    async fn whereabouts(&mut self, headers: &str) -> Value {
        let (status, _, body) = self.get("/where/", headers).await;
        assert_eq!(status, 200, "{headers}: {body}");
        serde_json::from_str(&body).unwrap()
    }
}

const SHOP: &str = "x-forwarded-for: 192.0.2.1\r\nx-forwarded-proto: https\r\nx-forwarded-host: shop.example\r\n\
     x-forwarded-port: 8443\r\n";

#[tokio::test]
async fn operations_see_the_client_of_the_proxy_as_with_uvicorn() {
    let mut proxy = Proxy::before(app(), Settings::new()).await;
    let own = proxy.stream.local_addr().unwrap().to_string();
    for (headers, client, url) in [
        (SHOP, Some("192.0.2.1:0"), "https://inner:8000/where/"),
        ("", Some(own.as_str()), "http://inner:8000/where/"),
        (
            "x-forwarded-for: 2001:db8::1\r\n",
            Some("[2001:db8::1]:0"),
            "http://inner:8000/where/",
        ),
        (
            "x-forwarded-for: unknown\r\n",
            None,
            "http://inner:8000/where/",
        ),
        (
            "x-forwarded-proto: https\r\n",
            Some(own.as_str()),
            "https://inner:8000/where/",
        ),
    ] {
        let scheme = url.split_once(':').unwrap().0;
        let expected = json!({ "client": client, "scheme": scheme, "url": url, "root_path": "" });
        assert_eq!(proxy.whereabouts(headers).await, expected, "{headers}");
    }
}

#[tokio::test]
async fn host_and_port_are_the_clients_where_the_proxy_is_believed_in_them() {
    let headers = "x-forwarded-for, x-forwarded-proto, x-forwarded-host, x-forwarded-port";
    let settings = Settings::new().forwarded_headers(headers.parse().unwrap());
    let mut proxy = Proxy::before(app(), settings).await;
    let told = proxy.whereabouts(SHOP).await;
    assert_eq!(told["url"], "https://shop.example:8443/where/");
    let (status, head, _) = proxy.get("/where?a=b", SHOP).await;
    assert_eq!(status, 307);
    let location = "\r\nlocation: https://shop.example:8443/where/?a=b\r\n";
    assert!(head.contains(location), "{head}");
}

#[tokio::test]
async fn https_is_not_redirected_to_itself() {
    let app = app().middleware(HttpsRedirect::new());
    let mut proxy = Proxy::before(app, Settings::new()).await;
    assert_eq!(proxy.get("/where/", SHOP).await.0, 200);
    let (status, head, _) = proxy.get("/where/", "x-forwarded-proto: http\r\n").await;
    assert_eq!(status, 307);
    assert!(
        head.contains("\r\nlocation: https://inner:8000/where/\r\n"),
        "{head}"
    );
    // The target of a request is only the client's word.
    let (status, ..) = proxy.get("https://inner:8000/where/", "").await;
    assert_eq!(status, 307);
}

/// On one connection, as proxies send them.
#[tokio::test]
async fn each_client_has_a_quota_of_its_own() {
    let app = app().middleware(RateLimit::per_client(1, Duration::from_hours(1)));
    let mut proxy = Proxy::before(app, Settings::new()).await;
    for (headers, status) in [
        ("x-forwarded-for: 192.0.2.1\r\n", 200),
        ("x-forwarded-for: 192.0.2.2\r\n", 200),
        ("x-forwarded-for: 192.0.2.1\r\n", 429),
        // A forged entry stands before the proxy's own.
        ("x-forwarded-for: 192.0.2.3, 192.0.2.1\r\n", 429),
        (
            "x-forwarded-for: 192.0.2.3\r\nx-forwarded-for: 192.0.2.1, 127.0.0.1\r\n",
            429,
        ),
        (
            "forwarded: for=192.0.2.4\r\nx-forwarded-for: 192.0.2.1\r\n",
            429,
        ),
        (
            "x-real-ip: 192.0.2.4\r\nx-forwarded-for: 192.0.2.1\r\n",
            429,
        ),
        ("x-forwarded-for: 2001:db8::1\r\n", 200),
        ("x-forwarded-for: 2001:db8::2\r\n", 429),
        // Those that nobody knows are one.
        ("x-forwarded-for: unknown\r\n", 200),
        ("x-forwarded-for: _other\r\n", 429),
        ("", 200),
    ] {
        assert_eq!(proxy.get("/where/", headers).await.0, status, "{headers}");
    }
}

#[get("/log")]
async fn log(request: &Request) -> () {
    let client = request.client();
    tracing::info!("asked by {client:?}");
}

#[tokio::test]
async fn the_access_log_and_the_application_name_one_client() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let app = App::new()
        .routes(routes![log])
        .middleware(RequestIds::new());
    let mut proxy = Proxy::before(app, Settings::new().access_log(true)).await;
    let headers = "x-forwarded-for: 6.6.6.6, 192.0.2.1\r\nx-request-id: a1\r\n";
    assert_eq!(proxy.get("/log", headers).await.0, 200);
    let text = lines.take();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("a1")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains("asked by Some(192.0.2.1:0)"), "{text}");
    assert!(
        lines[1].contains("192.0.2.1:0 - \"GET /log HTTP/1.1\" 200 OK"),
        "{text}"
    );
}

#[tokio::test]
async fn a_peer_that_is_not_trusted_is_the_client() {
    let settings = Settings::new().forwarded_allow_ips("192.0.2.0/24".parse().unwrap());
    let mut proxy = Proxy::before(app(), settings).await;
    let own = proxy.stream.local_addr().unwrap().to_string();
    let told = proxy.whereabouts(SHOP).await;
    let expected = json!({ "client": own, "scheme": "http", "url": "http://inner:8000/where/", "root_path": "" });
    assert_eq!(told, expected);
    assert_eq!(
        proxy.server.url(),
        format!("http://{}", proxy.server.address())
    );
}

/// For a proxy that says it in a header of its own.
async fn of_my_proxy(mut request: Request, next: Next) -> Response {
    if request
        .header("x-my-scheme")
        .is_some_and(|scheme| scheme == "https")
    {
        request.set_scheme(Scheme::Https);
        request.set_client(([192, 0, 2, 9], 7).into());
    }
    next.run(request).await
}

#[tokio::test]
async fn middleware_may_say_it_and_a_test_client_says_it_by_its_base_url() {
    let client = TestClient::new(app().middleware(of_my_proxy));
    let told: Value = client
        .get("/where/")
        .header("x-my-scheme", "https")
        .await
        .json();
    let expected = json!({ "client": "192.0.2.9:7", "scheme": "https", "url": "https://testserver/where/", "root_path": "" });
    assert_eq!(told, expected);
    let told: Value = client.get("/where/").await.json();
    assert_eq!(told["scheme"], "http");
    let client = client
        .base_url("https://shop.example")
        .client_address(([192, 0, 2, 1], 5).into());
    let told: Value = client.get("/where/").await.json();
    let expected = json!({ "client": "192.0.2.1:5", "scheme": "https", "url": "https://shop.example/where/", "root_path": "" });
    assert_eq!(told, expected);
    // No server stands before it, so nobody reads what a proxy would say.
    let told: Value = client
        .get("/where/")
        .header("x-forwarded-for", "6.6.6.6")
        .await
        .json();
    assert_eq!(told["client"], "192.0.2.1:5");
}

#[tokio::test]
async fn a_prefix_is_cut_off_by_the_proxy_and_put_back_into_what_leads_to_the_application() {
    let operators = Settings::new().root_path("/api/v1".parse().unwrap());
    let believed = Settings::new().forwarded_headers("x-forwarded-prefix".parse().unwrap());
    let strangers = operators.clone().forwarded_allow_ips("".parse().unwrap());
    for (settings, headers) in [
        (operators.clone(), ""),
        (operators, "x-forwarded-prefix: /evil\r\n"),
        (
            believed,
            "x-forwarded-prefix: /evil\r\nx-forwarded-prefix: /api/v1/\r\n",
        ),
        (strangers, "x-forwarded-for: 192.0.2.1\r\n"),
    ] {
        let mut proxy = Proxy::before(app(), settings).await;
        let told = proxy.whereabouts(headers).await;
        assert_eq!(told["root_path"], "/api/v1");
        assert_eq!(told["url"], "http://inner:8000/api/v1/where/");
        let (_, head, _) = proxy.get("/where?a=b", headers).await;
        assert!(
            head.contains("\r\nlocation: http://inner:8000/api/v1/where/?a=b\r\n"),
            "{head}"
        );
        let (_, _, document) = proxy.get("/openapi.json", headers).await;
        let document: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["servers"], json!([{ "url": "/api/v1" }]));
        let (_, _, page) = proxy.get("/docs", headers).await;
        // Links of the page are relative, so that they stay below the prefix.
        assert!(page.contains("openapi.json"), "{page}");
        assert!(!page.contains("/openapi.json"), "{page}");
        assert!(!page.contains("evil"), "{page}");
    }
}
