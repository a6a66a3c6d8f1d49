//! The test client, against what Starlette's does, and the test server.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use serde_json::from_str;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::http::{HeaderName, HeaderValue, Method, Response as HttpResponse};
use twinlane::parameter::RequestBody;
use twinlane::prelude::*;
use twinlane::response::{Body, EventStream, JsonLines, Streaming};
use twinlane::server::Settings;
use twinlane::testing::{TestClient, TestRequest, TestServer};
use twinlane::{Error, Provided, Response};

/// The parts of the request that the application has received.
async fn echoed(request: &Request, body: RequestBody) -> Result<Value> {
    let bytes = body.bytes().await?;
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let mut echo = json!({ "method": request.method().as_str(), "url": request.url() });
    for name in [
        "host",
        "authorization",
        "cookie",
        "content-type",
        "content-length",
    ] {
        if let Some(value) = request.header(name) {
            echo[name.replace('-', "_")] = json!(value);
        }
    }
    if !body.is_empty() {
        echo["body"] = json!(body);
    }
    Ok(echo)
}

fn redirection(request: &Request, status: u16, to: &str) -> Response {
    let mut response = HttpResponse::builder()
        .status(status)
        .header("location", to);
    let query = request.query();
    for (name, value) in query.pairs() {
        if name == "set" {
            response = response.header("set-cookie", value.as_ref());
        }
    }
    response.body(Body::empty()).unwrap()
}

/// The same operations for each method.
macro_rules! operations {
    ($($method:ident),*) => {
        $(mod $method {
            use super::*;

            #[$method("/echo")]
            pub(super) async fn echo(request: &Request, body: RequestBody) -> Result<Value> {
                echoed(request, body).await
            }

            #[$method("/api/echo")]
            pub(super) async fn api_echo(request: &Request, body: RequestBody) -> Result<Value> {
                echoed(request, body).await
            }

            #[$method("/redirect/{status}")]
            pub(super) async fn redirect(request: &Request, status: u16, to: String) -> Response {
                redirection(request, status, &to)
            }
        })*

        fn mirrors() -> App {
            App::new()
                $(.routes(routes![$method::echo, $method::api_echo, $method::redirect]))*
                .routes(routes![chain])
        }
    };
}

operations![get, head, post, put, patch, delete, options];

#[get("/chain/{left}")]
async fn chain(left: u32) -> Response {
    let to = match left.checked_sub(1) {
        Some(left) => format!("/chain/{left}"),
        None => "/echo".to_owned(),
    };
    let response = HttpResponse::builder().status(302).header("location", to);
    response.body(Body::empty()).unwrap()
}

/// Each line is a request, and what Starlette's `TestClient` was seen to do with it.
const CASES: &str = include_str!("data/test_client.jsonl");

fn pairs(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    let object = value.as_object().into_iter().flatten();
    object.map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
}

fn texts(value: &Value) -> impl Iterator<Item = Vec<Option<&str>>> {
    let lists = value.as_array().into_iter().flatten();
    lists.map(|list| list.as_array().unwrap().iter().map(Value::as_str).collect())
}

fn client_of(case: &Value) -> TestClient {
    let mut client = TestClient::new(mirrors()).follow_redirects(true);
    if let Some(base) = case["base"].as_str() {
        client = client.base_url(base);
    }
    for (name, value) in pairs(&case["client_headers"]) {
        client = client.header(name, value);
    }
    for (name, value) in pairs(&case["client_cookies"]) {
        client.cookies().set(name, value);
    }
    client
}

fn request_of(case: &Value, client: &TestClient) -> TestRequest {
    let method: Method = case["method"].as_str().unwrap().parse().unwrap();
    let mut request = client.request(method, case["path"].as_str().unwrap());
    if case["follow"] == false {
        request = request.follow_redirects(false);
    }
    for (name, value) in pairs(&case["headers"]) {
        request = request.header(name, value);
    }
    for (name, value) in pairs(&case["cookies"]) {
        request = request.cookie(name, value);
    }
    if let Some(auth) = case["auth"].as_array() {
        request = request.basic_auth(auth[0].as_str().unwrap(), auth[1].as_str().unwrap());
    }
    for pair in texts(&case["params"]) {
        request = request.query([(pair[0].unwrap(), pair[1].unwrap())]);
    }
    request = request.form(pairs(&case["form"]));
    for file in texts(&case["files"]) {
        let [name, file_name, content_type, content] = file[..] else {
            panic!("{file:?}");
        };
        let (name, file_name) = (name.unwrap(), file_name.unwrap());
        let content = content.unwrap().to_owned();
        request = match content_type {
            Some(content_type) => request.file_of_type(name, file_name, content_type, content),
            None => request.file(name, file_name, content),
        };
    }
    match case["body"].as_str() {
        Some(body) => request.body(body.to_owned()),
        None => request,
    }
}

async fn seen(case: &Value) -> Value {
    let client = client_of(case);
    let request = request_of(case, &client);
    let Ok(response) = tokio::spawn(async move { request.await }).await else {
        return json!({ "error": "TooManyRedirects" });
    };
    let mut seen = json!({ "status": response.status().as_u16(), "url": response.url() });
    let history = response.history().iter();
    let history: Vec<Value> = history
        .map(|response| json!([response.status().as_u16(), response.url()]))
        .collect();
    if !history.is_empty() {
        seen["history"] = json!(history);
    }
    if !response.bytes().is_empty() {
        seen["echo"] = response.json();
    }
    let mut cookies = client.cookies().pairs();
    cookies.sort();
    if !cookies.is_empty() {
        seen["cookies"] = json!(cookies);
    }
    if let Err(error) = response.raise_for_status() {
        seen["raises"] = json!(error.to_string());
    }
    seen
}

#[tokio::test]
async fn the_client_does_what_starlettes_does() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in CASES.lines() {
        let case: Value = from_str(line).unwrap();
        count += 1;
        let seen = seen(&case["request"]).await;
        if seen != case["seen"] {
            let (request, expected) = (&case["request"], &case["seen"]);
            failures.push(format!(
                "{request}\n  seen     {seen}\n  expected {expected}"
            ));
        }
    }
    assert!(count > 60, "{count}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn redirects_are_answered_unless_they_are_to_be_followed() {
    let client = TestClient::new(mirrors());
    let path = "/redirect/307?to=/echo";
    let response = client.get(path).await;
    assert_eq!(response.status(), 307);
    assert_eq!(response.header("location"), Some("/echo"));
    assert!(response.history().is_empty());
    let response = client.get(path).follow_redirects(true).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.history().len(), 1);
}

#[tokio::test]
#[should_panic(expected = "a body that streams cannot be sent again")]
async fn a_body_that_streams_is_sent_once() {
    let client = TestClient::new(mirrors()).follow_redirects(true);
    let request = client.post("/redirect/307?to=/echo");
    let _ = request.body_stream(Chunks(vec!["a"])).await;
}

struct Chunks(Vec<&'static str>);

impl futures_core::Stream for Chunks {
    type Item = &'static str;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(next)
    }
}

#[tokio::test]
async fn a_body_streams_to_the_application() {
    let client = TestClient::new(mirrors());
    let request = client
        .post("/echo")
        .body_stream(Chunks(vec!["one ", "two"]));
    let echo: Value = request.await.json();
    assert_eq!(echo["body"], "one two");
    assert_eq!(echo.get("content_length"), None);
}

#[tokio::test]
async fn the_clones_of_a_client_share_its_cookies() {
    let client = TestClient::new(mirrors());
    let clone = client.clone().header("x-own", "1");
    clone.cookies().set("a", "1");
    let echo: Value = client.get("/echo").await.json();
    assert_eq!(echo["cookie"], "a=1");
    client.cookies().clear();
    let echo: Value = clone.get("/echo").await.json();
    assert_eq!(echo.get("cookie"), None);
}

#[tokio::test]
async fn a_cookie_of_the_request_takes_the_place_of_the_clients() {
    let client = TestClient::new(mirrors());
    client.cookies().set("a", "1");
    let echo: Value = client.get("/echo").cookie("a", "2").await.json();
    assert_eq!(echo["cookie"], "a=2");
    // A response replaces the cookie that the test has set: httpx would have two.
    let _ = client.get("/redirect/302?to=/echo&set=a%3D3").await;
    assert_eq!(client.cookies().pairs().len(), 2);
    let _ = client.get("/redirect/302?to=/echo&set=a%3D3;Path=/").await;
    let echo: Value = client.get("/echo").await.json();
    assert_eq!(echo["cookie"], "a=3");
}

#[get("/address")]
async fn address(request: &Request) -> Option<String> {
    request.client().map(|client| client.to_string())
}

#[tokio::test]
async fn the_client_has_the_address_that_it_is_given() {
    let client = TestClient::new(App::new().routes(routes![address]));
    assert_eq!(client.get("/address").await.text(), "null");
    let address: SocketAddr = "192.0.2.7:50000".parse().unwrap();
    let client = client.client_address(address);
    assert_eq!(client.get("/address").await.text(), "\"192.0.2.7:50000\"");
}

#[get("/fails")]
async fn fails(how: String) -> Result<Value> {
    match how.as_str() {
        "error" => Err(Error::msg("the disk is full")),
        "panic" => panic!("a panic of an operation"),
        "http" => Err(HttpError::new(500, "told").into()),
        _ => Err(std::fmt::Error.into()),
    }
}

fn failing() -> App {
    App::new()
        .routes(routes![fails])
        .on_error(|_: std::fmt::Error, _: Request| (StatusCode::IM_A_TEAPOT, "handled"))
}

#[tokio::test]
async fn an_error_of_the_application_is_a_500_or_panics_in_the_test() {
    let client = TestClient::new(failing());
    for how in ["error", "panic", "http"] {
        let path = format!("/fails?how={how}");
        assert_eq!(client.get(&path).await.status(), 500, "{how}");
    }
    let client = client.panic_on_server_error(true);
    for (how, message) in [
        (
            "error",
            "GET http://testserver/fails?how=error failed: the disk is full",
        ),
        (
            "panic",
            "GET http://testserver/fails?how=panic failed: it panicked, which the log tells",
        ),
    ] {
        let request = client.get(&format!("/fails?how={how}"));
        let error = tokio::spawn(request.into_future()).await.unwrap_err();
        let panic = error.into_panic();
        assert_eq!(panic.downcast_ref::<String>().unwrap(), message);
    }
    // An error that the client sees, or that a handler takes, is no failure.
    assert_eq!(client.get("/fails?how=http").await.status(), 500);
    assert_eq!(client.get("/fails?how=handled").await.status(), 418);
}

/// As in Starlette: the response of the handler of 500 does not hide the error.
#[tokio::test]
#[should_panic(expected = "the disk is full")]
async fn a_handler_of_500_does_not_hide_an_error() {
    let app = failing().on_status(StatusCode::INTERNAL_SERVER_ERROR, |_, _: Request| "sorry");
    let client = TestClient::new(app).panic_on_server_error(true);
    let _ = client.get("/fails?how=error").await;
}

/// Tells the test that a connection was undone, and whether its client had gone.
#[derive(Clone, Default)]
struct Gone(Arc<(AtomicBool, Notify)>);

#[dependency]
async fn connection(gone: State<Gone>) -> Provided<u8, AfterResponse> {
    Provided::new(1).after_response(async move |_, outcome| {
        let is_gone = matches!(outcome, Outcome::ClientGone);
        gone.0.0.store(is_gone, Ordering::SeqCst);
        gone.0.1.notify_one();
    })
}

#[get("/events")]
async fn events(connection: Depends<connection>) -> EventStream<u32> {
    EventStream::from_fn(async move |mut out| {
        for number in 0.. {
            out.send(number + u32::from(*connection)).await?;
        }
        Ok(())
    })
}

#[get("/lines")]
async fn lines() -> JsonLines<u8> {
    JsonLines::from_fn(async |mut out| {
        out.send(1).await?;
        out.send(2).await?;
        Err(Error::msg("no more"))
    })
}

#[get("/chunks")]
async fn chunks() -> Streaming {
    Streaming::of(["ab\ncd", "ef", "\n\ngh"])
}

fn streams(gone: &Gone) -> App {
    App::new()
        .state(gone.clone())
        .routes(routes![events, lines, chunks])
}

#[tokio::test]
async fn a_response_is_read_piece_by_piece() -> Result {
    let gone = Gone::default();
    let client = TestClient::new(streams(&gone));
    let mut events = client.get("/events").open().await;
    assert_eq!(events.status(), 200);
    let media_type = Some("text/event-stream; charset=utf-8");
    assert_eq!(events.header("content-type"), media_type);
    for number in 1..=3 {
        let event = events.event().await?;
        assert_eq!(event, Some(format!("data: {number}")));
    }
    drop(events);
    // The application learns that its client has gone.
    gone.0.1.notified().await;
    assert!(gone.0.0.load(Ordering::SeqCst));

    let mut lines = client.get("/lines").open().await;
    assert_eq!(lines.line().await?.as_deref(), Some("1"));
    assert_eq!(lines.line().await?.as_deref(), Some("2"));
    let error = lines.line().await.unwrap_err();
    assert_eq!(error.to_string(), "no more");

    let mut chunks = client.get("/chunks").open().await;
    assert_eq!(chunks.line().await?.as_deref(), Some("ab"));
    assert_eq!(chunks.chunk().await?.as_deref(), Some(&b"cd"[..]));
    assert_eq!(chunks.chunk().await?.as_deref(), Some(&b"ef"[..]));
    assert_eq!(chunks.event().await?.as_deref(), Some(""));
    assert_eq!(chunks.line().await?.as_deref(), Some("gh"));
    assert_eq!(chunks.line().await?, None);
    let chunks = client.get("/chunks").open().await;
    assert_eq!(chunks.rest().await?, "ab\ncdef\n\ngh");
    Ok(())
}

#[test]
fn the_client_of_plain_tests_has_all_of_it() {
    let gone = Gone::default();
    let client = TestClient::blocking(streams(&gone));
    let mut events = client.get("/events").open();
    assert_eq!(events.event().unwrap().as_deref(), Some("data: 1"));
    assert_eq!(events.event().unwrap().as_deref(), Some("data: 2"));
    drop(events);

    let client = TestClient::blocking(mirrors())
        .base_url("https://shop.example/api")
        .header("x-own", "1")
        .basic_auth("ada", "secret")
        .follow_redirects(true);
    client.cookies().set("a", "1");
    let request = client.post("/echo").body_stream(Chunks(vec!["x"]));
    let echo: Value = request.send().json();
    let authorization = "Basic YWRhOnNlY3JldA==";
    let expected = json!({
        "method": "POST", "url": "https://shop.example/api/echo", "host": "shop.example",
        "authorization": authorization, "cookie": "a=1", "body": "x",
    });
    assert_eq!(echo, expected);
    assert_eq!(client.options("/echo").send().status(), 200);
    assert_eq!(client.head("/echo").send().text(), "");
}

#[test]
fn a_token_is_sent_by_the_client_and_replaced_by_a_request() {
    let client = TestClient::blocking(mirrors()).bearer_auth("of all");
    let authorization = |echo: Value| echo["authorization"].clone();
    let usual = authorization(client.post("/echo").send().json());
    assert_eq!(usual, "Bearer of all");
    let request = client.post("/echo").basic_auth("ada", "secret");
    let own = authorization(request.bearer_auth("of one").send().json());
    assert_eq!(own, "Bearer of one");
}

#[test]
#[should_panic(expected = "this value of the header `authorization`")]
fn a_token_with_a_line_break_panics_in_the_test() {
    let _ = TestClient::blocking(mirrors()).bearer_auth("a\nb");
}

#[tokio::test]
#[should_panic(expected = "is no path")]
async fn a_path_that_cannot_be_one_is_refused() {
    let client = TestClient::new(mirrors());
    let _ = client.get("/a\nb").await;
}

#[tokio::test]
async fn a_header_of_the_request_takes_the_place_of_the_clients() {
    let client = TestClient::new(mirrors()).header("host", "a.example");
    let echo: Value = client.get("/echo").await.json();
    assert_eq!(echo["host"], "a.example");
    let echo: Value = client.get("/echo").header("host", "b.example").await.json();
    assert_eq!(
        (&echo["host"], &echo["url"]),
        (&json!("b.example"), &json!("http://b.example/echo"))
    );
    // With HTTPS, too.
    let client = client.base_url("https://c.example");
    let echo: Value = client.get("/echo").header("host", "b.example").await.json();
    assert_eq!(echo["url"], "https://b.example/echo");
}

/// As with httpx: a redirect to another origin takes off the `Authorization` and the `Host` of the client, and every redirect its `Cookie`.
#[test]
fn headers_of_the_client_go_through_redirects_as_those_of_a_request() {
    let client = TestClient::blocking(mirrors())
        .follow_redirects(true)
        .bearer_auth("token")
        .header("host", "own.example")
        .header("cookie", "a=1")
        .header("x-more", "m")
        .header("x-more", "n");
    let echoed =
        |to: &str| -> Value { client.get(&format!("/redirect/307?to={to}")).send().json() };
    let other = echoed("http://two.example/echo");
    assert_eq!(
        (&other["authorization"], &other["cookie"], &other["host"]),
        (&Value::Null, &Value::Null, &json!("two.example"))
    );
    let same = echoed("/echo");
    assert_eq!(
        (&same["authorization"], &same["cookie"], &same["host"]),
        (&json!("Bearer token"), &Value::Null, &json!("own.example"))
    );
}

#[tokio::test]
async fn a_test_server_answers_at_a_real_port_until_it_is_stopped() -> Result {
    let gone = Gone::default();
    let server = TestServer::start(streams(&gone).routes(routes![address])).await?;
    assert_eq!(server.url(), format!("http://{}", server.address()));
    let mut client = TcpStream::connect(server.address()).await?;
    let own = client.local_addr()?;
    let head = b"GET /address HTTP/1.1\r\nhost: a\r\n\r\n";
    client.write_all(head).await?;
    let expected = format!("\r\n\r\n\"{own}\"");
    let mut response = String::new();
    while !response.ends_with(&expected) {
        let mut bytes = [0; 1024];
        let count = client.read(&mut bytes).await?;
        assert!(count > 0, "{response}");
        response.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    let address = server.address();
    server.stop().await?;
    // The idle connection is closed, and nobody listens.
    assert_eq!(client.read(&mut [0; 8]).await?, 0);
    assert!(TcpStream::connect(address).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_test_server_that_is_dropped_cuts_off_what_it_has() -> Result {
    let gone = Gone::default();
    let server = TestServer::start(streams(&gone)).await?;
    let address = server.address();
    let mut client = TcpStream::connect(address).await?;
    let head = b"GET /events HTTP/1.1\r\nhost: a\r\n\r\n";
    client.write_all(head).await?;
    assert!(client.read(&mut [0; 1024]).await? > 0);
    drop(server);
    gone.0.1.notified().await;
    // Bytes that were sent before may still be there.
    let mut bytes = [0; 4096];
    while client.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// A request that its client has left is waited for as long as the settings allow: here without a limit, on a clock that runs by itself.
#[tokio::test]
async fn a_test_server_stops_within_the_time_of_its_settings() -> Result {
    #[get("/slow")]
    async fn slow(begun: State<Arc<Notify>>, ends: State<Arc<AtomicBool>>) {
        begun.notify_one();
        tokio::time::sleep(Duration::from_mins(10)).await;
        ends.store(true, Ordering::SeqCst);
    }
    let (begun, ended) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let app = App::new().state(begun.clone()).state(ended.clone());
    let settings = Settings::new().shutdown_timeout(None);
    let server = TestServer::start_with(app.routes(routes![slow]), &settings).await?;
    let mut client = TcpStream::connect(server.address()).await?;
    client
        .write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await?;
    begun.notified().await;
    drop(client);
    tokio::time::pause();
    server.stop().await?;
    assert!(ended.load(Ordering::SeqCst));
    Ok(())
}

/// Over a real socket the function of a stream is dropped, and what it held is undone, when the client goes.
#[tokio::test]
async fn a_client_that_goes_ends_the_function_of_its_stream() -> Result {
    let gone = Gone::default();
    let server = TestServer::start(streams(&gone)).await?;
    let mut client = TcpStream::connect(server.address()).await?;
    let head = b"GET /events HTTP/1.1\r\nhost: a\r\n\r\n";
    client.write_all(head).await?;
    assert!(client.read(&mut [0; 1024]).await? > 0);
    drop(client);
    gone.0.1.notified().await;
    assert!(gone.0.0.load(Ordering::SeqCst));
    server.stop().await
}

#[test]
fn a_test_server_for_plain_tests_closes_its_port() {
    let gone = Gone::default();
    for stops in [true, false] {
        let server = TestServer::blocking(streams(&gone));
        let address = server.address();
        assert!(std::net::TcpStream::connect(address).is_ok());
        if stops {
            server.stop().unwrap();
        } else {
            drop(server);
        }
        assert!(std::net::TcpStream::connect(address).is_err());
    }
}

#[tokio::test]
async fn a_test_server_of_an_application_with_mistakes_says_them() {
    let error = TestServer::start(App::new().routes(routes![events])).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("Gone"), "{error}");
}

#[tokio::test]
async fn names_and_values_of_headers_are_as_they_are_written() {
    let client = TestClient::new(mirrors());
    let response = client
        .get("/redirect/201?to=/%41&set=a%3D1;%20Path=/")
        .await;
    assert_eq!(response.header("location"), Some("/A"));
    assert_eq!(response.cookies(), [("a", "1")]);
    let name = HeaderName::from_static("set-cookie");
    let value = HeaderValue::from_static("a=1; Path=/");
    assert_eq!(response.headers().get(name), Some(&value));
}
