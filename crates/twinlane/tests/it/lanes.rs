//! The lane that an operation runs in.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ThreadId};

use twinlane::prelude::*;
use twinlane::response::Streaming;
use twinlane::testing::TestClient;

#[get("/thread")]
fn in_thread(state: State<ThreadId>) -> bool {
    thread::current().id() == *state
}

#[get("/place", in_place)]
fn in_place(state: State<ThreadId>) -> bool {
    thread::current().id() == *state
}

#[get("/cpu", cpu)]
fn on_a_core(state: State<ThreadId>) -> bool {
    thread::current().id() == *state
}

#[get("/loop")]
async fn on_loop(state: State<ThreadId>) -> bool {
    thread::current().id() == *state
}

// A current-thread runtime polls everything on the test's own thread.
#[tokio::test]
async fn a_plain_fn_runs_in_another_thread_and_the_others_do_not() {
    let app = App::new()
        .state(thread::current().id())
        .routes(routes![in_thread, in_place, on_a_core, on_loop]);
    let client = TestClient::new(app);
    assert!(!client.get("/thread").await.json::<bool>());
    assert!(!client.get("/cpu").await.json::<bool>());
    assert!(client.get("/place").await.json::<bool>());
    assert!(client.get("/loop").await.json::<bool>());
}

/// The thread that the dependency runs in.
#[dependency(cpu)]
fn core() -> ThreadId {
    thread::current().id()
}

#[get("/mixed", cpu)]
fn mixed(state: State<ThreadId>, core: Depends<core>) -> bool {
    thread::current().id() == *state || *core == *state
}

#[get("/cpu/panic", cpu)]
fn panics_on_a_core() {
    panic!("on a core");
}

#[tokio::test]
async fn the_cpu_lane_takes_dependencies_and_bears_panics() {
    let app = App::new()
        .state(thread::current().id())
        .routes(routes![mixed, panics_on_a_core]);
    let client = TestClient::new(app);
    assert!(!client.get("/mixed").await.json::<bool>());
    assert_eq!(client.get("/cpu/panic").await.status(), 500);
    assert!(!client.get("/mixed").await.json::<bool>());
}

#[derive(Default)]
struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

#[get("/busy")]
fn busy(busy: State<Busy>) -> usize {
    let now = busy.now.fetch_add(1, Ordering::SeqCst) + 1;
    busy.most.fetch_max(now, Ordering::SeqCst);
    thread::sleep(std::time::Duration::from_millis(2));
    busy.now.fetch_sub(1, Ordering::SeqCst);
    now
}

#[get("/most")]
async fn most(busy: State<Busy>) -> usize {
    busy.most.load(Ordering::SeqCst)
}

#[tokio::test]
async fn no_more_run_at_once_than_the_capacity() {
    let app = App::new()
        .thread_capacity(3)
        .state(Busy::default())
        .routes(routes![busy, most]);
    let client = TestClient::new(app);
    let requests: Vec<_> = (0..30)
        .map(|_| tokio::spawn(client.get("/busy").into_future()))
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap().status(), 200);
    }
    assert_eq!(client.get("/most").await.json::<usize>(), 3);
}

#[get("/blocked/{name}")]
async fn blocked(name: String) -> String {
    thread::sleep(std::time::Duration::from_millis(200));
    name
}

/// The log of this process; the watchdog writes from a thread of its own.
static LOG: Mutex<String> = Mutex::new(String::new());

struct Log;

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock()
            .unwrap()
            .push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log_of_the_process() {
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(|| Log)
        .finish();
    twinlane_log_lines::ask_every_subscriber();
    #[expect(clippy::disallowed_methods, reason = "every subscriber is asked")]
    let _ = tracing::subscriber::set_global_default(log);
}

#[test]
fn the_log_names_an_operation_that_holds_the_event_loop() {
    log_of_the_process();
    let client = TestClient::blocking(App::new().routes(routes![blocked]));
    let line = "GET /blocked/{name} (blocked) held the event loop for ";

    // The line is written when the operation has let go, by another thread: the next request sees it. A watchdog that was given no
    // processor itself is silent.
    for _ in 0..200 {
        assert_eq!(client.get("/blocked/x").send().text(), "\"x\"");
        if LOG.lock().unwrap().contains(line) {
            break;
        }
    }
    let log = LOG.lock().unwrap();
    assert!(log.contains(line), "{log}");
    assert!(log.contains("declare it `fn`"), "{log}");
}

/// Blocks for a while when it is dropped.
struct Slow;

impl Drop for Slow {
    fn drop(&mut self) {
        thread::sleep(std::time::Duration::from_millis(200));
    }
}

#[get("/blocked-stream")]
async fn blocked_stream() -> Streaming {
    Streaming::from_fn(async |mut out| {
        thread::sleep(std::time::Duration::from_millis(200));
        out.send("x").await?;
        Ok(())
    })
}

#[get("/blocked-drop")]
async fn blocked_drop() -> Streaming {
    Streaming::from_fn(async |mut out| {
        let _slow = Slow;
        loop {
            out.send("x").await?;
        }
    })
}

/// The function of a stream is the operation's on the event loop: where it runs, and where what it owns is dropped as its client goes.
#[test]
fn the_log_names_a_stream_that_holds_the_event_loop() {
    log_of_the_process();
    let client = TestClient::blocking(App::new().routes(routes![blocked_stream, blocked_drop]));
    let lines = [
        "the stream of GET /blocked-stream (blocked_stream) held the event loop for ",
        "the stream of GET /blocked-drop (blocked_drop) held the event loop for ",
    ];
    let has_all = || {
        let log = LOG.lock().unwrap();
        lines.iter().all(|line| log.contains(line))
    };
    for _ in 0..200 {
        assert_eq!(client.get("/blocked-stream").send().text(), "x");
        let mut stream = client.get("/blocked-drop").open();
        assert!(stream.chunk().unwrap().is_some());
        drop(stream);
        if has_all() {
            break;
        }
    }
    let log = LOG.lock().unwrap();
    for line in lines {
        assert!(log.contains(line), "no {line:?} in {log}");
    }
}
