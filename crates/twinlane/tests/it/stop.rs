//! A server that stops: the code that is told, the requests that end by themselves, and the fate of the rest.

use std::future::pending;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::lanes::RuntimeBuilder;
use twinlane::lifespan::Service;
use twinlane::prelude::*;
use twinlane::response::{EventStream, Streaming};
use twinlane::testing::TestClient;
use twinlane::{Provided, Settings};
use twinlane_server::{Connection, Server};

/// The events, in order.
#[derive(Clone, Default)]
struct Log(Arc<(Mutex<Vec<String>>, Notify)>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.0.lock().unwrap().push(line.into());
        self.0.1.notify_waiters();
    }

    fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    async fn has(&self, line: &str) {
        loop {
            let news = self.0.1.notified();
            if self.lines().iter().any(|other| other == line) {
                return;
            }
            news.await;
        }
    }
}

#[dependency]
async fn connection(log: State<Log>) -> Provided<Log, AfterResponse> {
    let log = Log::clone(&log);
    Provided::new(log.clone()).after_response(async move |_, outcome| {
        // A teardown may take its time.
        tokio::time::sleep(Duration::from_millis(5)).await;
        log.add(match outcome {
            Outcome::Answered => "undone: answered",
            Outcome::Failed(_) => "undone: failed",
            Outcome::ClientGone => "undone: client gone",
            Outcome::Cancelled => "undone: cancelled",
        });
    })
}

#[get("/for-ever")]
async fn for_ever(connection: Depends<connection>) -> Value {
    connection.add("begun");
    pending().await
}

#[get("/for-ever-alone")]
async fn for_ever_alone(log: State<Log>) -> Value {
    let _at_the_end = AtTheEnd(Log::clone(&log));
    log.add("begun");
    pending().await
}

struct AtTheEnd(Log);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        self.0.add("dropped");
    }
}

#[get("/background")]
async fn in_background(
    connection: Depends<connection>,
    tasks: &mut BackgroundTasks,
) -> &'static str {
    let log = Log::clone(&connection);
    tasks.add(async move {
        log.add("begun");
        pending::<()>().await;
    });
    "answered"
}

#[get("/told")]
async fn told(stopping: Stopping, log: State<Log>) -> &'static str {
    log.add("begun");
    stopping.await;
    "the server stops"
}

#[get("/told-in-a-thread")]
fn told_in_a_thread(stopping: Stopping, log: State<Log>) -> &'static str {
    log.add("begun");
    while !stopping.has_begun() {
        std::thread::yield_now();
    }
    "the server stops"
}

#[dependency]
async fn told_dependency(stopping: Stopping) -> bool {
    stopping.has_begun()
}

#[get("/told-by-a-dependency")]
async fn told_by_a_dependency(stopping: Depends<told_dependency>) -> bool {
    *stopping
}

#[get("/events")]
async fn events(connection: Depends<connection>) -> EventStream<u32> {
    connection.add("begun");
    EventStream::of(0..).keep_alive(None)
}

#[get("/silent-events")]
async fn silent_events(log: State<Log>) -> EventStream<u32> {
    log.add("begun");
    EventStream::new(Never::<u32>(PhantomData)).keep_alive(Duration::from_millis(1))
}

#[get("/numbers")]
async fn numbers(log: State<Log>) -> Streaming {
    log.add("begun");
    Streaming::new(Never::<&str>(PhantomData))
}

/// Made in a thread, when the log has been told to go on.
#[dependency]
fn slow_connection(log: State<Log>) -> Provided<Log, AfterResponse> {
    let log = Log::clone(&log);
    log.add("begun");
    while !log.lines().iter().any(|line| line == "goes on") {
        std::thread::yield_now();
    }
    Provided::new(log.clone()).after_response(async move |_, _| log.add("undone"))
}

#[get("/made-in-a-thread")]
async fn made_in_a_thread(connection: Depends<slow_connection>) -> &'static str {
    connection.add("called");
    "answered"
}

#[get("/numbers-held")]
async fn numbers_held(connection: Depends<connection>) -> Streaming {
    connection.add("begun");
    Streaming::new(Never::<&str>(PhantomData))
}

/// A stream that has no items and no end.
struct Never<T>(PhantomData<fn() -> T>);

impl<T> futures_core::Stream for Never<T> {
    type Item = T;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<T>> {
        std::task::Poll::Pending
    }
}

fn app(log: &Log) -> App {
    App::new().state(log.clone()).routes(routes![
        for_ever,
        for_ever_alone,
        in_background,
        told,
        told_in_a_thread,
        told_by_a_dependency,
        events,
        silent_events,
        numbers,
        made_in_a_thread,
        numbers_held,
    ])
}

/// A server that is told to stop as by a signal, and what is served by it.
struct Running {
    service: Service,
    client: TcpStream,
    stop: Arc<Notify>,
    ended: JoinHandle<bool>,
}

impl Running {
    /// Asks for the path, and returns when its operation has begun.
    async fn asked_for(path: &str, log: &Log, shutdown_timeout: Option<Duration>) -> Self {
        let service = app(log).into_service().unwrap();
        let settings = Settings::default()
            .port(0)
            .shutdown_timeout(shutdown_timeout);
        let server = Server::bind(&settings).await.unwrap();
        let mut client = TcpStream::connect(server.local_addr().unwrap())
            .await
            .unwrap();
        let (requests, told) = (service.clone(), service.clone());
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        let ended = tokio::spawn(server.serve(
            move |_: &Connection| requests.clone(),
            async move {
                stopped.notified().await;
                told.begin_stop();
            },
        ));
        let head = format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
        client.write_all(head.as_bytes()).await.unwrap();
        log.has("begun").await;
        Self {
            service,
            client,
            stop,
            ended,
        }
    }

    /// As [`stop_connections`](Self::stop_connections), and ends what goes on without one.
    async fn stop(self) -> (String, bool) {
        let service = self.service.clone();
        let (response, ended) = self.stop_connections().await;
        if !ended {
            service.cancel();
        }
        service.wait_idle().await;
        (response, ended)
    }

    /// The client's response, and whether nothing was cut off.
    async fn stop_connections(mut self) -> (String, bool) {
        self.stop.notify_one();
        let mut bytes = Vec::new();
        // A connection that is cut off may be reset.
        let (_, ended) = tokio::join!(self.client.read_to_end(&mut bytes), self.ended);
        (String::from_utf8(bytes).unwrap(), ended.unwrap())
    }
}

fn runs(test: impl Future<Output = ()> + Send + 'static) {
    RuntimeBuilder::new()
        .workers(1)
        .build()
        .unwrap()
        .block_on(test);
}

const SOON: Option<Duration> = Some(Duration::from_millis(20));

#[test]
fn what_does_not_end_in_time_is_given_up_and_undone() {
    runs(async {
        let log = Log::default();
        let running = Running::asked_for("/for-ever", &log, SOON).await;
        assert_eq!(running.stop().await, (String::new(), false));
        assert_eq!(log.lines(), ["begun", "undone: client gone"]);

        let log = Log::default();
        let running = Running::asked_for("/for-ever-alone", &log, SOON).await;
        assert_eq!(running.stop().await, (String::new(), false));
        assert_eq!(log.lines(), ["begun", "dropped"]);
    });
}

#[test]
fn what_a_thread_makes_for_a_request_that_is_given_up_is_undone() {
    runs(async {
        let log = Log::default();
        let running = Running::asked_for("/made-in-a-thread", &log, SOON).await;
        let service = running.service.clone();
        assert_eq!(running.stop_connections().await, (String::new(), false));
        service.cancel();
        tokio::task::yield_now().await;
        log.add("goes on");
        service.wait_idle().await;
        assert_eq!(log.lines(), ["begun", "goes on", "undone"]);
    });
}

#[test]
fn a_stream_without_tasks_is_cut_off_as_by_its_client() {
    runs(async {
        let log = Log::default();
        let mut service = app(&log).into_service().unwrap();
        let request = http::Request::get("/numbers-held");
        let request = request.body(twinlane::response::Body::empty()).unwrap();
        let Ok(response) = tower_service::Service::call(&mut service, request).await;
        service.cancel();
        drop(response);
        service.wait_idle().await;
        assert_eq!(log.lines(), ["begun", "undone: client gone"]);
    });
}

#[test]
fn background_tasks_that_do_not_end_are_given_up_and_what_they_had_is_undone() {
    runs(async {
        let log = Log::default();
        let running = Running::asked_for("/background", &log, SOON).await;
        let service = running.service.clone();
        let (response, ended) = running.stop_connections().await;
        assert!(response.ends_with("\"answered\"") && ended, "{response}");
        assert!(
            tokio::time::timeout(Duration::from_millis(20), service.wait_idle())
                .await
                .is_err()
        );
        service.cancel();
        service.wait_idle().await;
        assert_eq!(log.lines(), ["begun", "undone: failed"]);
    });
}

#[test]
fn code_is_told_and_ends_by_itself() {
    runs(async {
        for path in ["/told", "/told-in-a-thread"] {
            let log = Log::default();
            let running = Running::asked_for(path, &log, None).await;
            let (response, ended) = running.stop().await;
            assert!(
                response.ends_with("\"the server stops\"") && ended,
                "{response}"
            );
        }
    });
}

#[test]
fn event_streams_end_whether_they_have_events_or_not() {
    runs(async {
        for path in ["/events", "/silent-events"] {
            let log = Log::default();
            let running = Running::asked_for(path, &log, None).await;
            let (response, ended) = running.stop().await;
            // The last chunk says that it is whole.
            assert!(
                response.ends_with("\r\n0\r\n\r\n") && ended,
                "{path}: {response}"
            );
            if path == "/events" {
                assert_eq!(log.lines(), ["begun", "undone: answered"]);
            }
        }
    });
}

#[test]
fn another_stream_is_cut_off_and_does_not_look_whole() {
    runs(async {
        let log = Log::default();
        let running = Running::asked_for("/numbers", &log, SOON).await;
        let (response, ended) = running.stop().await;
        assert!(
            response.starts_with("HTTP/1.1 200 OK\r\n") && !ended,
            "{response}"
        );
        assert!(!response.ends_with("0\r\n\r\n"), "{response}");
    });
}

#[tokio::test]
async fn a_test_client_never_stops() {
    let client = TestClient::new(app(&Log::default()));
    let response = client.get("/told-by-a-dependency").await;
    assert_eq!(response.text(), "false");
}
