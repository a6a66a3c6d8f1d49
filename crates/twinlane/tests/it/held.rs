//! Values of dependencies that are held longer than their request: nobody waits for them, and each is undone once all the same.

#![expect(
    clippy::disallowed_methods,
    reason = "threads of the application's own hold values too"
)]

use std::any::Any;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};

use futures_core::Stream;
use http_body_util::BodyExt as _;
use tokio::sync::Notify;
use tower_service::Service as _;
use tracing::level_filters::LevelFilter;
use twinlane::Provided;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::http::{Request, StatusCode};
use twinlane::lifespan::Service;
use twinlane::prelude::*;
use twinlane::response::{Body, Streaming};
use twinlane::testing::TestClient;

use twinlane_log_lines::LogLines;

/// The values that were made and undone, and those that are held.
#[derive(Clone, Default)]
struct World(Arc<Inner>);

#[derive(Default)]
struct Inner {
    made: AtomicUsize,
    undone: Mutex<Vec<Undone>>,
    /// The held values. `let_go` drops them.
    bag: Mutex<Vec<Box<dyn Any + Send>>>,
    /// Wakes the tasks that hold something.
    tasks: Notify,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Undone {
    id: usize,
    outcome: &'static str,
    thread: ThreadId,
}

/// The value: a number that no other has.
struct Ticket(usize);

impl World {
    fn ticket(&self) -> Ticket {
        Ticket(self.0.made.fetch_add(1, Ordering::SeqCst))
    }

    fn undo(&self, ticket: &Ticket, outcome: &Outcome) {
        self.0.undone.lock().unwrap().push(Undone {
            id: ticket.0,
            outcome: match outcome {
                Outcome::Answered => "answered",
                Outcome::Failed(_) => "failed",
                Outcome::ClientGone => "gone",
                Outcome::Cancelled => "cancelled",
            },
            thread: thread::current().id(),
        });
    }

    fn undone(&self) -> Vec<Undone> {
        std::mem::take(&mut *self.0.undone.lock().unwrap())
    }

    fn outcomes(&self) -> Vec<&'static str> {
        let undone = self.undone();
        undone.into_iter().map(|undone| undone.outcome).collect()
    }

    /// Gives the value to something that outlives the request, in one of several ways.
    fn keep(&self, how: &str, value: impl Send + 'static) {
        let world = self.clone();
        match how {
            "task" => drop(tokio::spawn(async move {
                world.0.tasks.notified().await;
                drop(value);
            })),
            "lanes task" => drop(lanes::spawn(async move {
                world.0.tasks.notified().await;
                drop(value);
            })),
            "thread" => {
                let (open, opened) = mpsc::channel::<()>();
                self.0.bag.lock().unwrap().push(Box::new(open));
                thread::spawn(move || {
                    assert!(opened.recv().is_err());
                    drop(value);
                });
            }
            "lanes thread" => {
                let (open, opened) = mpsc::channel::<()>();
                self.0.bag.lock().unwrap().push(Box::new(open));
                drop(tokio::spawn(lanes::threads(move || {
                    assert!(opened.recv().is_err());
                    drop(value);
                })));
            }
            "channel" => {
                let (sender, receiver) = mpsc::channel();
                sender.send(value).unwrap();
                self.0
                    .bag
                    .lock()
                    .unwrap()
                    .push(Box::new((sender, receiver)));
            }
            "nothing" => drop(value),
            _ => self.0.bag.lock().unwrap().push(Box::new(value)),
        }
    }

    async fn let_go(&self) {
        // A task that was not polled yet waits for no `Notify`.
        tokio::task::yield_now().await;
        self.0.tasks.notify_waiters();
        let bag = std::mem::take(&mut *self.0.bag.lock().unwrap());
        drop(bag);
    }
}

const WAYS: [&str; 6] = [
    "task",
    "lanes task",
    "thread",
    "lanes thread",
    "channel",
    "static",
];

#[dependency]
async fn before(world: State<World>) -> Provided<Ticket> {
    Provided::new(world.ticket()).before_response(async move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
    })
}

#[dependency]
fn plain_before(world: State<World>) -> Provided<Ticket> {
    Provided::new(world.ticket()).before_response(move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
    })
}

#[dependency]
async fn after(world: State<World>) -> Provided<Ticket, AfterResponse> {
    Provided::new(world.ticket()).after_response(async move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
    })
}

#[dependency]
fn plain_after(world: State<World>) -> Provided<Ticket, AfterResponse> {
    Provided::new(world.ticket()).after_response(move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
    })
}

/// The result of an operation that keeps a value.
fn ended(end: &str) -> Result<usize> {
    match end {
        "fail" => Err(HttpError::new(418, "Teapot").into()),
        "panic" => panic!("at work"),
        _ => Ok(1),
    }
}

macro_rules! keepers {
    ($($path:literal $name:ident($value:ty) $($async:ident)?;)*) => {
        $(
            #[get($path)]
            $($async)? fn $name(
                world: State<World>,
                value: $value,
                how: String,
                #[query(default = "")] end: String,
            ) -> Result<usize> {
                world.keep(&how, value);
                ended(&end)
            }
        )*

        const KEEPERS: &[&str] = &[$($path),*];

        fn keepers() -> Vec<twinlane::routing::Route> {
            routes![$($name),*]
        }
    };
}

keepers! {
    "/before/shared" before_shared(Depends<before>) async;
    "/before/exclusive" before_exclusive(DependsMut<plain_before>) async;
    "/before/fresh" before_fresh(Fresh<before>) async;
    "/before/shared/in-thread" before_shared_in_thread(Depends<plain_before>);
    "/before/exclusive/in-thread" before_exclusive_in_thread(DependsMut<before>);
    "/after/shared" after_shared(Depends<after>) async;
    "/after/exclusive" after_exclusive(DependsMut<plain_after>) async;
    "/after/fresh" after_fresh(Fresh<after>) async;
    "/after/shared/in-thread" after_shared_in_thread(Depends<plain_after>);
    "/after/exclusive/in-thread" after_exclusive_in_thread(DependsMut<after>);
}

const STILL_HELD: &str = "the value of a dependency is still held after its request";

fn service(world: &World, routes: Vec<twinlane::routing::Route>) -> Service {
    let app = App::new().state(world.clone()).routes(routes);
    app.into_service().unwrap()
}

fn request(path: &str) -> Request<Body> {
    let path = path.replace(' ', "%20");
    Request::get(path).body(Body::empty()).unwrap()
}

/// The whole response, which has to come while values are held.
async fn exchange(service: &mut Service, path: &str) -> (u16, String) {
    let Ok(response) = service.call(request(path)).await;
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

async fn is_ready(future: impl Future) -> bool {
    let mut future = pin!(future);
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}

/// Lets the tasks that can go on do so.
async fn settle() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_response_does_not_wait_for_a_value_that_something_else_holds() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let world = World::default();
    let mut service = service(&world, keepers());
    for path in KEEPERS {
        for how in WAYS {
            let what = format!("{path} by a {how}");
            let answered = exchange(&mut service, &format!("{path}?how={how}")).await;
            assert_eq!(answered, (200, "1".to_owned()), "{what}");
            settle().await;
            assert_eq!(world.outcomes(), [""; 0], "{what}");
            let stop = service.clone();
            assert!(!is_ready(stop.wait_idle()).await, "{what}");
            let log = lines.take();
            assert_eq!(log.matches(STILL_HELD).count(), 1, "{what}: {log}");
            assert!(log.contains(" WARN "), "{what}: {log}");
            assert!(log.contains(&format!("operation=GET {path} (")), "{log}");
            assert!(log.contains("dependency=it::held::"), "{log}");

            world.let_go().await;
            stop.wait_idle().await;
            assert_eq!(world.outcomes(), ["answered"], "{what}");
            assert_eq!(lines.take(), "", "{what}");
        }
    }
}

#[tokio::test]
async fn a_teardown_that_comes_late_runs_in_its_lane() {
    let world = World::default();
    let mut service = service(&world, keepers());
    let event_loop = thread::current().id();
    for path in KEEPERS {
        for how in WAYS {
            exchange(&mut service, &format!("{path}?how={how}")).await;
            world.let_go().await;
            service.wait_idle().await;
            let undone = world.undone();
            let [undone] = &undone[..] else {
                panic!("{path} by a {how}: {undone:?}")
            };
            let is_plain = ["/before/exclusive", "/before/shared/in-thread"].contains(path)
                || ["/after/exclusive", "/after/shared/in-thread"].contains(path);
            assert_eq!(undone.thread != event_loop, is_plain, "{path} by a {how}");
        }
    }
}

#[tokio::test]
async fn a_request_that_fails_answers_at_once_too() {
    let (_, _log) = LogLines::keep(LevelFilter::INFO);
    std::panic::set_hook(Box::new(|_| ()));
    let world = World::default();
    let mut service = service(&world, keepers());
    for path in KEEPERS {
        for (end, status) in [("fail", 418), ("panic", 500)] {
            let answered = exchange(&mut service, &format!("{path}?how=task&end={end}")).await;
            assert_eq!(answered.0, status, "{path}");
            assert_eq!(world.outcomes(), [""; 0], "{path}");
            world.let_go().await;
            service.wait_idle().await;
            assert_eq!(world.outcomes(), ["failed"], "{path}");
        }
    }
    drop(std::panic::take_hook());
}

/// An error of the application's own, with what it was about.
#[derive(Debug)]
struct Broken(Box<dyn std::fmt::Debug + Send + Sync>);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken")
    }
}

impl std::error::Error for Broken {}

struct Keeps<T>(T);

impl<T> std::fmt::Debug for Keeps<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keeps")
    }
}

#[get("/in-error")]
async fn in_error(value: Depends<before>, also: Depends<after>) -> Result<()> {
    Err(Broken(Box::new(Keeps((value, also)))).into())
}

#[get("/in-task-and-error")]
async fn in_task_and_error(world: State<World>, value: Depends<before>) -> Result<()> {
    world.keep("task", value);
    Err(Broken(Box::new(())).into())
}

/// The error is what an application's handler is for; a teardown that waits does not take it away.
#[tokio::test]
async fn an_error_that_holds_a_value_reaches_its_handler() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let world = World::default();
    let app = App::new()
        .state(world.clone())
        .on_error(|error: Broken, _: twinlane::Request| {
            drop(error.0);
            (StatusCode::CONFLICT, "handled".to_owned())
        })
        .routes(routes![in_error, in_task_and_error]);
    let mut service = app.into_service().unwrap();
    assert_eq!(exchange(&mut service, "/in-error").await.0, 409);
    service.wait_idle().await;
    assert_eq!(world.outcomes(), ["failed", "failed"]);
    assert_eq!(lines.take().matches(STILL_HELD).count(), 2);
    assert_eq!(exchange(&mut service, "/in-task-and-error").await.0, 409);
    assert_eq!(world.outcomes(), [""; 0]);
    world.let_go().await;
    service.wait_idle().await;
    assert_eq!(world.outcomes(), ["failed"]);
}

/// Says how many have been undone so far, three times.
struct Says<T> {
    world: World,
    left: u8,
    _value: T,
}

impl<T: Unpin> Stream for Says<T> {
    type Item = String;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<String>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.left = left;
        let undone = self.world.0.undone.lock().unwrap().len();
        Poll::Ready(Some(format!("{undone} ")))
    }
}

fn says<T: Send + Unpin + 'static>(world: &World, value: T) -> Streaming {
    Streaming::new(Says {
        world: world.clone(),
        left: 3,
        _value: value,
    })
}

#[get("/stream/before")]
async fn stream_before(world: State<World>, value: Depends<before>) -> Streaming {
    says(&world, value)
}

#[get("/stream/after")]
async fn stream_after(
    world: State<World>,
    value: Depends<after>,
    other: DependsMut<plain_after>,
) -> Streaming {
    says(&world, (value, other))
}

#[get("/task/before")]
async fn task_before(value: Depends<before>, world: State<World>, tasks: &mut BackgroundTasks) {
    tasks.add(async move {
        assert_eq!(world.0.undone.lock().unwrap().len(), 0);
        drop(value);
    });
}

#[get("/task/after")]
async fn task_after(value: Depends<after>, world: State<World>, tasks: &mut BackgroundTasks) {
    tasks.add(async move {
        assert_eq!(world.0.undone.lock().unwrap().len(), 0);
        drop(value);
    });
}

/// `after_response` is the scope of what a stream or a background task uses. The other is told of; it works all the same.
#[tokio::test]
async fn a_stream_and_a_background_task_have_their_values_to_their_ends() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let world = World::default();
    let mut service = service(
        &world,
        routes![stream_before, stream_after, task_before, task_after],
    );
    for (path, body, undone, warned) in [
        ("/stream/after", "0 0 0 ", 2, 0),
        ("/stream/before", "0 0 0 ", 1, 1),
        ("/task/after", "null", 1, 0),
        ("/task/before", "null", 1, 1),
    ] {
        let answered = exchange(&mut service, path).await;
        assert_eq!(answered, (200, body.to_owned()), "{path}");
        service.wait_idle().await;
        assert_eq!(world.outcomes(), vec!["answered"; undone], "{path}");
        let log = lines.take();
        assert_eq!(log.matches(STILL_HELD).count(), warned, "{path}: {log}");
        assert!(!log.contains("ERROR"), "{path}: {log}");
    }
}

/// Takes its time to be dropped.
struct DropsSlowly(Order);

type Order = Arc<Mutex<Vec<&'static str>>>;

impl Drop for DropsSlowly {
    fn drop(&mut self) {
        thread::sleep(std::time::Duration::from_millis(50));
        self.0.lock().unwrap().push("stream dropped");
    }
}

#[get("/slow-stream")]
async fn slow_stream(order: State<Order>, tasks: &mut BackgroundTasks) -> Streaming {
    let of_task = Arc::clone(&order);
    tasks.add(async move { of_task.lock().unwrap().push("task") });
    let slow = DropsSlowly(Arc::clone(&order));
    Streaming::of((0..2).map(move |_| {
        let _used = &slow;
        "x"
    }))
}

/// Teardowns after the response may run at once then: another worker may take the tasks as soon as they are there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_is_dropped_before_what_comes_after_it_begins() {
    let order = Order::default();
    let app = App::new()
        .state(Arc::clone(&order))
        .routes(routes![slow_stream]);
    let mut service = app.into_service().unwrap();
    // Its client goes: a stream that has come to its end is dropped there.
    let Ok(response) = service.call(request("/slow-stream")).await;
    drop(response);
    service.wait_idle().await;
    assert_eq!(*order.lock().unwrap(), ["stream dropped", "task"]);
}

/// Its value is built on that of `plain_after`, though it does not hold it.
#[dependency]
async fn inner(
    _outer: Depends<plain_after>,
    world: State<World>,
    fails: Option<bool>,
) -> Provided<Ticket> {
    Provided::new(world.ticket()).before_response(async move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
        if fails == Some(true) {
            return Err(twinlane::Error::msg("not undone"));
        }
        assert_ne!(fails, Some(false), "while undoing");
        Ok(())
    })
}

#[get("/inner")]
async fn keeps_inner(world: State<World>, inner: Depends<inner>, other: Depends<after>) -> usize {
    world.keep("task", inner);
    other.0
}

#[tokio::test]
async fn a_value_waits_for_those_that_were_built_on_it_and_no_other_does() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    std::panic::set_hook(Box::new(|_| ()));
    let world = World::default();
    let mut service = service(&world, routes![keeps_inner]);
    for (query, outer) in [
        ("", "answered"),
        ("?fails=true", "failed"),
        ("?fails=false", "failed"),
    ] {
        let (status, other) = exchange(&mut service, &format!("/inner{query}")).await;
        assert_eq!(status, 200);
        service.wait_for_undone(&world, 1).await;
        let undone = world.undone();
        assert_eq!(undone[0].id.to_string(), other, "{query}");
        assert_eq!(lines.take().matches(STILL_HELD).count(), 1, "{query}");

        world.let_go().await;
        service.wait_idle().await;
        // The inner one first, though nobody held the outer one.
        let undone = world.undone();
        assert!(undone[0].id > undone[1].id, "{query}: {undone:?}");
        assert_eq!(
            (undone[0].outcome, undone[1].outcome),
            ("answered", outer),
            "{query}"
        );
        let failed = outer == "failed";
        assert_eq!(
            lines
                .take()
                .contains("the teardown of it::held::inner failed"),
            failed
        );
    }
    drop(std::panic::take_hook());
}

/// Waiting for what runs in the background.
trait Waits {
    async fn wait_for_undone(&self, world: &World, count: usize);
}

impl Waits for Service {
    async fn wait_for_undone(&self, world: &World, count: usize) {
        while world.0.undone.lock().unwrap().len() < count {
            tokio::task::yield_now().await;
        }
    }
}

#[test]
fn a_test_client_waits_no_more_than_a_client_does() {
    let world = World::default();
    let client = TestClient::blocking(App::new().state(world.clone()).routes(keepers()));
    for path in KEEPERS {
        let response = client.get(&format!("{path}?how=static")).send();
        assert_eq!(response.text(), "1", "{path}");
    }
    assert_eq!(world.outcomes(), [""; 0]);
}

/// Nothing panics where the runtime has ended, and the log says what was lost.
#[test]
fn what_is_let_go_of_after_the_end_is_told_in_the_log() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let world = World::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut service = service(&world, keepers());
        for path in ["/before/shared", "/before/fresh", "/after/shared"] {
            exchange(&mut service, &format!("{path}?how=static")).await;
        }
        settle().await;
    });
    lines.take();
    drop(runtime);
    let log = lines.take();
    let lost = "a dependency is not undone: the runtime has ended";
    assert_eq!(log.matches(lost).count(), 3, "{log}");
    world.0.bag.lock().unwrap().clear();
    assert_eq!(world.outcomes(), [""; 0]);
}

#[get("/random/{end}")]
async fn random(
    world: State<World>,
    inner: Depends<inner>,
    mut exclusive: DependsMut<plain_before>,
    fresh: Fresh<after>,
    end: String,
    keep: u8,
) -> Result<usize> {
    exclusive.0 += 0;
    let how = |place: u32| WAYS[usize::from(keep >> (2 * place)) % WAYS.len()];
    if keep & 1 == 0 {
        world.keep(how(0), inner);
    }
    if keep & 2 == 0 {
        world.keep(how(1), exclusive);
    }
    tokio::task::yield_now().await;
    if keep & 4 == 0 {
        world.keep(how(2), fresh);
    }
    ended(&end)
}

/// Requests that end in every way, with holders of every kind that let go in any order and at any time.
#[tokio::test]
async fn as_much_is_undone_as_was_made_each_once_however_long_it_is_held() {
    let (_, _log) = LogLines::keep(LevelFilter::INFO);
    std::panic::set_hook(Box::new(|_| ()));
    let world = World::default();
    let mut service = service(&world, routes![random]);
    let mut state = 11_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    for _ in 0..2_000 {
        let end = ["ok", "ok", "fail", "panic"][next() as usize % 4];
        let fails = ["", "&fails=true", "&fails=false"][next() as usize % 3];
        let path = format!("/random/{end}?keep={}{fails}", next());
        let answering = service.call(request(&path));
        if next() % 4 == 0 {
            // The client goes, at any of its polls.
            let mut answering = pin!(answering);
            for _ in 0..next() % 4 {
                if is_ready(answering.as_mut()).await {
                    break;
                }
                tokio::task::yield_now().await;
            }
        } else {
            drop(answering.await);
        }
        if next() % 8 == 0 {
            world.0.tasks.notify_waiters();
        }
        let count = next() as usize % 4;
        let some = {
            let mut bag = world.0.bag.lock().unwrap();
            let count = count.min(bag.len());
            bag.drain(..count).collect::<Vec<_>>()
        };
        if count == 1 {
            thread::spawn(move || drop(some)).join().unwrap();
        }
    }
    // Those whose client has gone may still be giving their values away.
    while !is_ready(service.wait_idle()).await {
        world.let_go().await;
    }
    drop(std::panic::take_hook());
    let mut undone: Vec<usize> = world.undone().iter().map(|undone| undone.id).collect();
    undone.sort_unstable();
    let made = world.0.made.load(Ordering::SeqCst);
    assert!(made > 4_000, "{made}");
    assert_eq!(undone, (0..made).collect::<Vec<_>>());
}

/// A door in a thread. A function waits before it until the test opens it.
#[derive(Clone, Default)]
struct Door(Arc<(Mutex<Option<mpsc::Receiver<()>>>, Notify)>);

impl Door {
    /// Closes it, until the result is dropped.
    fn close(&self) -> mpsc::Sender<()> {
        let (open, opened) = mpsc::channel();
        *self.0.0.lock().unwrap() = Some(opened);
        open
    }

    fn pass(&self) {
        let opened = self.0.0.lock().unwrap().take();
        if let Some(opened) = opened {
            self.0.1.notify_one();
            assert!(opened.recv().is_err());
        }
    }

    /// Until somebody waits before it.
    async fn is_waited_at(&self) {
        self.0.1.notified().await;
    }
}

#[dependency]
fn slowly_made(
    outer: Depends<plain_after>,
    world: State<World>,
    door: State<Door>,
    at: String,
) -> Provided<Ticket> {
    if at == "dependency" {
        door.pass();
    }
    let _ = outer;
    Provided::new(world.ticket()).before_response(move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
    })
}

/// With a lane of its own.
#[dependency(thread_capacity = 2)]
fn made_elsewhere(
    outer: Depends<plain_after>,
    world: State<World>,
    door: State<Door>,
    at: String,
) -> Provided<Ticket> {
    if at == "dependency" {
        door.pass();
    }
    let _ = outer;
    Provided::new(world.ticket()).before_response(move |ticket: Ticket, outcome: Outcome| {
        world.undo(&ticket, &outcome);
    })
}

macro_rules! given_up {
    ($($path:literal $name:ident($value:ident $($option:ident)*);)*) => {
        $(
            #[get($path, cancel_on_disconnect $(, $option)*)]
            fn $name(value: Depends<$value>, door: State<Door>, at: String) -> usize {
                if at == "operation" {
                    door.pass();
                }
                value.0
            }
        )*

        const GIVEN_UP: &[&str] = &[$($path),*];

        fn given_up() -> Vec<twinlane::routing::Route> {
            routes![$($name),*]
        }
    };
}

given_up! {
    "/trip" one_trip(slowly_made);
    "/trip/computing" trip_to_a_core(slowly_made cpu);
    "/elsewhere" own_lane(made_elsewhere);
    "/elsewhere/computing" own_lane_and_core(made_elsewhere cpu);
    "/waves" in_waves(slowly_made concurrent);
    "/waves/elsewhere" in_waves_elsewhere(made_elsewhere concurrent);
}

/// A thread cannot be stopped: what it holds, and what it makes, is undone when it has ended, and a stop waits for that.
#[tokio::test]
async fn a_call_that_still_runs_in_a_thread_is_waited_for() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let (world, door) = (World::default(), Door::default());
    let app = App::new()
        .state(world.clone())
        .state(door.clone())
        .routes(given_up());
    let mut service = app.into_service().unwrap();
    for path in GIVEN_UP {
        for at in ["dependency", "operation"] {
            let what = format!("{path}, in the {at}");
            let closed = door.close();
            let mut answering = Box::pin(service.call(request(&format!("{path}?at={at}"))));
            tokio::select! {
                biased;
                _ = &mut answering => panic!("{what}: answered"),
                () = door.is_waited_at() => {}
            }
            drop(answering);
            settle().await;
            assert!(!is_ready(service.wait_idle()).await, "{what}");
            assert_eq!(world.outcomes(), [""; 0], "{what}");

            drop(closed);
            service.wait_idle().await;
            let undone = world.undone();
            assert_eq!(undone.len(), 2, "{what}");
            assert!(undone[0].id > undone[1].id, "{what}: {undone:?}");
            assert!(
                undone.iter().all(|undone| undone.outcome == "gone"),
                "{what}"
            );
            assert_eq!(lines.take(), "", "{what}");
        }
    }
}

/// As most operations are.
#[tokio::test]
async fn what_nobody_holds_is_undone_in_time_and_not_told_of() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let world = World::default();
    let app = App::new().state(world.clone()).state(Door::default());
    let app = app.routes(keepers()).routes(given_up());
    let mut service = app.into_service().unwrap();
    for path in KEEPERS {
        let answered = exchange(&mut service, &format!("{path}?how=nothing")).await;
        assert_eq!(answered.0, 200, "{path}");
        if path.starts_with("/before") {
            assert_eq!(world.outcomes(), ["answered"], "{path}");
        }
        service.wait_idle().await;
        if path.starts_with("/after") {
            assert_eq!(world.outcomes(), ["answered"], "{path}");
        }
    }
    for path in GIVEN_UP {
        let answered = exchange(&mut service, &format!("{path}?at=none")).await;
        assert_eq!(answered.0, 200, "{path}");
        service.wait_idle().await;
        let undone = world.undone();
        assert_eq!(undone.len(), 2, "{path}");
        assert!(undone[0].id > undone[1].id, "{path}: {undone:?}");
    }
    assert_eq!(lines.take(), "");
}

static SLOW: LazyLock<Door> = LazyLock::new(Door::default);

/// An argument that takes its time to be dropped. Those after it are dropped after it.
#[model]
struct Slow {
    #[field(default)]
    x: i64,
}

impl Drop for Slow {
    fn drop(&mut self) {
        SLOW.pass();
    }
}

#[dependency]
fn refuses(_before: Depends<plain_before>) -> Result<()> {
    Err(HttpError::new(418, "Teapot").into())
}

#[dependency]
async fn comes_later() {}

#[post("/slow", dependencies = [refuses, comes_later])]
async fn slow(slow: Slow, value: Depends<plain_before>) -> i64 {
    slow.x + i64::from(value.0 > 0)
}

/// They are dropped in a thread, since values of plain functions may be among them, and are no reason for a line in the log.
#[tokio::test]
async fn the_arguments_of_an_operation_that_does_not_run_are_waited_for() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let world = World::default();
    let mut service = service(&world, routes![slow]);
    let closed = SLOW.close();
    let request = Request::post("/slow")
        .header("content-type", "application/json")
        .body(Body::from("{}"));
    let mut answering = Box::pin(service.call(request.unwrap()));
    tokio::select! {
        biased;
        _ = &mut answering => panic!("answered"),
        () = SLOW.is_waited_at() => {}
    }
    assert_eq!(world.outcomes(), [""; 0]);
    drop(closed);
    let Ok(response) = answering.await;
    assert_eq!(response.status(), 418);
    assert_eq!(world.outcomes(), ["failed"]);
    assert_eq!(lines.take(), "");
}
