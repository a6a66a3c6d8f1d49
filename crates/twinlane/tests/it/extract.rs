//! Extractors of axum's.

use axum_core::extract::FromRequestParts;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use twinlane::http::StatusCode;
use twinlane::http::request::Parts;
use twinlane::prelude::*;

use tower_service::Service as _;
use twinlane::response::Body;
use twinlane::testing::TestClient;

/// The user whose token was sent.
struct Claims {
    subject: String,
}

impl<S: Sync> FromRequestParts<S> for Claims {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        tokio::task::yield_now().await;
        let token = parts
            .headers
            .get("authorization")
            .and_then(|token| token.to_str().ok());
        let subject = token.and_then(|token| token.strip_prefix("Bearer "));
        let refused = (StatusCode::UNAUTHORIZED, "who are you?");
        let subject = subject.ok_or(refused)?.to_owned();
        Ok(Self { subject })
    }
}

#[get("/mine/{item_id}")]
async fn mine(
    item_id: i64,
    #[extract] claims: Claims,
    q: Option<String>,
    #[extract] again: Claims,
) -> Value {
    json!([item_id, claims.subject, q, again.subject])
}

#[test]
fn an_extractor_reads_what_it_likes_or_refuses() {
    let client = TestClient::blocking(App::new().routes(routes![mine]));
    let asked = client
        .get("/mine/3?q=x")
        .header("authorization", "Bearer ada");
    assert_eq!(asked.send().json::<Value>(), json!([3, "ada", "x", "ada"]));
    let response = client.get("/mine/x").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (401, "who are you?")
    );
    let asked = client.get("/mine/x").header("authorization", "Bearer ada");
    assert_eq!(asked.send().status(), 422);
    let document: Value = client.get("/openapi.json").send().json();
    let parameters = document["paths"]["/mine/{item_id}"]["get"]["parameters"]
        .as_array()
        .map(Vec::len);
    assert_eq!(parameters, Some(2));
}

#[dependency]
async fn subject(q: Option<String>, #[extract] claims: Claims) -> String {
    format!("{} {q:?}", claims.subject)
}

#[get("/theirs")]
async fn theirs(subject: Depends<subject>, #[extract] claims: Claims) -> Value {
    json!([*subject, claims.subject])
}

#[test]
fn a_dependency_has_extractors_of_its_own() {
    let client = TestClient::blocking(App::new().routes(routes![theirs]));
    let asked = client.get("/theirs").header("authorization", "Bearer ada");
    assert_eq!(asked.send().json::<Value>(), json!(["ada None", "ada"]));
    assert_eq!(client.get("/theirs").send().status(), 401);
}

static HAS_BEGUN: AtomicBool = AtomicBool::new(false);

#[dependency]
async fn begins() {
    HAS_BEGUN.store(true, Ordering::Relaxed);
}

#[get("/given-up", cancel_on_disconnect, dependencies = [begins])]
async fn given_up(#[extract] claims: Claims) -> String {
    claims.subject
}

#[tokio::test]
async fn a_request_that_is_given_up_while_an_extractor_reads_begins_no_dependency() {
    let app = App::new().routes(routes![given_up]);
    let mut service = app.into_service().unwrap();
    let request = http::Request::get("/given-up").header("authorization", "Bearer ada");
    let mut abandoned = service.call(request.body(Body::empty()).unwrap());
    poll_fn(|cx| {
        assert!(Pin::new(&mut abandoned).poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
    drop(abandoned);
    service.wait_idle().await;
    assert!(!HAS_BEGUN.load(Ordering::Relaxed));
}
