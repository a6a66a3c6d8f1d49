//! The text that a panic writes to the standard error of a process that serves.
//!
//! The tests start this program again, for the one test that serves where a variable tells it to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use twinlane::prelude::*;

/// The set-up of the process: one of [`PLAIN`], [`OWN`] and [`CHAINED`].
const SERVES: &str = "TWINLANE_TEST_PANICS";
/// The port of the process.
const PORT: &str = "TWINLANE_TEST_PANICS_PORT";
/// It calls `serve_with`, and that is all: it has no log.
const PLAIN: &str = "plain";
/// It is run as `#[twinlane::main]` runs it, and `main` puts the hook that it finds in one of its own.
const CHAINED: &str = "chained";
/// It has a hook of its own before.
const OWN: &str = "own";

#[get("/async")]
async fn panics(text: String) {
    panic!("{text}");
}

#[get("/plain")]
fn panics_in_a_thread(text: String) {
    assert!(text.is_empty(), "no {text}");
}

async fn serve() -> Result {
    App::new()
        .routes(routes![panics, panics_in_a_thread])
        .serve_with(twinlane::Settings::default().port(port()))
        .await
}

/// The port that the process is told to serve on.
fn port() -> u16 {
    let port = std::env::var(PORT).ok();
    port.and_then(|port| port.parse().ok()).unwrap_or(0)
}

#[test]
fn serves_where_told_to() {
    let Ok(how) = std::env::var(SERVES) else {
        return;
    };
    // That of the test harness.
    drop(std::panic::take_hook());
    if how == OWN {
        std::panic::set_hook(Box::new(|panic| {
            let text = panic.payload_as_str().unwrap_or_default().len();
            eprintln!("a hook of its own: {text} bytes");
        }));
    }
    let runtime = twinlane::__private::RuntimeBuilder::new();
    let served = if how == CHAINED {
        twinlane::__private::run_main(runtime, async {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                eprintln!("a hook before another");
                before(panic);
            }));
            serve().await
        })
    } else {
        runtime.build().unwrap().block_on(serve())
    };
    served.unwrap();
}

/// The text that the process writes for two panics with this text of a client.
fn written(how: &str, backtrace: &str) -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "panic_hook::serves_where_told_to", "--nocapture"])
        .env(SERVES, how)
        .env(PORT, port.to_string())
        .env("RUST_BACKTRACE", backtrace)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map(Process)
        .unwrap();
    let mut stderr = child.0.stderr.take().unwrap();
    let mut text = String::new();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    while TcpStream::connect(address).is_err() {
        assert!(child.0.try_wait().unwrap().is_none(), "it has ended");
        std::thread::sleep(Duration::from_millis(10));
    }
    for path in ["/async", "/plain"] {
        let mut client = TcpStream::connect(address).unwrap();
        write!(
            client,
            "GET {path}?text=2026-01-01T00:00:00Z%20INFO%20forged%0D%0A2026-01-01T00:00:00Z%20INFO%20forged%1B%5B2K HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut response = String::new();
        client.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 500 "), "{response}");
    }
    drop(child);
    stderr.read_to_string(&mut text).unwrap();
    text
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[track_caller]
fn assert_no_forged_line(text: &str) {
    assert!(!text.contains(['\r', '\u{1b}']), "{text:?}");
    let forged = text.lines().find(|line| line.starts_with("2026-01-01"));
    assert_eq!(forged, None, "{text}");
}

const SHOWN: &str =
    r"2026-01-01T00:00:00Z INFO forged\r\n2026-01-01T00:00:00Z INFO forged\u{1b}[2K";

#[track_caller]
fn assert_two_panics(text: &str) {
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("thread '"))
        .collect();
    let [first, second] = lines[..] else {
        panic!("{text}");
    };
    assert!(first.contains("panic_hook.rs:"), "{first}");
    assert!(first.ends_with(&format!(": {SHOWN}")), "{first}");
    assert!(second.ends_with(&format!(": no {SHOWN}")), "{second}");
}

#[test]
fn a_panic_with_a_clients_text_forges_no_line() {
    for how in [PLAIN, CHAINED] {
        let text = written(how, "0");
        assert_no_forged_line(&text);
        assert_two_panics(&text);
        assert_eq!(text.matches("note: run with `RUST_BACKTRACE=1`").count(), 1);
        assert!(!text.contains("stack backtrace"), "{text}");
        let chained = text.matches("a hook before another").count();
        assert_eq!(chained, if how == CHAINED { 2 } else { 0 }, "{text}");
    }
}

#[test]
fn a_panic_has_the_backtrace_that_is_asked_for() {
    let text = written(PLAIN, "1");
    assert_no_forged_line(&text);
    assert_two_panics(&text);
    assert_eq!(text.matches("stack backtrace:").count(), 2, "{text}");
    assert!(text.contains("panics_in_a_thread"), "{text}");
}

#[test]
fn a_hook_of_the_programs_own_is_left_alone() {
    let text = written(OWN, "0");
    assert_eq!(text.matches("a hook of its own: ").count(), 2, "{text}");
    assert!(!text.contains("thread '"), "{text}");
}
