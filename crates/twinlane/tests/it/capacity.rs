//! Capacities of plain functions: the number that run at a time, the number that wait, and the refusals.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use twinlane::prelude::*;
use twinlane::testing::TestClient;

/// A door that is shut until the test opens it, with counts of the functions behind it.
#[derive(Default)]
struct Door {
    open: Mutex<bool>,
    opened: Condvar,
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Door {
    fn pass(&self) -> usize {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(inside, Ordering::SeqCst);
        let open = self.open.lock().unwrap();
        drop(self.opened.wait_while(open, |open| !*open).unwrap());
        self.inside.fetch_sub(1, Ordering::SeqCst);
        inside
    }
}

#[get("/wait")]
fn wait(door: State<Door>) -> usize {
    door.pass()
}

#[get("/few", thread_capacity = 2)]
fn few(door: State<Door>) -> usize {
    door.pass()
}

#[get("/shed", thread_capacity = 1, thread_queue = 1)]
fn shed(door: State<Door>) -> usize {
    door.pass()
}

#[get("/health", never_shed)]
fn health() -> &'static str {
    "ok"
}

#[get("/inside")]
async fn inside(door: State<Door>) -> usize {
    door.inside.load(Ordering::SeqCst)
}

#[get("/most")]
async fn most(door: State<Door>) -> usize {
    door.most.load(Ordering::SeqCst)
}

#[post("/open")]
async fn open(door: State<Door>) {
    *door.open.lock().unwrap() = true;
    door.opened.notify_all();
}

fn app() -> App {
    App::new()
        .state(Door::default())
        .routes(routes![wait, few, shed, health, inside, most, open])
}

/// Sends so many at once.
fn send(client: &TestClient, path: &'static str, count: usize) -> Vec<Sent> {
    let sent = (0..count).map(|_| tokio::spawn(client.get(path).into_future()));
    sent.collect()
}

type Sent = tokio::task::JoinHandle<twinlane::testing::TestResponse>;

async fn until_inside(client: &TestClient, count: usize) {
    while client.get("/inside").await.json::<usize>() < count {
        tokio::task::yield_now().await;
    }
}

async fn statuses(sent: Vec<Sent>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for sent in sent {
        statuses.push(sent.await.unwrap().status().as_u16());
    }
    statuses
}

#[tokio::test]
async fn an_operation_with_a_capacity_has_a_lane_of_its_own() {
    let client = TestClient::new(app().thread_capacity(3));
    let own = send(&client, "/few", 6);
    until_inside(&client, 2).await;
    let others = send(&client, "/wait", 6);
    until_inside(&client, 5).await;
    thread::sleep(Duration::from_millis(20));
    assert_eq!(client.get("/most").await.json::<usize>(), 5);
    client.post("/open").await;
    assert_eq!(statuses(own).await, [200; 6]);
    assert_eq!(statuses(others).await, [200; 6]);
}

#[tokio::test]
async fn a_router_with_a_capacity_has_one_lane_for_its_operations() {
    let router = || Router::new().thread_capacity(2).routes(routes![wait]);
    let app = App::new()
        .state(Door::default())
        .thread_capacity(1)
        .router(
            router()
                .prefix("/one")
                .router(Router::new().prefix("/inner").routes(routes![wait])),
        )
        .router(router().prefix("/two"))
        .routes(routes![inside, most, open, wait]);
    let client = TestClient::new(app);
    let paths = ["/one/wait", "/one/inner/wait", "/two/wait", "/wait"];
    let sent: Vec<_> = paths
        .map(|path| send(&client, path, 4))
        .into_iter()
        .flatten()
        .collect();
    until_inside(&client, 5).await;
    thread::sleep(Duration::from_millis(20));
    assert_eq!(client.get("/most").await.json::<usize>(), 5);
    client.post("/open").await;
    assert_eq!(statuses(sent).await, [200; 16]);
}

#[tokio::test]
async fn a_line_that_is_full_is_a_503_that_says_when_to_come_again() {
    let client = TestClient::new(app());
    let first = send(&client, "/shed", 1);
    until_inside(&client, 1).await;
    let second = send(&client, "/shed", 1);
    // The second one is in line when a third is refused.
    let refused = loop {
        let sent = send(&client, "/shed", 1).pop().unwrap();
        tokio::select! {
            response = sent => break response.unwrap(),
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
    };
    assert_eq!(refused.status(), 503);
    assert_eq!(
        refused.json::<Value>(),
        json!({ "detail": "Service Unavailable" })
    );
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=300).contains(&seconds));
    client.post("/open").await;
    assert_eq!(statuses(first).await, [200]);
    assert_eq!(statuses(second).await, [200]);
}

#[tokio::test]
async fn the_application_and_a_router_bound_the_line_too() {
    let app = App::new()
        .state(Door::default())
        .thread_capacity(1)
        .thread_queue(0)
        .routes(routes![wait, health, inside, open])
        .router(
            Router::new()
                .prefix("/patient")
                .thread_queue(100)
                .routes(routes![wait]),
        );
    let client = TestClient::new(app);
    let first = send(&client, "/wait", 1);
    until_inside(&client, 1).await;
    assert_eq!(client.get("/wait").await.status(), 503);
    let patient = send(&client, "/patient/wait", 3);
    // Neither waits: it has no line to wait in.
    assert_eq!(client.get("/health").await.text(), "\"ok\"");
    assert_eq!(client.get("/wait").await.status(), 503);
    client.post("/open").await;
    assert_eq!(statuses(first).await, [200]);
    assert_eq!(statuses(patient).await, [200; 3]);
}

async fn full(_: HttpError, request: Request) -> Value {
    json!({ "busy": request.uri().path() })
}

#[tokio::test]
async fn a_handler_may_say_it_in_its_own_words() {
    let app = app().thread_capacity(1).thread_queue(0);
    let app = app.on_status(StatusCode::SERVICE_UNAVAILABLE, full);
    let client = TestClient::new(app);
    let first = send(&client, "/wait", 1);
    until_inside(&client, 1).await;
    let refused = client.get("/wait").await;
    assert_eq!(
        (refused.status().as_u16(), refused.json()),
        (503, json!({ "busy": "/wait" }))
    );
    client.post("/open").await;
    assert_eq!(statuses(first).await, [200]);
}

/// Two at a time, whoever asks.
#[dependency(thread_capacity = 2)]
fn connection(door: State<Door>) -> usize {
    door.pass()
}

#[get("/a")]
async fn a(connection: Depends<connection>) -> usize {
    *connection
}

#[get("/b")]
fn b(connection: Depends<connection>) -> usize {
    *connection
}

#[tokio::test]
async fn a_dependency_with_a_capacity_has_a_lane_for_all_who_ask() {
    let app = App::new()
        .state(Door::default())
        .routes(routes![a, b, inside, most, open]);
    let client = TestClient::new(app);
    let sent: Vec<_> = ["/a", "/b"]
        .map(|path| send(&client, path, 4))
        .into_iter()
        .flatten()
        .collect();
    until_inside(&client, 2).await;
    thread::sleep(Duration::from_millis(20));
    assert_eq!(client.get("/most").await.json::<usize>(), 2);
    client.post("/open").await;
    assert_eq!(statuses(sent).await, [200; 8]);
}

#[dependency]
fn plain() -> u8 {
    1
}

#[get("/needs", thread_capacity = 1, thread_queue = 0)]
fn needs(_one: Depends<plain>, door: State<Door>) -> usize {
    door.pass()
}

#[tokio::test]
async fn a_dependency_that_finds_the_line_full_ends_the_request_with_503() {
    let app = App::new()
        .state(Door::default())
        .routes(routes![needs, inside, open]);
    let client = TestClient::new(app);
    let first = send(&client, "/needs", 1);
    until_inside(&client, 1).await;
    let refused = client.get("/needs").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.header("retry-after").is_some());
    client.post("/open").await;
    assert_eq!(statuses(first).await, [200]);
}

/// The functions at work, and the order in which they began.
#[derive(Default)]
struct Line {
    inside: AtomicUsize,
    most: AtomicUsize,
    begun: Mutex<Vec<u32>>,
}

#[get("/turn/{number}")]
fn turn(number: u32, line: State<Line>) {
    let inside = line.inside.fetch_add(1, Ordering::SeqCst) + 1;
    line.most.fetch_max(inside, Ordering::SeqCst);
    line.begun.lock().unwrap().push(number);
    thread::sleep(Duration::from_micros(u64::from(number % 7) * 50));
    line.inside.fetch_sub(1, Ordering::SeqCst);
}

#[get("/line")]
async fn line(line: State<Line>) -> (usize, usize, Vec<u32>) {
    let begun = std::mem::take(&mut *line.begun.lock().unwrap());
    (
        line.inside.load(Ordering::SeqCst),
        line.most.load(Ordering::SeqCst),
        begun,
    )
}

/// Sends so many requests, which come in the order of their numbers: how many were at work at a time, and the order in which
/// they began.
fn take_turns(capacity: usize, requests: u32) -> (usize, Vec<u32>) {
    let runtime = lanes::RuntimeBuilder::new().build().unwrap();
    runtime.block_on(async move {
        let app = App::new()
            .state(Line::default())
            .routes(routes![turn, line]);
        let client = TestClient::new(app.thread_capacity(capacity));
        let mut sent = tokio::task::JoinSet::new();
        for number in 0..requests {
            let path = format!("/turn/{number}");
            // Polled once here: it is in line before the next comes.
            let mut request = Box::pin(client.get(&path).into_future());
            let ended = poll_fn(|cx| Poll::Ready(request.as_mut().poll(cx).is_ready()));
            if !ended.await {
                sent.spawn(request);
            }
        }
        while let Some(response) = sent.join_next().await {
            assert_eq!(response.unwrap().status(), 200);
        }
        let (inside, most, begun): (usize, usize, Vec<u32>) = client.get("/line").await.json();
        assert_eq!(inside, 0);
        (most, begun)
    })
}

#[test]
fn of_ten_thousand_requests_never_more_than_the_capacity_are_at_work_and_none_is_lost() {
    let (most, mut begun) = take_turns(40, 10_000);
    assert!(most <= 40, "{most} at a time");
    begun.sort_unstable();
    assert!(begun.into_iter().eq(0..10_000));
}

// With more than one place two that have been given theirs may begin in another order.
#[test]
fn first_come_first_served() {
    let (most, begun) = take_turns(1, 2_000);
    assert_eq!(most, 1);
    assert!(begun.into_iter().eq(0..2_000));
}
