//! A request runs to its end though the client goes.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tower_service::Service as _;
use twinlane::Settings;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::http::Request;
use twinlane::lanes::RuntimeBuilder;
use twinlane::lifespan::Service;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane_server::{Connection, Server};

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

#[get("/began")]
async fn began(state: State<Work>) -> Value {
    state.started.notified().await;
    json!(null)
}

#[get("/finish")]
async fn finish(state: State<Work>) -> Value {
    state.go_on.notify_one();
    json!(null)
}

fn app() -> App {
    App::new()
        .state(Work::default())
        .routes(routes![work, done, began, finish])
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
    let mut service = app().into_service().unwrap();

    let mut abandoned = service.call(request("POST", "/work"));
    poll_fn(|cx| {
        assert!(std::pin::Pin::new(&mut abandoned).poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
    drop(abandoned);
    assert_eq!(text(&mut service, "/done").await, "0");

    assert_eq!(text(&mut service, "/finish").await, "null");
    service.wait_idle().await;
    assert_eq!(text(&mut service, "/done").await, "1");
}

/// The same over real sockets: the server notices that the client has gone, and stops.
#[test]
fn a_request_whose_client_hangs_up_is_finished_before_the_server_ends() {
    let runtime = RuntimeBuilder::new().workers(1).build().unwrap();
    let done = runtime.block_on(async {
        let mut service = app().into_service().unwrap();
        let server = Server::bind(&Settings::default().port(0)).await.unwrap();
        let address = server.local_addr().unwrap();
        let (requests, stop) = (service.clone(), Arc::new(Notify::new()));
        let stopped = Arc::clone(&stop);
        let ended = tokio::spawn(server.serve(
            move |_: &Connection| requests.clone(),
            async move {
                stopped.notified().await;
            },
        ));

        let mut client = TcpStream::connect(address).await.unwrap();
        client
            .write_all(b"POST /work HTTP/1.1\r\nhost: a\r\n\r\n")
            .await
            .unwrap();
        text(&mut service, "/began").await;
        drop(client);

        // Nothing lets the work go on yet: the server ends, and what is left of the request is still there.
        stop.notify_one();
        ended.await.unwrap();
        assert_eq!(text(&mut service, "/done").await, "0");
        text(&mut service, "/finish").await;
        service.wait_idle().await;
        text(&mut service, "/done").await
    });
    assert_eq!(done, "1");
}

/// The outcomes that dependencies have learnt.
#[derive(Clone, Default)]
struct Learnt(Arc<Mutex<Vec<String>>>);

impl Learnt {
    fn add(&self, who: &str, outcome: &Outcome) {
        self.0.lock().unwrap().push(format!("{who}: {outcome:?}"));
    }
}

#[dependency]
async fn connection(learnt: State<Learnt>) -> Provided<(), AfterResponse> {
    let learnt = Learnt::clone(&learnt);
    Provided::new(()).after_response(async move |(), outcome| learnt.add("connection", &outcome))
}

#[dependency]
async fn transaction(learnt: State<Learnt>, _connection: Depends<connection>) -> Provided<()> {
    let learnt = Learnt::clone(&learnt);
    Provided::new(()).before_response(async move |(), outcome| learnt.add("transaction", &outcome))
}

/// The same, undone in a thread.
#[dependency]
fn plain_transaction(learnt: State<Learnt>) -> Provided<()> {
    let learnt = Learnt::clone(&learnt);
    Provided::new(()).before_response(move |(), outcome| learnt.add("plain transaction", &outcome))
}

#[get("/transact")]
async fn transact(
    state: State<Work>,
    _transaction: Depends<transaction>,
    _plain: Depends<plain_transaction>,
) {
    state.go_on.notified().await;
}

#[get("/fail")]
async fn fail(state: State<Work>, _transaction: Depends<transaction>) -> Result<()> {
    state.go_on.notified().await;
    Err(HttpError::new(409, "Conflict").into())
}

#[get("/give-up", cancel_on_disconnect)]
async fn give_up(state: State<Work>, _transaction: Depends<transaction>) {
    state.go_on.notified().await;
}

/// The outcomes that are learnt if the client goes while the operation works.
async fn learnt_without_client(path: &str) -> Vec<String> {
    let learnt = Learnt::default();
    let app = app()
        .state(learnt.clone())
        .routes(routes![transact, fail, give_up]);
    let mut service = app.into_service().unwrap();
    let mut abandoned = service.call(request("GET", path));
    // A dependency in a thread comes first.
    let soon = std::time::Duration::from_millis(50);
    assert!(tokio::time::timeout(soon, &mut abandoned).await.is_err());
    drop(abandoned);
    text(&mut service, "/finish").await;
    service.wait_idle().await;
    learnt.0.lock().unwrap().clone()
}

/// FastAPI goes on after the `yield` as if nothing had happened.
#[tokio::test]
async fn what_has_run_to_its_end_is_committed_though_the_client_has_gone() {
    let learnt = learnt_without_client("/transact").await;
    assert_eq!(
        learnt,
        [
            "plain transaction: Answered",
            "transaction: Answered",
            "connection: ClientGone"
        ]
    );
}

#[tokio::test]
async fn what_has_failed_has_failed_though_the_client_has_gone() {
    let learnt = learnt_without_client("/fail").await;
    assert_eq!(learnt.len(), 2);
    assert!(
        learnt.iter().all(|line| line.contains(": Failed(")),
        "{learnt:?}"
    );
}

#[tokio::test]
async fn what_was_given_up_midway_is_not_committed() {
    let learnt = learnt_without_client("/give-up").await;
    assert_eq!(
        learnt,
        ["transaction: ClientGone", "connection: ClientGone"]
    );
}
