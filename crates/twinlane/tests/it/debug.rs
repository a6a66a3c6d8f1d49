//! The debug mode: responses that show the application's errors.

use std::fmt;

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::response::{EventStream, Text};
use twinlane::testing::{BlockingClient, TestClient};
use twinlane_log_lines::LogLines;

#[derive(Debug)]
struct Outer(std::num::ParseIntError);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the <b>shelf</b> has no number")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn fail() -> Result<u32> {
    let parsed = "x".parse().map_err(Outer)?;
    Ok(parsed)
}

#[get("/async")]
async fn fails() -> Result<u32> {
    fail()
}

#[get("/plain")]
fn fails_in_a_thread() -> Result<u32> {
    fail()
}

#[get("/here", in_place)]
fn fails_in_place() -> Result<u32> {
    fail()
}

#[dependency]
async fn failing() -> Result<u32> {
    fail()
}

#[get("/dependency")]
async fn asks(_number: Depends<failing>) {}

#[get("/panics/async")]
async fn panics() -> u32 {
    panic!("no <i>lamps</i>")
}

#[get("/panics/plain")]
fn panics_in_a_thread() -> u32 {
    panic!("no <i>lamps</i>")
}

#[get("/panics/here", in_place)]
fn panics_in_place() -> u32 {
    panic!("no <i>lamps</i>")
}

#[dependency]
fn panicking() -> u32 {
    panic!("no <i>lamps</i>")
}

#[get("/panics/dependency")]
async fn asks_in_vain(_number: Depends<panicking>) {}

#[get("/told")]
async fn told() -> Result<()> {
    Err(HttpError::new(500, "told").into())
}

#[get("/file")]
async fn no_file() -> twinlane::response::File {
    twinlane::response::File::open("/no/such/file")
}

#[get("/anyhow")]
async fn by_anyhow() -> Result<()> {
    let parsed = "x".parse::<u32>().map_err(anyhow::Error::from);
    Err(parsed.unwrap_err().context("no price").into())
}

#[get("/handled")]
async fn handled_here() -> Result<()> {
    Err(HandledError.into())
}

#[derive(Debug)]
struct HandledError;

impl fmt::Display for HandledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("handled")
    }
}

impl std::error::Error for HandledError {}

fn all() -> App {
    App::new().routes(routes![
        fails,
        fails_in_a_thread,
        fails_in_place,
        asks,
        panics,
        panics_in_a_thread,
        panics_in_place,
        asks_in_vain,
        told,
        no_file,
        by_anyhow,
        handled_here
    ])
}

fn client(app: App) -> BlockingClient {
    TestClient::blocking(app)
}

const PLAIN_TEXT: Option<&str> = Some("text/plain; charset=utf-8");
const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

#[test]
fn nothing_is_shown_unless_asked_for() {
    for app in [all(), all().debug(false), all().debug(true).debug(false)] {
        let client = client(app);
        for path in [
            "/async",
            "/panics/plain",
            "/dependency",
            "/async?debug=true",
        ] {
            let request = client.get(path).header("accept", HTML);
            let response = request
                .header("x-debug", "true")
                .header("debug", "1")
                .send();
            assert_eq!(response.status(), 500, "{path}");
            assert_eq!(response.header("content-type"), PLAIN_TEXT);
            assert_eq!(response.text(), "Internal Server Error", "{path}");
        }
    }
}

#[test]
fn a_client_without_pages_is_sent_text() {
    let client = client(all().debug(true));
    for path in ["/async", "/plain", "/here", "/dependency"] {
        for accept in [
            "*/*",
            "application/json",
            "text/html;q=0, */*",
            "text/htmlx",
        ] {
            let response = client.get(path).header("accept", accept).send();
            assert_eq!(response.status(), 500, "{path}");
            assert_eq!(
                response.header("content-type"),
                PLAIN_TEXT,
                "{path} {accept}"
            );
            let text = response.text();
            let start =
                "the <b>shelf</b> has no number\ncaused by: invalid digit found in string\nin GET ";
            assert!(text.starts_with(start), "{text}");
            assert!(text.contains("tests/it/debug.rs:"), "{text}");
            assert!(text.contains("Outer("), "{text}");
        }
    }
}

#[test]
fn a_browser_is_shown_a_page() {
    let client = client(all().debug(true));
    let request = client
        .get("/plain?a=%3Cs%3E&token=t0psecret")
        .header("accept", HTML);
    let request = request.header("authorization", "Bearer t0psecret");
    let request = request
        .header("cookie", "a=t0psecret")
        .header("x-api-key", "t0psecret")
        .header("x-amzn-oidc-data", "t0psecret")
        .header("x-forwarded-uri", "/plain?a=b&token=t0psecret");
    let response = request
        .header("x-trace", "\"><script>alert(1)</script>")
        .send();
    assert_eq!(response.status(), 500);
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    let page = response.text();
    for part in [
        "<h1>the &lt;b&gt;shelf&lt;/b&gt; has no number</h1>",
        "<li>invalid digit found in string</li>",
        "GET /plain (it::debug::fails_in_a_thread), crates/twinlane/tests/it/debug.rs:",
        "GET http://testserver/plain?a=%3Cs%3E&amp;",
        "&amp;token=********",
        "<td>authorization</td><td>********</td>",
        "<td>cookie</td><td>********</td>",
        "<td>x-api-key</td><td>********</td>",
        "<td>x-forwarded-uri</td><td>/plain?a=b&amp;token=********</td>",
        "&quot;&gt;&lt;script&gt;alert(1)",
        "Outer(",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    for part in ["<script", "t0psecret", "<b>", "<s>"] {
        assert!(!page.contains(part), "{part} in {page}");
    }
}

#[test]
fn a_panic_has_its_place() {
    let client = client(all().debug(true));
    for path in [
        "/panics/async",
        "/panics/plain",
        "/panics/here",
        "/panics/dependency",
    ] {
        let text = client.get(path).send().text();
        let start = "panicked: no <i>lamps</i>\nat crates/twinlane/tests/it/debug.rs:";
        assert!(text.starts_with(start), "{path}: {text}");
        let page = client.get(path).header("accept", HTML).send().text();
        for part in [
            "panicked: no &lt;i&gt;lamps&lt;/i&gt;",
            "<h2>Panicked at</h2>",
        ] {
            assert!(page.contains(part), "{path}: {page}");
        }
    }
}

#[test]
fn what_has_a_response_of_its_own_keeps_it() {
    let app = all()
        .debug(true)
        .on_status(StatusCode::INTERNAL_SERVER_ERROR, sorry);
    let client = client(app.on_error(handled));
    assert_eq!(
        client
            .get("/nowhere")
            .header("accept", HTML)
            .send()
            .status(),
        404
    );
    let response = client.get("/told").header("accept", HTML).send();
    assert_eq!(response.text(), r#"{"detail":"told"}"#);
    // Nor is the handler of 500 asked.
    assert!(
        client
            .get("/async")
            .send()
            .text()
            .starts_with("the <b>shelf")
    );
    assert!(
        client
            .get("/panics/async")
            .send()
            .text()
            .starts_with("panicked: ")
    );
    assert_eq!(client.get("/handled").send().text(), "handled");
}

async fn sorry(_: HttpError, _: Request) -> Text {
    Text::new("sorry")
}

async fn handled(error: HandledError, _: Request) -> Text {
    Text::new(error.to_string())
}

#[test]
fn an_error_of_a_handler_is_shown() {
    let app = all().debug(true).on_error(failing_handler);
    let text = client(app).get("/handled").send().text();
    assert!(
        text.starts_with("the <b>shelf</b> has no number\n"),
        "{text}"
    );
    let app = all().debug(true).on_error(panicking_handler);
    let text = client(app).get("/handled").send().text();
    assert!(text.starts_with("panicked: no handler\nat "), "{text}");
}

async fn failing_handler(_: HandledError, _: Request) -> Result<u32> {
    fail()
}

async fn panicking_handler(_: HandledError, _: Request) -> u32 {
    panic!("no handler")
}

#[test]
fn a_file_and_the_error_of_a_library_are_shown() {
    let client = client(all().debug(true));
    let text = client.get("/file").send().text();
    assert!(text.contains("No such file or directory"), "{text}");
    let text = client.get("/anyhow").send().text();
    assert!(
        text.starts_with("no price\ncaused by: invalid digit"),
        "{text}"
    );
}

async fn failing_middleware(_: Request, _: Next) -> Result<Response> {
    fail()?;
    Ok(Response::default())
}

async fn panicking_middleware(_: Request, _: Next) -> Response {
    panic!("no middleware")
}

async fn marking(request: Request, next: Next) -> Response {
    next.run(request).await.with_header("x-marked", "yes")
}

#[test]
fn an_error_of_middleware_is_shown() {
    for (app, start) in [
        (
            all().middleware(failing_middleware),
            "the <b>shelf</b> has no number\n",
        ),
        (
            all().middleware(panicking_middleware),
            "panicked: no middleware\nat crates/",
        ),
        (
            all().middleware(panicking_middleware).middleware(marking),
            "panicked: no middleware\nat crates/",
        ),
    ] {
        let response = client(app.debug(true))
            .get("/async")
            .header("accept", "*/*")
            .send();
        assert_eq!(response.status(), 500);
        let text = response.text();
        assert!(text.starts_with(start), "{text}");
    }
    for app in [
        all().middleware(panicking_middleware),
        all().middleware(failing_middleware),
    ] {
        assert_eq!(
            client(app).get("/async").send().text(),
            "Internal Server Error"
        );
    }
    let app = all().middleware(marking).debug(true);
    let response = client(app).get("/async").header("accept", HTML).send();
    assert_eq!(response.header("x-marked"), Some("yes"));
    assert!(response.text().contains("<h1>the &lt;b&gt;shelf"));
    for app in [
        all().middleware(failing_middleware),
        all().middleware(panicking_middleware),
    ] {
        let request = client(app.debug(true)).get("/async");
        let page = request.header("accept", HTML).header("x-trace", "abc");
        let page = page.send().text();
        assert!(page.contains("<td>x-trace</td><td>abc</td>"), "{page}");
    }
    let router = Router::new()
        .routes(routes![fails])
        .middleware(panicking_middleware);
    let text = client(App::new().router(router).debug(true))
        .get("/async")
        .send()
        .text();
    assert!(text.starts_with("panicked: no middleware\nat "), "{text}");
}

#[test]
fn each_mounted_application_says_it_for_itself() {
    for (outer, inner) in [(true, false), (false, true)] {
        let app = all().debug(outer).mount("/sub", all().debug(inner));
        let client = client(app);
        for (path, shown) in [
            ("/async", outer),
            ("/sub/async", inner),
            ("/sub/panics/async", inner),
        ] {
            let response = client.get(path).header("accept", HTML).send();
            let page = response.text();
            assert_eq!(page.contains("<h1>"), shown, "{path}");
            assert_eq!(page == "Internal Server Error", !shown, "{path}");
        }
    }
}

#[get("/events")]
async fn events() -> EventStream<u32> {
    EventStream::from_fn(async |mut events| {
        events.send(1).await?;
        events.send(fail()?).await?;
        Ok(())
    })
}

#[test]
fn a_stream_that_has_begun_breaks_off() {
    let client = client(App::new().routes(routes![events]).debug(true));
    let mut stream = client.get("/events").header("accept", HTML).open();
    assert_eq!(stream.status(), 200);
    assert_eq!(
        stream.chunk().unwrap().as_deref(),
        Some(&b"data: 1\n\n"[..])
    );
    assert!(stream.chunk().is_err());
}

#[tokio::test]
async fn each_start_warns() {
    let (lines, _log) = LogLines::keep(LevelFilter::WARN);
    drop(all().into_service().unwrap());
    assert_eq!(lines.take().matches("debug mode").count(), 0);
    drop(all().debug(true).into_service().unwrap());
    let written = lines.take();
    assert_eq!(
        written.matches("the application is in debug mode").count(),
        1,
        "{written}"
    );
    assert!(written.contains("WARN"), "{written}");
}
