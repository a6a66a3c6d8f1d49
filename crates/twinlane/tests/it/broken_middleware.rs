//! Middleware that is broken, or meant badly: a clean response each, the next request of the connection is answered as it should be, and
//! what dependencies have provided is undone once.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use twinlane::Provided;
use twinlane::dependency::AfterResponse;
use twinlane::http::{self, HeaderValue, Method, header};
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::testing::{TestClient, TestServer};

use crate::dependency::Log;

#[dependency]
async fn transaction(log: State<Log>) -> Provided<()> {
    Provided::new(()).before_response(async move |(), outcome| log.add(format!("{outcome:?}")))
}

#[dependency]
async fn connection(log: State<Log>) -> Provided<(), AfterResponse> {
    Provided::new(()).after_response(async move |(), outcome| {
        log.add(format!("{outcome:?}, closed"));
    })
}

#[post("/sum")]
async fn sum(
    numbers: Vec<i64>,
    _transaction: Depends<transaction>,
    _connection: Depends<connection>,
) -> i64 {
    numbers.iter().sum()
}

#[post("/endless")]
async fn endless(_transaction: Depends<transaction>, _connection: Depends<connection>) {
    std::future::pending::<()>().await;
}

#[get("/fine")]
async fn fine() -> &'static str {
    "fine"
}

/// Does what the request asks for, and never what it should.
async fn broken(mut request: Request, next: Next) -> Result<Response> {
    let Some(how) = request.header("x-how").map(std::borrow::Cow::into_owned) else {
        return Ok(next.run(request).await);
    };
    let response = match how.as_str() {
        "panics before" => panic!("broken"),
        "panics after" => {
            let _response = next.run(request).await;
            panic!("broken")
        }
        "panics and drops next" => {
            let begun = timeout(Duration::ZERO, next.run(request)).await;
            begun.expect("broken")
        }
        "drops next" => {
            let begun = timeout(Duration::ZERO, next.run(request)).await;
            begun.unwrap_or_else(|_| Response::text("dropped"))
        }
        "drops the request" => {
            drop(request);
            drop(next);
            Response::text("dropped")
        }
        "answers unread" => Response::text("unread"),
        "answers twice" => {
            let first = next.clone().run(request).await;
            let mut again = Request::new(http::Request::new("[1]"));
            *again.method_mut() = Method::POST;
            *again.uri_mut() = "/sum".parse()?;
            again
                .headers_mut()
                .insert("content-type", HeaderValue::from_static("application/json"));
            assert_eq!(first.status(), 200);
            next.run(again).await
        }
        "half a body" => {
            *request.body_mut() = Body::from("[1,");
            next.run(request).await
        }
        "other method" => {
            *request.method_mut() = Method::from_bytes(b"BREW")?;
            next.run(request).await
        }
        "other path" => {
            *request.uri_mut() = "/nowhere".parse()?;
            next.run(request).await
        }
        "no path" => {
            *request.uri_mut() = "*".parse()?;
            next.run(request).await
        }
        other => spoilt(other, next.run(request).await)?,
    };
    Ok(response)
}

/// A response that is none any more.
fn spoilt(how: &str, mut response: Response) -> Result<Response> {
    Ok(match how {
        "illegal header" => {
            let value = HeaderValue::from_str("a\r\nx-injected: 1")?;
            response.headers_mut().insert("x-illegal", value);
            response
        }
        "illegal header left out" => response.with_header("x-illegal", "a\r\nx-injected: 1"),
        "chunked" => with(response, &[(header::TRANSFER_ENCODING, "chunked")]),
        "too short a length" => with_other_body(response, &["2"]),
        "too long a length" => with_other_body(response, &["4000"]),
        "no length" => with_other_body(response, &["four"]),
        "two lengths" => with_other_body(response, &["4", "5"]),
        "no content" => response.with_status(StatusCode::NO_CONTENT),
        "not modified" => response.with_status(StatusCode::NOT_MODIFIED),
        other => panic!("`{other}` is no way to be broken"),
    })
}

fn with(mut response: Response, headers: &[(header::HeaderName, &'static str)]) -> Response {
    for (name, value) in headers {
        let value = HeaderValue::from_static(value);
        response.headers_mut().append(name, value);
    }
    response
}

/// Another body under the lengths of what it is not.
fn with_other_body(response: Response, lengths: &[&'static str]) -> Response {
    let (parts, _) = response.into_parts();
    let response = Response::from_parts(parts, Body::from("four"));
    let lengths: Vec<_> = lengths
        .iter()
        .map(|&length| (header::CONTENT_LENGTH, length))
        .collect();
    with(response, &lengths)
}

/// An application with broken middleware around everything, and one with it around its operations.
fn applications(log: &Log) -> [(&'static str, App); 2] {
    let router = || Router::new().routes(routes![sum, endless, fine]);
    let app = || App::new().state(log.clone());
    [
        ("the application", app().router(router()).middleware(broken)),
        ("an operation", app().router(router().middleware(broken))),
    ]
}

/// A connection that stays open.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    async fn to(server: &TestServer) -> Self {
        let stream = TcpStream::connect(server.address()).await.unwrap();
        let read = Vec::new();
        Self { stream, read }
    }

    /// The status and the body of the response.
    async fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let head = self.until("\r\n\r\n").await.to_ascii_lowercase();
        assert!(!head.contains("x-injected"), "{head}");
        let status = head[9..12].parse().unwrap();
        let lengths: Vec<_> = head
            .lines()
            .filter_map(|line| line.strip_prefix("content-length: "))
            .collect();
        let body = if matches!(status, 204 | 304) {
            String::new()
        } else if head.contains("transfer-encoding: chunked") {
            self.chunks().await
        } else {
            assert_eq!(lengths.len(), 1, "{head}");
            self.take(lengths[0].parse().unwrap()).await
        };
        (status, body)
    }

    async fn chunks(&mut self) -> String {
        let mut body = String::new();
        loop {
            let line = self.until("\r\n").await;
            let size = usize::from_str_radix(line.trim_end(), 16).unwrap();
            let chunk = self.take(size + 2).await;
            if size == 0 {
                return body;
            }
            body += chunk.trim_end_matches("\r\n");
        }
    }

    /// The text up to this mark, with the mark.
    async fn until(&mut self, mark: &str) -> String {
        loop {
            let mut places = self.read.windows(mark.len());
            if let Some(place) = places.position(|window| window == mark.as_bytes()) {
                return self.take(place + mark.len()).await;
            }
            self.receive().await;
        }
    }

    async fn take(&mut self, length: usize) -> String {
        while self.read.len() < length {
            self.receive().await;
        }
        let rest = self.read.split_off(length);
        String::from_utf8(std::mem::replace(&mut self.read, rest)).unwrap()
    }

    async fn receive(&mut self) {
        let read = self.stream.read_buf(&mut self.read).await.unwrap();
        let so_far = String::from_utf8_lossy(&self.read);
        assert_ne!(read, 0, "the connection was closed after {so_far:?}");
    }
}

const PLAIN_500: (u16, &str) = (500, "Internal Server Error");
const INVALID: &str = r#"{"detail":[{"type":"json_invalid","loc":["body",3],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]}"#;
const ANSWERED: &[&str] = &["Answered", "Answered, closed"];
/// The middleware has dropped the body of the response, or given it a status that has none.
const UNSENT: &[&str] = &["Answered", "ClientGone, closed"];

/// A case: the fault, the path of the request, the responses with the middleware around the application and around the operation, and the
/// ends of the provided values.
type Case = (
    &'static str,
    &'static str,
    [(u16, &'static str); 2],
    &'static [&'static str],
);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("panics before", "/sum", [PLAIN_500; 2], &[]),
    ("panics after", "/sum", [PLAIN_500; 2], UNSENT),
    ("panics and drops next", "/endless", [PLAIN_500; 2], &["Cancelled", "Cancelled, closed"]),
    ("drops next", "/endless", [(200, "dropped"); 2], &["Cancelled", "Cancelled, closed"]),
    ("drops the request", "/sum", [(200, "dropped"); 2], &[]),
    ("answers unread", "/sum", [(200, "unread"); 2], &[]),
    ("answers twice", "/sum", [(200, "1"); 2], &["Answered", "Answered", "ClientGone, closed", "Answered, closed"]),
    ("half a body", "/sum", [(422, INVALID); 2], &[]),
    ("other method", "/sum", [(405, r#"{"detail":"Method Not Allowed"}"#), (200, "7")], ANSWERED),
    ("other path", "/sum", [(404, r#"{"detail":"Not Found"}"#), (200, "7")], ANSWERED),
    ("no path", "/sum", [(404, r#"{"detail":"Not Found"}"#), (200, "7")], ANSWERED),
    ("illegal header", "/sum", [PLAIN_500; 2], UNSENT),
    ("illegal header left out", "/sum", [(200, "7"); 2], ANSWERED),
    ("chunked", "/sum", [(200, "7"); 2], ANSWERED),
    ("too short a length", "/sum", [(200, "four"); 2], UNSENT),
    ("too long a length", "/sum", [(200, "four"); 2], UNSENT),
    ("no length", "/sum", [(200, "four"); 2], UNSENT),
    ("two lengths", "/sum", [(200, "four"); 2], UNSENT),
    ("no content", "/sum", [(204, ""); 2], UNSENT),
    ("not modified", "/sum", [(304, ""); 2], UNSENT),
];

#[tokio::test]
async fn broken_middleware_has_a_clean_response_and_the_connection_stays_in_step() {
    let log = Log::default();
    for (place, (around, app)) in applications(&log).into_iter().enumerate() {
        let server = TestServer::start(app).await.unwrap();
        for (how, path, responses, ends) in CASES {
            let name = format!("{how}, around {around}");
            let mut connection = Connection::to(&server).await;
            let how = format!("x-how: {how}\r\n");
            let response = connection.ask("POST", path, &how, "[3, 4]").await;
            let (status, body) = responses[place];
            assert_eq!(response, (status, body.to_owned()), "{name}");
            let next = connection.ask("GET", "/fine", "", "").await;
            assert_eq!(next, (200, "\"fine\"".to_owned()), "after {name}");
            let none = place == 0 && matches!(status, 404 | 405);
            let expected = if none { &[] } else { *ends };
            let ended = ends_of(&log, expected.len()).await;
            assert_eq!(sorted(ended), sorted(expected.to_vec()), "{name}");
        }
        server.stop().await.unwrap();
        // Nothing was undone twice: the stop has waited for all of it.
        assert_eq!(log.lines(), [""; 0], "around {around}");
    }
}

/// The ends that have been logged, as soon as there are `count` of them.
async fn ends_of(log: &Log, count: usize) -> Vec<String> {
    let mut ended = log.lines();
    while ended.len() < count {
        tokio::task::yield_now().await;
        ended.extend(log.lines());
    }
    ended
}

fn sorted<T: Into<String>>(lines: Vec<T>) -> Vec<String> {
    let mut lines: Vec<String> = lines.into_iter().map(Into::into).collect();
    lines.sort();
    lines
}

/// No middleware: a status without a body is an answer all the same.
#[tokio::test]
async fn an_operation_that_answers_without_a_body_has_answered() {
    #[delete("/gone", status = 204)]
    async fn gone(_connection: Depends<connection>) {}
    let log = Log::default();
    let app = App::new().state(log.clone()).routes(routes![gone]);
    let server = TestServer::start(app).await.unwrap();
    let mut connection = Connection::to(&server).await;
    assert_eq!(
        connection.ask("DELETE", "/gone", "", "").await,
        (204, String::new())
    );
    assert_eq!(ends_of(&log, 1).await, ["Answered, closed"]);
    server.stop().await.unwrap();
}

/// A body that nobody has read is not taken for the next request, however much of it there is.
#[tokio::test]
async fn a_body_that_middleware_leaves_unread_is_no_request() {
    let log = Log::default();
    for (around, app) in applications(&log) {
        let server = TestServer::start(app).await.unwrap();
        // The body would be a request, if the server took what comes behind the head for one.
        let smuggled = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n".repeat(20_000);
        let length = smuggled.len();
        let request = format!(
            "POST /sum HTTP/1.1\r\nhost: a\r\nx-how: answers unread\r\ncontent-length: {length}\r\n\r\n{smuggled}GET /fine HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
        );
        let stream = TcpStream::connect(server.address()).await.unwrap();
        let (mut reader, mut writer) = stream.into_split();
        let writing = tokio::spawn(async move {
            // The server may close before it has all of it.
            let _ = writer.write_all(request.as_bytes()).await;
            writer
        });
        let mut responses = Vec::new();
        let _ = reader.read_to_end(&mut responses).await;
        drop(writing.await.unwrap());
        let responses = String::from_utf8(responses).unwrap();
        let statuses: Vec<_> = responses
            .lines()
            .filter(|line| line.contains("HTTP/1.1 "))
            .collect();
        assert!(
            responses.starts_with("HTTP/1.1 200 OK"),
            "{around}: {responses}"
        );
        assert!(responses.contains("unread"), "{around}: {responses}");
        assert!(!responses.contains("404"), "{around}: {responses}");
        assert!(statuses.len() <= 2, "{around}: {responses}");
        server.stop().await.unwrap();
    }
}

/// A stream that is not as long as the head says: what follows cannot be told from it, so the connection ends.
#[tokio::test]
async fn a_stream_that_ends_before_its_length_ends_the_connection() {
    async fn lies(request: Request, next: Next) -> Response {
        let response = next.run(request).await;
        response
            .map(|body| Body::stream(Unsized(body)))
            .with_header("content-length", "400")
    }
    let app = App::new().routes(routes![fine]).middleware(lies);
    let server = TestServer::start(app).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = "GET /fine HTTP/1.1\r\nhost: a\r\n\r\n".repeat(2);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    let _ = stream.read_to_string(&mut response).await;
    assert!(response.matches("HTTP/1.1").count() <= 1, "{response}");
    server.stop().await.unwrap();
}

/// A body that does not know its length.
struct Unsized(Body);

impl http_body::Body for Unsized {
    type Data = bytes::Bytes;
    type Error = twinlane::response::BoxError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, twinlane::response::BoxError>>>
    {
        std::pin::Pin::new(&mut self.0).poll_frame(cx)
    }
}

/// As it is told the error of an operation: also where no handler of errors sees the request.
#[tokio::test]
async fn a_test_client_is_told_of_middleware_that_fails() {
    async fn fails(request: Request, _next: Next) -> Result<Response> {
        match request.header("x-how").as_deref() {
            Some("panics") => panic!("broken"),
            Some("http") => Err(HttpError::new(500, "said").into()),
            _ => Err(twinlane::Error::msg("no disk")),
        }
    }
    async fn passes(request: Request, next: Next) -> Response {
        next.run(request).await
    }
    let app = || App::new().state(Log::default());
    let router = || Router::new().routes(routes![fine]);
    let apps = [
        app().router(router()).middleware(fails),
        app().router(router().middleware(fails)),
        // The first is not the outermost.
        app().router(router()).middleware(fails).middleware(passes),
        app()
            .router(router())
            .middleware(fails)
            .on_status(StatusCode::INTERNAL_SERVER_ERROR, |_, _: Request| "sorry"),
    ];
    for app in apps {
        let client = TestClient::new(app).panic_on_server_error(true);
        for (how, message) in [
            (
                "panics",
                "GET http://testserver/fine failed: it panicked, which the log tells",
            ),
            ("fails", "GET http://testserver/fine failed: no disk"),
        ] {
            let request = client.get("/fine").header("x-how", how);
            let error = tokio::spawn(request.into_future()).await.unwrap_err();
            let panic = error.into_panic();
            assert_eq!(panic.downcast_ref::<String>().unwrap(), message);
        }
        assert_eq!(
            client.get("/fine").header("x-how", "http").await.status(),
            500
        );
    }
}
