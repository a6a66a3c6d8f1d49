//! Operations that are given up when their client goes.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use tower_service::Service as _;
use twinlane::Provided;
use twinlane::dependency::AfterResponse;
use twinlane::http::Request;
use twinlane::lifespan::Service;
use twinlane::prelude::*;
use twinlane::response::Body;

/// The events, in order.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    more: Notify,
}

impl Log {
    fn write(&self, line: &str) {
        self.lines.lock().unwrap().push(line.to_owned());
        self.more.notify_one();
    }

    async fn until(&self, line: &str) -> Vec<String> {
        loop {
            let lines = self.lines.lock().unwrap().clone();
            if lines.iter().any(|known| known == line) {
                return lines;
            }
            self.more.notified().await;
        }
    }
}

/// Writes when it is dropped.
struct Writes(State<Log>, &'static str);

impl Drop for Writes {
    fn drop(&mut self) {
        self.0.write(self.1);
    }
}

#[get("/loop", cancel_on_disconnect)]
async fn on_loop(log: State<Log>) {
    let _writes = Writes(log.clone(), "dropped");
    log.write("begun");
    tokio::time::sleep(Duration::from_millis(50)).await;
    log.write("went on");
}

#[get("/thread", cancel_on_disconnect)]
fn in_thread(log: State<Log>) -> Result<()> {
    log.write("begun");
    let ended = (0..10_000).try_for_each(|_| {
        std::thread::sleep(Duration::from_millis(1));
        lanes::check_cancelled()
    });
    log.write(if ended.is_err() { "told" } else { "went on" });
    Ok(ended?)
}

#[get("/shield", cancel_on_disconnect)]
async fn shielded(log: State<Log>) {
    let pays = log.clone();
    let payment = lanes::shield(async move {
        pays.write("begun");
        tokio::time::sleep(Duration::from_millis(5)).await;
        pays.write("paid");
    });
    payment.await;
    log.write("went on");
}

#[dependency]
async fn provided(log: State<Log>) -> Provided<u8, AfterResponse> {
    log.write("provided");
    Provided::new(1).after_response(move |_, outcome| {
        log.write(&format!("undone: {outcome:?}"));
    })
}

#[get("/provided", cancel_on_disconnect)]
async fn with_provided(_value: Depends<provided>, log: State<Log>) {
    log.write("begun");
    tokio::time::sleep(Duration::from_millis(50)).await;
    log.write("went on");
}

/// A body that is never sent.
struct Unsent(Arc<Mutex<Vec<String>>>);

impl http_body::Body for Unsent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

impl Drop for Unsent {
    fn drop(&mut self) {
        self.0.lock().unwrap().push("dropped".to_owned());
    }
}

#[post("/unread")]
async fn unread(lines: State<Arc<Mutex<Vec<String>>>>) {
    lines.lock().unwrap().push("begun".to_owned());
}

#[get("/goes-on", cancel_on_disconnect = false)]
async fn goes_on(log: State<Log>) {
    log.write("begun");
    tokio::time::sleep(Duration::from_millis(2)).await;
    log.write("went on");
}

#[get("/silent")]
async fn says_nothing(log: State<Log>) {
    log.write("begun");
    tokio::time::sleep(Duration::from_millis(2)).await;
    log.write("went on");
}

#[get("/lines")]
async fn lines(log: State<Log>, last: String) -> Vec<String> {
    log.until(&last).await
}

fn routes() -> Vec<twinlane::routing::Route> {
    routes![
        on_loop,
        in_thread,
        shielded,
        with_provided,
        goes_on,
        says_nothing,
        lines
    ]
}

fn request(path: &str) -> Request<Body> {
    Request::builder().uri(path).body(Body::empty()).unwrap()
}

async fn lines_until(service: &mut Service, last: &str) -> Vec<String> {
    let last = last.replace(' ', "%20");
    let Ok(response) = service.call(request(&format!("/lines?last={last}"))).await;
    let bytes = http_body_util::BodyExt::collect(response.into_body())
        .await
        .unwrap()
        .to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}

/// The events if the client goes as soon as the operation has begun.
async fn gone(app: App, path: &str) -> Vec<String> {
    let mut service = app
        .state(Log::default())
        .routes(routes())
        .into_service()
        .unwrap();
    let mut abandoned = service.call(request(path));
    let mut begun = Box::pin({
        let mut service = service.clone();
        async move { lines_until(&mut service, "begun").await }
    });
    poll_fn(|cx| {
        assert!(Pin::new(&mut abandoned).poll(cx).is_pending());
        begun.as_mut().poll(cx).map(drop)
    })
    .await;
    drop(abandoned);
    service.wait_idle().await;
    poll_fn(|_| Poll::Ready(())).await;
    lines_until(&mut service, "begun").await
}

#[tokio::test]
async fn an_async_fn_is_dropped_where_it_waits() {
    assert_eq!(gone(App::new(), "/loop").await, ["begun", "dropped"]);
}

#[tokio::test]
async fn a_plain_fn_can_ask() {
    let mut service = App::new()
        .state(Log::default())
        .routes(routes())
        .into_service()
        .unwrap();
    let mut abandoned = service.call(request("/thread"));
    let mut other = service.clone();
    let begun = lines_until(&mut other, "begun");
    let mut begun = Box::pin(begun);
    poll_fn(|cx| {
        assert!(Pin::new(&mut abandoned).poll(cx).is_pending());
        begun.as_mut().poll(cx).map(drop)
    })
    .await;
    drop(abandoned);
    assert_eq!(lines_until(&mut service, "told").await, ["begun", "told"]);
}

#[tokio::test]
async fn what_is_shielded_is_finished() {
    assert_eq!(gone(App::new(), "/shield").await, ["begun", "paid"]);
}

#[tokio::test]
async fn what_was_provided_is_undone_and_learns_why() {
    let lines = gone(App::new(), "/provided").await;
    assert_eq!(lines, ["provided", "begun", "undone: ClientGone"]);
}

/// Held on to, it would keep the server from seeing that the client goes.
#[tokio::test]
async fn a_body_that_nobody_reads_is_dropped_before_the_operation() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let state = Arc::clone(&lines);
    let app = App::new().routes(routes![unread]);
    let mut service = app.state(state).into_service().unwrap();
    let request = Request::post("/unread").body(Unsent(Arc::clone(&lines)));
    drop(service.call(request.unwrap()).await);
    assert_eq!(*lines.lock().unwrap(), ["dropped", "begun"]);
}

#[tokio::test]
async fn a_router_and_the_application_say_it_for_all_and_an_operation_otherwise() {
    let all = || App::new().cancel_on_disconnect(true);
    assert_eq!(gone(all(), "/silent").await, ["begun"]);
    assert_eq!(gone(all(), "/goes-on").await, ["begun", "went on"]);
    assert_eq!(gone(App::new(), "/silent").await, ["begun", "went on"]);
    let router = |cancel| {
        let router = Router::new().cancel_on_disconnect(cancel).prefix("/r");
        App::new()
            .cancel_on_disconnect(!cancel)
            .router(router.routes(routes![says_nothing]))
    };
    assert_eq!(gone(router(true), "/r/silent").await, ["begun"]);
    assert_eq!(gone(router(false), "/r/silent").await, ["begun", "went on"]);
}
