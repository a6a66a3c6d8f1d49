//! A served application over real sockets is tested in `examples/tests`; here is what needs no socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::Duration;

use twinlane::dependency::AtShutdown;
use twinlane::lifespan::Health;
use twinlane::prelude::*;
use twinlane::{Provided, Settings, log};

#[tokio::test]
async fn a_mistake_is_reported_before_the_port_opens() {
    #[get("/")]
    async fn root(missing: State<String>) -> String {
        missing.to_string()
    }
    let error = App::new()
        .routes(routes![root])
        .serve_with(Settings::default().port(0))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the application has no state of type"),
        "{error}"
    );
}

/// Set in the process that is stopped at its start.
const SERVES: &str = "TWINLANE_TEST_STARTS_SLOWLY";

struct First;
struct Second;

#[dependency(lifespan)]
async fn first() -> Provided<First, AtShutdown> {
    Provided::new(First).at_shutdown(async |_| {
        // It takes its time, for which the program has to wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        tracing::info!("first is undone");
    })
}

#[dependency(lifespan)]
async fn second(_first: Depends<first>) -> Second {
    tracing::info!("second is begun");
    std::future::pending().await
}

#[test]
fn starts_slowly_if_told_to() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let runtime = twinlane::__private::RuntimeBuilder::new().build().unwrap();
    let app = App::new().lifespan(dependencies![second]);
    let settings = Settings::default().port(0);
    log::start(&settings);
    runtime
        .block_on(async { app.serve_with(settings).await })
        .unwrap();
    tracing::info!("served");
}

/// A database that does not answer must not keep a program from being stopped, nor what it has made from being undone.
#[test]
fn a_signal_at_the_start_undoes_what_was_made() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "serve::starts_slowly_if_told_to", "--nocapture"])
        .env(SERVES, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut lines = String::new();
    while !lines.contains("second is begun") {
        assert_ne!(log.read_line(&mut lines).unwrap(), 0, "{lines}");
    }
    let id = child.id().to_string();
    let asked = Command::new("kill").args(["-TERM", &id]).status();
    assert!(asked.unwrap().success());
    log.read_to_string(&mut lines).unwrap();
    assert!(child.wait().unwrap().success(), "{lines}");
    let order = [
        "first is undone",
        "stopped before the start had ended",
        "served",
    ];
    let places = order.map(|part| lines.find(part));
    assert!(places.is_sorted() && places[0].is_some(), "{lines}");
}

/// The command line of the process that is drained, set there.
const DRAINS: &str = "TWINLANE_TEST_DRAINS";

#[get("/")]
async fn root() -> &'static str {
    "served"
}

/// For as long as its client waits.
#[get("/waits", cancel_on_disconnect)]
async fn waits() -> &'static str {
    tracing::info!("it waits");
    std::future::pending().await
}

#[test]
fn drains_if_told_to() {
    let Ok(arguments) = std::env::var(DRAINS) else {
        return;
    };
    let settings = Settings::new().parse_from(arguments.split_whitespace());
    let settings = settings.unwrap();
    log::start(settings.log_level);
    let runtime = twinlane::__private::RuntimeBuilder::new().build().unwrap();
    let app = App::new()
        .routes(routes![root, waits])
        .health(Health::new());
    runtime
        .block_on(async { app.serve_with(settings).await })
        .unwrap();
    tracing::info!("served");
}

/// A process that serves, and its log so far.
struct Serving {
    child: Child,
    log: BufReader<ChildStderr>,
    lines: String,
    address: String,
}

impl Serving {
    fn start(arguments: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "serve::drains_if_told_to", "--nocapture"])
            .env(DRAINS, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut serving = Self {
            child,
            log,
            lines: String::new(),
            address: String::new(),
        };
        serving.wait_for("(stop it with Ctrl-C)");
        let (_, address) = serving.lines.split_once("http://").unwrap();
        serving.address = address.split_once(' ').unwrap().0.to_owned();
        serving
    }

    fn wait_for(&mut self, part: &str) {
        while !self.lines.contains(part) {
            let read = self.log.read_line(&mut self.lines).unwrap();
            assert_ne!(read, 0, "{}", self.lines);
        }
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
    }

    /// The response to a request on a connection of its own.
    fn get(&self, path: &str) -> String {
        let mut client = TcpStream::connect(&self.address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        client.write_all(head.as_bytes()).unwrap();
        let mut response = String::new();
        client.read_to_string(&mut response).unwrap();
        response
    }

    fn end(mut self) -> (ExitStatus, String) {
        self.log.read_to_string(&mut self.lines).unwrap();
        // The access log. It is short: nothing waits for it to be read.
        let mut access = self.child.stdout.take().unwrap();
        access.read_to_string(&mut self.lines).unwrap();
        (self.child.wait().unwrap(), std::mem::take(&mut self.lines))
    }
}

/// A test that fails leaves no process.
impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn while_it_drains_it_is_not_ready_and_serves_until_a_second_signal() {
    let mut serving = Serving::start("app --port 0 --drain-delay 3600");
    assert!(serving.get("/readyz").starts_with("HTTP/1.1 200 "));
    serving.terminate();
    serving.wait_for("stopping: no longer ready");
    for _ in 0..3 {
        let ready = serving.get("/readyz");
        assert!(ready.starts_with("HTTP/1.1 503 "), "{ready}");
        assert!(ready.ends_with(r#"{"status":"stopping"}"#), "{ready}");
        assert!(serving.get("/livez").starts_with("HTTP/1.1 200 "));
        assert!(serving.get("/").ends_with("\"served\""));
    }
    // The delay would last an hour.
    serving.terminate();
    let (status, lines) = serving.end();
    assert!(status.success(), "{lines}");
    assert!(
        lines.contains("stopped: everything in flight is finished") && lines.contains("served"),
        "{lines}"
    );
}

#[test]
fn the_delay_ends_by_itself() {
    let serving = Serving::start("app --port 0 --drain-delay 1");
    serving.terminate();
    let (status, lines) = serving.end();
    assert!(status.success(), "{lines}");
    assert!(lines.contains("requests are served for 1s more"), "{lines}");
}

#[test]
fn without_a_delay_the_stop_is_at_once() {
    let serving = Serving::start("app --port 0");
    serving.terminate();
    let (status, lines) = serving.end();
    assert!(status.success(), "{lines}");
    assert!(!lines.contains("no longer ready"), "{lines}");
}

#[test]
fn probes_fill_the_access_log_only_where_everything_is_told() {
    for (level, is_told) in [("info", false), ("debug", true)] {
        let serving = Serving::start(&format!("app --port 0 --access-log --log-level {level}"));
        for path in ["/livez", "/readyz", "/"] {
            assert!(serving.get(path).starts_with("HTTP/1.1 200 "));
        }
        serving.terminate();
        let (status, lines) = serving.end();
        assert!(status.success(), "{lines}");
        assert!(lines.contains("GET / HTTP/1.1"), "{lines}");
        for line in ["GET /livez HTTP/1.1", "GET /readyz HTTP/1.1"] {
            assert_eq!(lines.contains(line), is_told, "{lines}");
        }
    }
}

/// An orchestrator would end a process that only has much to do.
#[test]
fn no_limit_of_requests_refuses_a_probe() {
    let mut serving = Serving::start("app --port 0 --limit-concurrency 1 --root-path /api");
    let mut busy = TcpStream::connect(&serving.address).unwrap();
    busy.write_all(b"GET /waits HTTP/1.1\r\nhost: a\r\n\r\n")
        .unwrap();
    serving.wait_for("it waits");
    for path in ["/livez", "/readyz", "/livez?now"] {
        let probed = serving.get(path);
        assert!(probed.starts_with("HTTP/1.1 200 "), "{path}: {probed}");
    }
    // Paths that only look like one are refused.
    for path in ["/", "/x/livez", "/livez/", "/?/livez"] {
        let refused = serving.get(path);
        assert!(refused.starts_with("HTTP/1.1 503 "), "{path}: {refused}");
    }
    drop(busy);
    serving.terminate();
    let (status, lines) = serving.end();
    assert!(status.success(), "{lines}");
}

#[test]
fn a_limit_of_requests_begins_the_same_stop_as_a_signal() {
    let mut serving = Serving::start("app --port 0 --limit-max-requests 1 --drain-delay 3600");
    assert!(serving.get("/").ends_with("\"served\""));
    serving.wait_for("stopping: no longer ready");
    assert!(serving.get("/readyz").starts_with("HTTP/1.1 503 "));
    assert!(serving.get("/").ends_with("\"served\""));
    // The delay would last an hour.
    serving.terminate();
    let (status, lines) = serving.end();
    assert!(status.success(), "{lines}");
}
