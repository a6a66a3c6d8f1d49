//! Errors of other libraries, wherever a function of the application may fail.

use std::error::Error as StdError;

use anyhow::Context;
use http_body_util::BodyExt as _;
use tower_service::Service as _;
use tracing::level_filters::LevelFilter;
use twinlane::dependency::{AfterResponse, AtShutdown};
use twinlane::middleware::Next;
use twinlane::prelude::*;
use twinlane::response::{Body, JsonLines};
use twinlane::testing::TestClient;
use twinlane::{Provided, Request};

use twinlane_log_lines::LogLines;

type Boxed = Box<dyn StdError + Send + Sync>;

/// Each has a cause and a context.
fn of_anyhow() -> anyhow::Result<u8> {
    "x".parse().context("the shelf has no number")
}

#[derive(Debug)]
struct NoNumber(std::num::ParseIntError);

impl std::fmt::Display for NoNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the shelf has no number")
    }
}

impl StdError for NoNumber {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

fn boxed() -> Result<u8, Boxed> {
    Ok("x".parse().map_err(NoNumber)?)
}

#[get("/anyhow")]
async fn by_anyhow() -> Result<u8> {
    Ok(of_anyhow()?)
}

#[get("/boxed")]
fn by_box() -> Result<u8> {
    Ok(boxed()?)
}

#[get("/itself/anyhow")]
async fn is_anyhow() -> anyhow::Result<u8> {
    of_anyhow()
}

#[get("/itself/boxed", cpu)]
fn is_box() -> Result<u8, Boxed> {
    boxed()
}

#[get("/itself/text")]
async fn is_text() -> Result<u8, String> {
    Err("the shelf has no number; caused by: invalid digit found in string".to_owned())
}

#[derive(ApiError)]
enum Trouble {
    #[error(internal)]
    Internal(twinlane::Error),
}

#[get("/internal/anyhow")]
async fn internal_anyhow() -> Result<u8, Trouble> {
    Ok(of_anyhow()?)
}

#[get("/internal/boxed")]
async fn internal_box() -> Result<u8, Trouble> {
    Ok(boxed()?)
}

#[dependency]
async fn anyhow_dependency() -> anyhow::Result<u8> {
    of_anyhow()
}

#[dependency]
fn boxed_dependency() -> Result<u8> {
    Ok(boxed()?)
}

#[get("/dependency/anyhow")]
async fn needs_anyhow(value: Depends<anyhow_dependency>) -> u8 {
    *value
}

#[get("/dependency/boxed")]
async fn needs_box(value: Depends<boxed_dependency>) -> u8 {
    *value
}

async fn anyhow_middleware(request: Request, next: Next) -> anyhow::Result<Response> {
    let response = next.run(request).await;
    of_anyhow()?;
    Ok(response)
}

#[get("/middleware", middleware = [anyhow_middleware])]
async fn within() -> u8 {
    1
}

#[tokio::test]
async fn the_client_sees_a_plain_500_and_the_log_the_causes() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    let app = App::new().routes(routes![
        by_anyhow,
        by_box,
        is_anyhow,
        is_box,
        is_text,
        internal_anyhow,
        internal_box,
        needs_anyhow,
        needs_box,
        within,
    ]);
    let client = TestClient::new(app);
    for path in [
        "/anyhow",
        "/boxed",
        "/itself/anyhow",
        "/itself/boxed",
        "/itself/text",
        "/internal/anyhow",
        "/internal/boxed",
        "/dependency/anyhow",
        "/dependency/boxed",
        "/middleware",
    ] {
        let response = client.get(path).await;
        assert_eq!(
            (response.status().as_u16(), response.text().as_str()),
            (500, "Internal Server Error"),
            "{path}"
        );
        let text = lines.take();
        let cause = "the shelf has no number; caused by: invalid digit found in string";
        assert_eq!(text.lines().count(), 1, "{path}: {text}");
        assert!(text.contains(cause), "{path}: {text}");
    }
}

#[post("/later")]
async fn later(tasks: &mut BackgroundTasks) {
    tasks.add(async { of_anyhow().map(|_| ()) });
}

#[post("/later/boxed")]
fn later_boxed(tasks: &mut BackgroundTasks) {
    tasks.add(async { boxed().map(|_| ()) });
}

#[dependency]
async fn torn() -> Provided<u8, AfterResponse> {
    Provided::new(1).after_response(async |_, _| of_anyhow().map(|_| ()))
}

#[get("/torn")]
async fn needs_torn(torn: Depends<torn>) -> u8 {
    *torn
}

#[get("/lines")]
async fn lines_of() -> JsonLines<u8> {
    JsonLines::of([of_anyhow()])
}

#[tokio::test]
async fn what_comes_after_a_response_logs_the_causes() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    let client = TestClient::new(App::new().routes(routes![later, later_boxed, needs_torn]));
    client.post("/later").await;
    client.post("/later/boxed").await;
    client.get("/torn").await;
    let text = lines.take();
    let cause = "the shelf has no number; caused by: invalid digit found in string";
    assert_eq!(text.matches(cause).count(), 3, "{text}");
}

#[tokio::test]
async fn a_stream_that_breaks_has_the_causes() {
    let mut service = App::new().routes(routes![lines_of]).into_service().unwrap();
    let request = http::Request::get("/lines").body(Body::empty());
    let mut body = service.call(request.unwrap()).await.unwrap().into_body();
    let mut broken = None;
    while broken.is_none() {
        broken = body.frame().await.unwrap().err();
    }
    let error = twinlane::Error::from_boxed(broken.unwrap());
    let causes = "the shelf has no number\ncaused by: invalid digit found in string";
    assert_eq!(format!("{error:?}"), causes);
}

#[dependency(lifespan)]
async fn anyhow_pool() -> anyhow::Result<Provided<u8, AtShutdown>> {
    let value = of_anyhow()?;
    Ok(Provided::new(value).at_shutdown(async |_| of_anyhow().map(|_| ())))
}

#[dependency(lifespan)]
fn boxed_pool() -> Result<u8, Boxed> {
    boxed()
}

#[tokio::test]
async fn a_start_that_fails_tells_the_causes() {
    for list in [dependencies![anyhow_pool], dependencies![boxed_pool]] {
        let error = TestClient::start(App::new().lifespan(list)).await;
        let text = format!("{:?}", error.unwrap_err());
        let causes = "caused by: the shelf has no number\ncaused by: invalid digit found in string";
        assert!(text.ends_with(causes), "{text}");
    }
}

#[get("/told/boxed")]
async fn told_in_a_box() -> Result<u8> {
    let error: Boxed = HttpError::new(404, "No shelf").into();
    Err(error)?
}

#[get("/told/itself")]
async fn is_told_in_a_box() -> Result<u8, Box<HttpError>> {
    Err(Box::new(HttpError::new(404, "No shelf")))
}

/// By `?`, in a dependency.
#[dependency]
async fn told_below() -> Result<u8, Box<HttpError>> {
    Err(HttpError::new(404, "No shelf"))?
}

#[get("/told/below")]
async fn needs_told(value: Depends<told_below>) -> Result<u8> {
    Ok(*value)
}

#[get("/told/anyhow")]
async fn told_in_a_chain() -> Result<u8> {
    Err(anyhow::Error::from(HttpError::new(404, "No shelf")))?
}

#[get("/told/context")]
async fn told_in_a_context() -> anyhow::Result<u8> {
    Err::<u8, _>(HttpError::new(404, "No shelf")).context("the shelf")
}

#[get("/told/own")]
async fn told_by_the_operation() -> Result<u8> {
    let error = anyhow::Error::from(HttpError::new(404, "No shelf"));
    Err(match error.downcast::<HttpError>() {
        Ok(told) => told.into(),
        Err(other) => other.into(),
    })
}

/// A box is the error in it; what is in a chain of another library is a cause.
#[test]
fn an_http_error_is_answered_if_it_is_the_error_and_not_a_cause() {
    async fn handled(_: HttpError, _: twinlane::Request) -> &'static str {
        "handled"
    }
    let routes = || {
        routes![
            told_in_a_box,
            is_told_in_a_box,
            needs_told,
            told_in_a_chain,
            told_in_a_context,
            told_by_the_operation
        ]
    };
    let paths = [
        ("/told/boxed", 404),
        ("/told/itself", 404),
        ("/told/below", 404),
        ("/told/anyhow", 500),
        ("/told/context", 500),
        ("/told/own", 404),
    ];
    let client = TestClient::blocking(App::new().routes(routes()));
    for (path, status) in paths {
        assert_eq!(client.get(path).send().status(), status, "{path}");
    }
    let app = App::new().routes(routes());
    let client = TestClient::blocking(app.on_status(StatusCode::NOT_FOUND, handled));
    for (path, status) in paths {
        let response = client.get(path).send();
        let is_handled = response.text().contains("handled");
        assert_eq!(is_handled, status == 404, "{path}");
    }
}

#[test]
fn an_error_goes_into_a_box_and_back() {
    let error = twinlane::Error::from_boxed(boxed().unwrap_err());
    assert!(error.downcast_ref::<NoNumber>().is_some());
    let error = twinlane::Error::from(error.into_boxed());
    assert_eq!(
        format!("{error:?}"),
        "the shelf has no number\ncaused by: invalid digit found in string"
    );
    assert!(error.downcast::<NoNumber>().is_ok());
}

#[get("/internal/missing")]
async fn internal_missing() -> Result<u8, Trouble> {
    Ok(None.or_404("No such shelf")?)
}

/// `or_404` gives a `twinlane::Error`, whose own status stays beside an internal case.
#[tokio::test]
async fn an_internal_case_takes_an_error_of_ours_with_its_status() {
    let client = TestClient::new(App::new().routes(routes![internal_missing]));
    let response = client.get("/internal/missing").await;
    assert_eq!(response.status(), 404);
    assert_eq!(response.text(), r#"{"detail":"No such shelf"}"#);
}
