//! An application that is served within a layer, or as a part of another framework: it keeps all that `serve` has.
//!
//! The tests start this program again, for the one test that serves if a variable tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceBuilder;
use tower::timeout::TimeoutLayer;
use tower::util::MapResponseLayer;
use twinlane::http::HeaderValue;
use twinlane::prelude::*;
use twinlane::server::{Connection, Listener, Server};
use twinlane::{Provided, Response, Settings, log};

/// The way in which the process serves: [`LAYERED`], or [`UNDER_AXUM`].
const SERVES: &str = "TWINLANE_TEST_SERVES_WITHIN";
/// Within layers of tower, one of which fails by itself.
const LAYERED: &str = "layered";
/// As the fallback of an axum `Router`, made by `into_service`.
const UNDER_AXUM: &str = "under axum";

#[get("/client")]
async fn client(request: &Request) -> Option<String> {
    request.client().map(|client| client.ip().to_string())
}

/// Operations that have begun.
static BEGUN: AtomicUsize = AtomicUsize::new(0);

#[get("/begun")]
async fn begun() -> usize {
    BEGUN.load(Ordering::Relaxed)
}

/// Says in the log how it ended.
#[dependency]
async fn transaction() -> Provided<()> {
    Provided::new(())
        .before_response(async |(), outcome| tracing::info!("transaction: {outcome:?}"))
}

#[get("/slow")]
async fn slow(ms: u64, _transaction: Depends<transaction>) -> u64 {
    BEGUN.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(ms)).await;
    ms
}

#[get("/stopping")]
async fn until_stop(stopping: Stopping) -> bool {
    BEGUN.fetch_add(1, Ordering::Relaxed);
    stopping.await;
    true
}

fn app() -> App {
    App::new().routes(routes![client, begun, slow, until_stop])
}

async fn serve(how: &str) -> Result {
    let arguments = [
        "test",
        "--port",
        "0",
        "--access-log",
        "--max-body-size",
        "1000",
    ];
    let settings = Settings::new().parse_from(arguments)?;
    log::start(&settings);
    let running = app().check_with(&settings)?.start().await?;
    if how == LAYERED {
        let mark = |mut response: Response| {
            let value = HeaderValue::from_static("layer");
            response.headers_mut().insert("x-through", value);
            response
        };
        let layers = ServiceBuilder::new()
            .layer(TimeoutLayer::new(Duration::from_secs(1)))
            .layer(MapResponseLayer::new(mark));
        let wrap = move |service| layers.service(service);
        running.serve_within(&settings, wrap).await
    } else {
        let router = axum::Router::new()
            .route("/axum", axum::routing::get(async || "axum"))
            .fallback_service(running.service());
        running
            .serve_within(&settings, move |_| router.clone())
            .await
    }
}

#[test]
fn serves_if_told_to() {
    let Ok(how) = std::env::var(SERVES) else {
        return;
    };
    let runtime = twinlane::__private::RuntimeBuilder::new();
    runtime
        .build()
        .unwrap()
        .block_on(async move { serve(&how).await })
        .unwrap();
}

/// A process that serves; ended when dropped.
struct Process {
    child: Child,
    log: BufReader<ChildStderr>,
    access_log: ChildStdout,
    banner: String,
    address: SocketAddr,
}

impl Process {
    fn start(how: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "serve_within::serves_if_told_to", "--nocapture"])
            .env(SERVES, how)
            .env_remove("RUST_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let access_log = child.stdout.take().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut banner = String::new();
        // The last line of the banner tells of the event loop.
        while !banner.contains("event loop") {
            assert_ne!(log.read_line(&mut banner).unwrap(), 0, "{banner}");
        }
        let address = banner.split("http://").nth(1).unwrap();
        let address = address.split_whitespace().next().unwrap();
        Self {
            address: address.parse().unwrap(),
            child,
            log,
            access_log,
            banner,
        }
    }

    fn ask(&self, path: &str) -> String {
        let mut response = String::new();
        self.send(path).read_to_string(&mut response).unwrap();
        response
    }

    fn send(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        stream
    }

    /// Asks it to stop.
    fn terminate(&self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
    }

    /// Waits for the end of the process: true if it ended well, with the rest of its log.
    fn wait(mut self) -> (bool, String) {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        self.access_log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().success(), rest)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn all_that_serve_has_is_kept() {
    for how in [LAYERED, UNDER_AXUM] {
        let process = Process::start(how);
        for part in ["docs: http://", "lanes: http://"] {
            assert!(process.banner.contains(part), "{how}: {}", process.banner);
        }
        // The client is known, though the service was made for no connection.
        let response = process.ask("/client");
        assert!(response.contains("\"127.0.0.1\""), "{how}: {response}");
        let through = response.contains("x-through: layer");
        assert_eq!(through, how == LAYERED, "{how}: {response}");
        assert!(
            process.ask("/_lanes/json").starts_with("HTTP/1.1 200"),
            "{how}"
        );
        if how == UNDER_AXUM {
            assert!(process.ask("/axum").ends_with("axum"));
        }

        // A stop tells the code, and finishes what is in flight.
        let mut waiting = process.send("/stopping");
        let mut slow = process.send("/slow?ms=300");
        while !process.ask("/begun").ends_with('2') {
            std::thread::sleep(Duration::from_millis(10));
        }
        process.terminate();
        for (stream, body) in [(&mut waiting, "true"), (&mut slow, "300")] {
            let mut response = String::new();
            stream.read_to_string(&mut response).unwrap();
            assert!(response.ends_with(body), "{how}: {response}");
        }
        let (is_well, log) = process.wait();
        assert!(is_well, "{how}: {log}");
        for part in [
            "\"GET /client HTTP/1.1\" 200",
            "everything in flight is finished",
        ] {
            assert!(log.contains(part), "{how}: no {part:?} in {log}");
        }
    }
}

#[test]
fn an_error_of_a_layer_is_a_plain_500_and_a_line_of_the_log() {
    let process = Process::start(LAYERED);
    let response = process.ask("/slow?ms=60000");
    assert!(response.starts_with("HTTP/1.1 500 "), "{response}");
    assert!(
        response.ends_with("\r\n\r\nInternal Server Error"),
        "{response}"
    );
    process.terminate();
    let (_, log) = process.wait();
    let failed = "GET /slow failed around the application: request timed out";
    // It was cancelled, not left to run to its end.
    for line in [failed, "transaction: Cancelled"] {
        assert!(log.contains(line), "no {line:?} in {log}");
    }
}

/// Over a stream within the process, which has no address.
#[tokio::test]
async fn a_connection_without_an_address_has_no_client() {
    let service = app().into_service().unwrap();
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::new());
    let make = move |connection: &Connection| service.of_connection(connection);
    let serving = tokio::spawn(server.serve(make, std::future::pending()));
    let mut client = connector.connect().await.unwrap();
    client
        .write_all(b"GET /client HTTP/1.0\r\n\r\n")
        .await
        .unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).await.unwrap();
    assert!(response.ends_with("null"), "{response}");
    serving.abort();
}
