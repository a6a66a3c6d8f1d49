//! A request runs to its end though the client goes.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use tokio::sync::Notify;
use tower_service::Service as _;
use twinlane::http::Request;
use twinlane::prelude::*;
use twinlane::{Body, Service};

#[derive(Default)]
struct Work {
    started: Notify,
    go_on: Notify,
    done: AtomicUsize,
}

#[post("/work")]
async fn work(state: State<Work>) -> Value {
    state.started.notify_one();
    state.go_on.notified().await;
    state.done.fetch_add(1, Ordering::SeqCst);
    json!(null)
}

#[get("/done")]
async fn done(state: State<Work>) -> usize {
    state.done.load(Ordering::SeqCst)
}

#[get("/go")]
async fn go(state: State<Work>) -> Value {
    state.started.notified().await;
    state.go_on.notify_one();
    json!(null)
}

fn request(method: &str, path: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .body(Body::empty())
        .unwrap()
}

async fn text(service: &mut Service, path: &str) -> String {
    let Ok(response) = service.call(request("GET", path)).await;
    let bytes = http_body_util::BodyExt::collect(response.into_body())
        .await
        .unwrap()
        .to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn what_is_left_of_a_request_goes_on_and_shutdown_waits_for_it() {
    let app = App::new()
        .state(Work::default())
        .routes(routes![work, done, go]);
    let mut service = app.into_service().unwrap();

    let mut abandoned = service.call(request("POST", "/work"));
    poll_fn(|cx| {
        assert!(std::pin::Pin::new(&mut abandoned).poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
    drop(abandoned);
    assert_eq!(text(&mut service, "/done").await, "0");

    assert_eq!(text(&mut service, "/go").await, "null");
    service.wait_idle().await;
    assert_eq!(text(&mut service, "/done").await, "1");
}
