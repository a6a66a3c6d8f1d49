//! `library`: diesel and SQLite, in threads.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tokio::sync::Notify;
use twinlane::Provided;
use twinlane::dependency::Outcome;
use twinlane::prelude::*;
use twinlane::testing::{TestClient, TestServer};

use crate::process::{Process, program};
use crate::wait::until;

#[allow(dead_code, reason = "its `main` is for the program")]
#[path = "../../library.rs"]
mod service;
use service::{Config, Pool, app, pool, transaction};

/// A folder of its own; removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let id = std::process::id();
        let folder = std::env::temp_dir().join(format!("twinlane-library-{test}-{id}"));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn database(&self) -> PathBuf {
        self.0.join("library.sqlite")
    }

    fn config(&self) -> Config {
        self.config_with(&[])
    }

    fn config_with(&self, variables: &[(&str, &str)]) -> Config {
        let database = self.database();
        let database = ("LIBRARY_DATABASE", database.to_str().unwrap());
        let sources = Sources::of(variables.iter().copied().chain([database]));
        Config::load_from(sources).unwrap()
    }

    /// The rows that another connection sees.
    fn books(&self) -> i64 {
        let mut connection =
            SqliteConnection::establish(self.database().to_str().unwrap()).unwrap();
        service::schema::books::table
            .count()
            .get_result(&mut connection)
            .unwrap()
    }

    /// True if nobody has the database open: SQLite then removes the file beside it.
    fn is_closed(&self) -> bool {
        self.database().exists() && !self.0.join("library.sqlite-wal").exists()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn lend(client: &TestClient, book: i32) -> u16 {
    let loan = json!({ "book": book, "reader": "Ada" });
    client.post("/loans").json(&loan).await.status().as_u16()
}

#[tokio::test]
async fn a_loan_is_whole_or_not_at_all() {
    let folder = Folder::new("whole");
    let client = TestClient::start(app(folder.config())).await.unwrap();
    let momo = json!({ "title": "Momo", "copies": 1 });
    assert_eq!(client.post("/books").json(&momo).await.status(), 201);
    assert!(!folder.is_closed());

    assert_eq!(lend(&client, 1).await, 201);
    // The loan is inserted before there turns out to be no copy: that is undone.
    assert_eq!(lend(&client, 1).await, 409);
    assert_eq!(lend(&client, 2).await, 404);
    let books: Value = client.get("/books").await.json();
    assert_eq!(books, json!([{ "id": 1, "title": "Momo", "copies": 0 }]));
    let loans: Value = client.get("/loans").await.json();
    assert_eq!(loans, json!([{ "id": 1, "book": 1, "reader": "Ada" }]));

    client.stop().await.unwrap();
    assert!(folder.is_closed(), "the pool is closed");
}

#[tokio::test]
async fn loans_at_the_same_time_never_lend_more_than_there_is() {
    let folder = Folder::new("same-time");
    let client = TestClient::start(app(folder.config())).await.unwrap();
    let momo = json!({ "title": "Momo", "copies": 10 });
    client.post("/books").json(&momo).await;
    let loans: Vec<_> = (0..30)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { lend(&client, 1).await })
        })
        .collect();
    let mut lent = 0;
    for loan in loans {
        match loan.await.unwrap() {
            201 => lent += 1,
            409 => {}
            status => panic!("{status}"),
        }
    }
    assert_eq!(lent, 10);
}

// Operations that end in each way there is, with the service's own dependencies.

/// The events that the parts of a request have seen, in order, and the gate that holds the request up.
#[derive(Clone)]
struct Log {
    database: PathBuf,
    lines: Arc<Mutex<Vec<String>>>,
    begun: Arc<Notify>,
    /// Closed as long as the test has the sender.
    gate: Arc<Mutex<Receiver<()>>>,
}

impl Log {
    fn new(folder: &Folder) -> (Self, Sender<()>) {
        let (open, gate) = mpsc::channel();
        let log = Self {
            database: folder.database(),
            lines: Arc::default(),
            begun: Arc::default(),
            gate: Arc::new(Mutex::new(gate)),
        };
        (log, open)
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    fn look(&self, who: &str) {
        let mut connection = SqliteConnection::establish(self.database.to_str().unwrap()).unwrap();
        let books: i64 = service::schema::books::table
            .count()
            .get_result(&mut connection)
            .unwrap();
        self.lines
            .lock()
            .unwrap()
            .push(format!("{who} sees {books}"));
    }
}

/// Made before the transaction, so undone after it.
#[dependency]
fn outer(log: State<Log>) -> Provided<()> {
    let log = Log::clone(&log);
    Provided::new(()).before_response(move |(), outcome| {
        log.look(match outcome {
            Outcome::Answered => "answered",
            Outcome::Failed(_) => "failed",
            Outcome::ClientGone => "client gone",
            Outcome::Cancelled => "cancelled",
        });
    })
}

/// Made after the transaction, so undone before it.
#[dependency]
fn inner(log: State<Log>) -> Provided<()> {
    let log = Log::clone(&log);
    Provided::new(()).before_response(move |(), _| log.look("inner"))
}

const INSERT: &str = "INSERT INTO books (title, copies) VALUES ('Momo', 1)";

#[post("/trouble/{what}")]
fn trouble(
    what: String,
    _outer: Depends<outer>,
    mut transaction: DependsMut<transaction>,
    _inner: Depends<inner>,
    log: State<Log>,
    tasks: &mut BackgroundTasks,
) -> Result<String> {
    transaction.batch_execute(INSERT)?;
    let task_log = Log::clone(&log);
    tasks.add_blocking(move || task_log.look("task"));
    match what.as_str() {
        "refuse" => return Err(HttpError::new(418, "No").into()),
        "fail" => return Err(std::io::Error::other("broken").into()),
        "panic" => panic!("at work"),
        "insert twice" => transaction.batch_execute(INSERT)?,
        "lend nothing" => {
            transaction.batch_execute("INSERT INTO loans (book, reader) VALUES (99, 'Ada')")?;
        }
        _ => {}
    }
    Ok(what)
}

/// A thread cannot be dropped: it asks whether it is still wanted.
#[post("/given-up", cancel_on_disconnect)]
fn given_up(
    _outer: Depends<outer>,
    transaction: DependsMut<transaction>,
    log: State<Log>,
) -> Result {
    let mut transaction = transaction;
    transaction.batch_execute(INSERT)?;
    log.begun.notify_one();
    loop {
        lanes::check_cancelled()?;
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Has a connection until the test opens the gate.
#[get("/hold")]
fn hold(_connection: DependsMut<service::connection>, log: State<Log>) {
    log.begun.notify_one();
    let _ = log.gate.lock().unwrap().recv();
}

fn troubled(config: Config, log: &Log) -> App {
    app(config)
        .state(log.clone())
        .routes(routes![trouble, given_up, hold])
}

#[tokio::test]
async fn whatever_ends_a_request_ends_its_transaction() {
    let folder = Folder::new("ends");
    let (log, _) = Log::new(&folder);
    let client = TestClient::start(troubled(folder.config(), &log))
        .await
        .unwrap();
    // The transaction ends between its neighbours, and before the response and its background tasks.
    for (what, status, lines) in [
        ("refuse", 418, vec!["inner sees 0", "failed sees 0"]),
        ("fail", 500, vec!["inner sees 0", "failed sees 0"]),
        ("panic", 500, vec!["inner sees 0", "failed sees 0"]),
        ("insert%20twice", 500, vec!["inner sees 0", "failed sees 0"]),
        // The constraint is looked at when the transaction is committed: what fails then is the response.
        ("lend%20nothing", 500, vec!["inner sees 0", "failed sees 0"]),
        (
            "answer",
            200,
            vec!["inner sees 0", "answered sees 1", "task sees 1"],
        ),
    ] {
        log.lines.lock().unwrap().clear();
        let response = client.post(&format!("/trouble/{what}")).await;
        assert_eq!(response.status(), status, "{what}");
        until(what, async || log.lines().len() >= lines.len()).await;
        assert_eq!(log.lines(), lines, "{what}");
    }
    client.stop().await.unwrap();
    assert_eq!(folder.books(), 1);
}

#[tokio::test]
async fn a_client_that_goes_takes_its_transaction_back() {
    let folder = Folder::new("gone");
    let (log, _) = Log::new(&folder);
    let server = TestServer::start(troubled(folder.config(), &log))
        .await
        .unwrap();
    let mut client = TcpStream::connect(server.address()).unwrap();
    client
        .write_all(b"POST /given-up HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\n\r\n")
        .unwrap();
    log.begun.notified().await;
    drop(client);
    until("the teardown", async || !log.lines().is_empty()).await;
    assert_eq!(log.lines(), ["client gone sees 0"]);
    server.stop().await.unwrap();
    assert_eq!(folder.books(), 0);
    assert!(folder.is_closed());
}

#[tokio::test]
async fn a_pool_that_is_used_up_refuses_after_its_wait_and_recovers() {
    let folder = Folder::new("used-up");
    let (log, open) = Log::new(&folder);
    let config = folder.config_with(&[("LIBRARY_POOL_SIZE", "2"), ("LIBRARY_POOL_WAIT", "PT5S")]);
    let client = TestClient::start(troubled(config, &log)).await.unwrap();
    let held: Vec<_> = (0..2)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get("/hold").await.status().as_u16() })
        })
        .collect();
    log.begun.notified().await;
    log.begun.notified().await;

    let others: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get("/books").await })
        })
        .collect();
    for other in others {
        let response = other.await.unwrap();
        assert_eq!(response.status(), 503);
        assert_eq!(response.header("retry-after"), Some("1"));
    }

    drop(open);
    for held in held {
        assert_eq!(held.await.unwrap(), 200);
    }
    assert_eq!(client.get("/books").await.status(), 200);
    client.stop().await.unwrap();
    assert!(folder.is_closed());
}

#[tokio::test]
async fn a_test_brings_a_pool_of_its_own() {
    let folder = Folder::new("override");
    // The database of each connection is its own, so there is one.
    let own = Pool::builder()
        .max_size(1)
        .build(diesel::r2d2::ConnectionManager::new(":memory:"))
        .unwrap();
    own.get().unwrap().batch_execute(service::SCHEMA).unwrap();
    own.get().unwrap().batch_execute(INSERT).unwrap();
    let app = app(folder.config()).override_dependency::<pool>(move || own.clone());
    let client = TestClient::start(app).await.unwrap();
    let books: Value = client.get("/books").await.json();
    assert_eq!(books, json!([{ "id": 1, "title": "Momo", "copies": 1 }]));
    client.stop().await.unwrap();
    assert!(
        !folder.database().exists(),
        "the function of the service does not run"
    );
}

#[tokio::test]
async fn a_stop_closes_the_pool() {
    let folder = Folder::new("stop");
    let library = Process::start_with("library", "LIBRARY_DATABASE", &folder.database());
    let (head, body) = library.ask("POST", "/books", r#"{"title": "Momo", "copies": 2}"#);
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    assert_eq!(body, r#"{"id":1,"title":"Momo","copies":2}"#);
    assert!(!folder.is_closed());
    let (ended_well, log) = tokio::task::spawn_blocking(|| library.stop())
        .await
        .unwrap();
    assert!(ended_well, "{log}");
    assert!(folder.is_closed());
    assert_eq!(folder.books(), 1);
}

#[test]
fn a_database_that_cannot_be_opened_ends_the_program_with_a_message_and_a_code() {
    let folder = Folder::new("wrong");
    let unreachable = Path::new("no such folder").join("library.sqlite");
    let output = Command::new(program("library"))
        .args(["--port", "0"])
        .env_remove("RUST_LOG")
        .env("LIBRARY_DATABASE", folder.0.join(unreachable))
        .env("LIBRARY_POOL_WAIT", "PT5S")
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    let message = "Error: the lifespan dependency `library::pool` failed\ncaused by: ";
    assert!(errors.contains(message), "{errors}");
    assert!(errors.contains("unable to open database file"), "{errors}");
    assert!(!errors.contains("http://"), "it has not listened: {errors}");
}
