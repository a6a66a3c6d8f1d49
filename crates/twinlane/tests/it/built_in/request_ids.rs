//! Ids of requests: in, out, in every log line.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use twinlane::Settings;
use twinlane::middleware::{RequestId, RequestIds};
use twinlane::parameter::Extension;
use twinlane::prelude::*;
use twinlane::response::Streaming;
use twinlane::testing::TestClient;
use twinlane_server::{Connection, Server};

use twinlane_log_lines::LogLines;

/// `tracing` keeps for all threads whether a span is seen by anybody, and a log of one test is none of the other tests' threads: while one of these is
/// making the same span, it may be seen by nobody.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[get("/id")]
async fn id(id: Extension<RequestId>, request: &Request) -> Value {
    json!({ "extension": id.as_str(), "header": request.header("x-request-id") })
}

#[get("/logs")]
async fn logs(tasks: &mut BackgroundTasks) -> Streaming {
    tracing::warn!("in the operation");
    tasks.add(async { tracing::warn!("in a task") });
    Streaming::of((0..2).map(|number| {
        tracing::warn!("in the stream {number}");
        format!("{number}")
    }))
}

#[get("/fails")]
async fn fails() -> Result<()> {
    Err(twinlane::Error::msg("no disk"))
}

fn app() -> App {
    App::new()
        .routes(routes![id, logs, fails])
        .middleware(RequestIds::new())
}

#[tokio::test]
async fn an_id_that_was_sent_is_taken() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let client = TestClient::new(app());
    let response = client.get("/id").header("x-request-id", "a1-b2_c3").await;
    assert_eq!(response.header("x-request-id"), Some("a1-b2_c3"));
    assert_eq!(
        response.json::<Value>(),
        json!({ "extension": "a1-b2_c3", "header": "a1-b2_c3" })
    );
    // Also on responses that no operation makes.
    let response = client.get("/nowhere").header("x-request-id", "a1").await;
    assert_eq!(
        (response.status(), response.header("x-request-id")),
        (StatusCode::NOT_FOUND, Some("a1"))
    );
}

#[tokio::test]
async fn garbage_and_two_ids_are_replaced() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let client = TestClient::new(app());
    let long = "a".repeat(129);
    let mut seen = HashSet::new();
    for sent in [
        &[][..],
        &[""],
        &["a b"],
        &["a\tb"],
        &["caf\u{e9}"],
        &["<script>"],
        &[long.as_str()],
        &["a", "b"],
    ] {
        let mut request = client.get("/id");
        for value in sent {
            request = request.header("x-request-id", value);
        }
        let response = request.await;
        let id = response.header("x-request-id").unwrap().to_owned();
        let uuid: Uuid = id.parse().unwrap_or_else(|_| panic!("{sent:?}: {id}"));
        assert_eq!(uuid.get_version_num(), 4);
        assert_eq!(
            response.json::<Value>(),
            json!({ "extension": id, "header": id })
        );
        assert!(seen.insert(id));
    }
}

#[tokio::test]
async fn a_server_for_strangers_takes_none() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let app = App::new().routes(routes![id]);
    let client = TestClient::new(app.middleware(RequestIds::in_header("x-trace").always_new()));
    let response = client.get("/id").header("x-trace", "mine").await;
    assert!(response.header("x-trace").unwrap().parse::<Uuid>().is_ok());
}

#[tokio::test]
async fn every_line_has_the_id_whatever_the_level() {
    let _turn = ONE_AT_A_TIME.lock().await;
    for level in [LevelFilter::WARN, LevelFilter::DEBUG] {
        let (lines, log) = LogLines::keep(level);
        let service = app().into_service().unwrap();
        let client = TestClient::of(service.clone());
        client.get("/logs").header("x-request-id", "one").await;
        client.get("/fails").header("x-request-id", "two").await;
        service.wait_idle().await;
        drop(log);
        let text = lines.take();
        for (id, line) in [
            ("one", "in the operation"),
            ("one", "in the stream 0"),
            ("one", "in the stream 1"),
            ("one", "in a task"),
            ("two", "no disk"),
        ] {
            let found = text.lines().find(|found| found.contains(line));
            let found = found.unwrap_or_else(|| panic!("{line}\n{text}"));
            assert!(found.contains(&format!("request{{id={id}}}")), "{found}");
        }
    }
}

#[tokio::test]
async fn plain_functions_log_within_the_span_too() {
    #[get("/thread")]
    fn in_thread(log: State<Dispatch>) {
        // A default of this test alone is none of other threads.
        tracing::dispatcher::with_default(&log, || tracing::warn!("in a thread"));
    }
    let _turn = ONE_AT_A_TIME.lock().await;
    let (lines, _log) = LogLines::keep(LevelFilter::WARN);
    let log = tracing::dispatcher::get_default(Dispatch::clone);
    let app = App::new().state(log).routes(routes![in_thread]);
    let client = TestClient::new(app.middleware(RequestIds::new()));
    client.get("/thread").header("x-request-id", "three").await;
    let text = lines.take();
    assert!(
        text.contains("request{id=three}: it::built_in::request_ids: in a thread"),
        "{text}"
    );
}

#[tokio::test]
async fn the_access_log_has_the_id() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let service = app().into_service().unwrap();
    let settings = Settings::default().port(0).access_log(true);
    let server = Server::bind(&settings).await.unwrap();
    let address = server.local_addr().unwrap();
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    let ended = tokio::spawn(
        server.serve(move |_: &Connection| service.clone(), async move {
            stopped.notified().await;
        }),
    );
    let mut client = TcpStream::connect(address).await.unwrap();
    let request = b"GET /id HTTP/1.1\r\nhost: a\r\nx-request-id: four\r\nconnection: close\r\n\r\n";
    client.write_all(request).await.unwrap();
    client.read_to_end(&mut Vec::new()).await.unwrap();
    stop.notify_one();
    ended.await.unwrap();
    let text = lines.take();
    let line = text.lines().find(|line| line.contains("GET /id")).unwrap();
    assert!(
        line.contains("request{id=four}: twinlane::access:"),
        "{line}"
    );
}
