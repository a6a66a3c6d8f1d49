//! `orders`: sqlx and PostgreSQL.

use std::future::pending;
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::sync::{Arc, Mutex};

use sqlx::Transaction;
use sqlx::postgres::{PgPool, Postgres};
use tokio::sync::Notify;
use twinlane::Provided;
use twinlane::dependency::Outcome;
use twinlane::prelude::*;
use twinlane::testing::{TestClient, TestServer};

use crate::postgres::Database;
use crate::process::{Process, program};
use crate::wait::until;

#[allow(dead_code, reason = "its `main` is for the program")]
#[path = "../../orders.rs"]
mod service;
use service::{Config, app, pool, transaction};

fn config(database: &Database) -> Config {
    config_of(&[
        ("ORDERS_DATABASE_URL", &database.url),
        ("ORDERS_POOL_WAIT", "PT60S"),
    ])
}

fn config_of(variables: &[(&str, &str)]) -> Config {
    Config::load_from(Sources::of(variables.iter().copied())).unwrap()
}

async fn order(client: &TestClient, item: &str, count: i64) -> u16 {
    let body = json!({ "item": item, "count": count });
    client.post("/orders").json(&body).await.status().as_u16()
}

async fn rows(client: &TestClient, path: &str) -> Value {
    client.get(path).await.json()
}

#[tokio::test]
async fn an_order_is_whole_or_not_at_all() {
    let database = Database::new("whole").await;
    let client = TestClient::start(app(config(&database))).await.unwrap();
    let stocked = client.put("/stock/tea?count=5").await;
    assert_eq!(
        stocked.json::<Value>(),
        json!({ "item": "tea", "count": 5 })
    );

    assert_eq!(order(&client, "tea", 2).await, 201);
    // The order is inserted before the stock turns out to be too small, or the item to be unknown: that is undone.
    assert_eq!(order(&client, "tea", 4).await, 409);
    assert_eq!(order(&client, "ink", 1).await, 404);
    assert_eq!(order(&client, "tea", 0).await, 422);
    assert_eq!(
        rows(&client, "/stock").await,
        json!([{ "item": "tea", "count": 3 }])
    );
    let orders = json!([{ "id": 1, "item": "tea", "count": 2 }]);
    assert_eq!(rows(&client, "/orders").await, orders);

    client.stop().await.unwrap();
    assert_eq!(database.connections().await, (0, 0), "the pool is closed");
}

#[tokio::test]
async fn orders_at_the_same_time_never_take_more_than_there_is() {
    let database = Database::new("same_time").await;
    let client = TestClient::start(app(config(&database))).await.unwrap();
    client.put("/stock/tea?count=10").await;
    let orders: Vec<_> = (0..30)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { order(&client, "tea", 1).await })
        })
        .collect();
    let mut placed = 0;
    for order in orders {
        match order.await.unwrap() {
            201 => placed += 1,
            409 => {}
            status => panic!("{status}"),
        }
    }
    assert_eq!(placed, 10);
    assert_eq!(database.number("SELECT count FROM stock").await, 0);
    assert_eq!(database.number("SELECT count(*) FROM orders").await, 10);
}

// Operations that end in each way there is, with the service's own dependencies.

/// The events that the parts of a request have seen, in order.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Log {
    fn add(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Notes how many rows another connection sees.
    async fn look(&self, who: &str, pool: &PgPool) {
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM stock")
            .fetch_one(pool)
            .await
            .unwrap();
        self.add(format!("{who} sees {rows}"));
    }
}

/// Made before the transaction, so undone after it.
#[dependency]
async fn outer(pool: Depends<pool>, log: State<Log>) -> Provided<()> {
    let (pool, log) = (PgPool::clone(&pool), Log::clone(&log));
    Provided::new(()).before_response(async move |(), outcome| {
        let outcome = match outcome {
            Outcome::Answered => "answered",
            Outcome::Failed(_) => "failed",
            Outcome::ClientGone => "client gone",
            Outcome::Cancelled => "cancelled",
        };
        log.look(outcome, &pool).await;
    })
}

/// Made after the transaction, so undone before it.
#[dependency]
async fn inner(pool: Depends<pool>, log: State<Log>) -> Provided<()> {
    let (pool, log) = (PgPool::clone(&pool), Log::clone(&log));
    Provided::new(()).before_response(async move |(), _| log.look("inner", &pool).await)
}

async fn insert(transaction: &mut Transaction<'static, Postgres>) -> Result {
    let insert = sqlx::query("INSERT INTO stock VALUES ('tea', 1)");
    insert.execute(&mut **transaction).await?;
    Ok(())
}

#[post("/trouble/{what}")]
async fn trouble(
    what: String,
    _outer: Depends<outer>,
    mut transaction: DependsMut<transaction>,
    _inner: Depends<inner>,
    pool: Depends<pool>,
    log: State<Log>,
    tasks: &mut BackgroundTasks,
) -> Result<String> {
    insert(&mut transaction).await?;
    let (pool, task_log) = (PgPool::clone(&pool), Log::clone(&log));
    tasks.add(async move { task_log.look("task", &pool).await });
    match what.as_str() {
        "refuse" => return Err(HttpError::new(418, "No").into()),
        "fail" => return Err(std::io::Error::other("broken").into()),
        "panic" => panic!("at work"),
        "insert twice" => insert(&mut transaction).await?,
        "order nothing" => {
            let insert = sqlx::query("INSERT INTO orders (item, count) VALUES ('ink', 1)");
            insert.execute(&mut **transaction).await?;
        }
        "wait" => {
            log.begun.notify_one();
            log.go_on.notified().await;
        }
        _ => {}
    }
    Ok(what)
}

/// Given up where it waits, when its client goes.
#[post("/given-up", cancel_on_disconnect)]
async fn given_up(
    _outer: Depends<outer>,
    mut transaction: DependsMut<transaction>,
    log: State<Log>,
) -> Result {
    insert(&mut transaction).await?;
    log.begun.notify_one();
    pending().await
}

fn troubled(config: Config, log: &Log) -> App {
    app(config)
        .state(log.clone())
        .routes(routes![trouble, given_up])
}

#[tokio::test]
async fn whatever_ends_a_request_ends_its_transaction() {
    let database = Database::new("ends").await;
    let log = Log::default();
    let app = troubled(config(&database), &log);
    let client = TestClient::start(app).await.unwrap();
    // The transaction ends between its neighbours, and before the response and its background tasks.
    for (what, status, lines) in [
        ("refuse", 418, vec!["inner sees 0", "failed sees 0"]),
        ("fail", 500, vec!["inner sees 0", "failed sees 0"]),
        ("panic", 500, vec!["inner sees 0", "failed sees 0"]),
        ("insert%20twice", 500, vec!["inner sees 0", "failed sees 0"]),
        // The constraint is looked at when the transaction is committed: what fails then is the response.
        (
            "order%20nothing",
            500,
            vec!["inner sees 0", "failed sees 0"],
        ),
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
    assert_eq!(database.number("SELECT count(*) FROM stock").await, 1);
    assert_eq!(database.number("SELECT count(*) FROM orders").await, 0);
}

#[tokio::test]
async fn a_client_that_goes_takes_its_transaction_back() {
    let database = Database::new("gone").await;
    let log = Log::default();
    let app = troubled(config(&database), &log);
    let server = TestServer::start(app).await.unwrap();
    let mut client = TcpStream::connect(server.address()).unwrap();
    client
        .write_all(b"POST /given-up HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\n\r\n")
        .unwrap();
    log.begun.notified().await;
    drop(client);
    until("the teardown", async || !log.lines().is_empty()).await;
    assert_eq!(log.lines(), ["client gone sees 0"]);
    server.stop().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM stock").await, 0);
    assert_eq!(database.connections().await, (0, 0));
}

/// It runs to its end, as everything does, and what it has done stays done.
#[tokio::test]
async fn a_request_that_runs_to_its_end_without_its_client_is_committed() {
    let database = Database::new("to_its_end").await;
    let log = Log::default();
    let app = troubled(config(&database), &log);
    let client = TestClient::start(app).await.unwrap();
    let request = async { client.post("/trouble/wait").await };
    tokio::select! {
        biased;
        _ = request => panic!("it has nobody to wake it"),
        () = log.begun.notified() => {}
    }
    log.go_on.notify_one();
    until("the teardowns", async || log.lines().len() >= 2).await;
    assert_eq!(log.lines()[..2], ["inner sees 0", "answered sees 1"]);
    client.stop().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM stock").await, 1);
}

#[tokio::test]
async fn a_pool_that_is_used_up_refuses_after_its_wait_and_recovers() {
    let database = Database::new("used_up").await;
    let config = config_of(&[
        ("ORDERS_DATABASE_URL", &database.url),
        ("ORDERS_POOL_SIZE", "2"),
        ("ORDERS_POOL_WAIT", "PT5S"),
    ]);
    let client = TestClient::start(app(config)).await.unwrap();
    client.put("/stock/tea?count=9").await;
    // Two orders have the two connections, and wait for a row.
    let mut lock = database.pool.begin().await.unwrap();
    sqlx::query("SELECT * FROM stock FOR UPDATE")
        .execute(&mut *lock)
        .await
        .unwrap();
    let send = |_| {
        let client = client.clone();
        tokio::spawn(async move {
            client
                .post("/orders")
                .json(&json!({ "item": "tea", "count": 1 }))
                .await
        })
    };
    let held: Vec<_> = (0..2).map(send).collect();
    until("both wait", async || database.connections().await == (2, 2)).await;

    let others: Vec<_> = (0..20).map(send).collect();
    for other in others {
        let response = other.await.unwrap();
        assert_eq!(response.status(), 503);
        assert_eq!(response.header("retry-after"), Some("1"));
        let detail: Value = response.json();
        assert_eq!(detail, json!({ "detail": "Too many requests at a time" }));
    }
    assert_eq!(database.connections().await, (2, 2));

    lock.rollback().await.unwrap();
    for held in held {
        assert_eq!(held.await.unwrap().status(), 201);
    }
    assert_eq!(order(&client, "tea", 1).await, 201);
    client.stop().await.unwrap();
    assert_eq!(database.number("SELECT count FROM stock").await, 6);
}

#[tokio::test]
async fn a_test_brings_a_pool_of_its_own() {
    let database = Database::new("override").await;
    // Nobody listens there: the function of the service does not run.
    let config = config_of(&[("ORDERS_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")]);
    let mut connection = database.pool.acquire().await.unwrap();
    sqlx::raw_sql(
        "CREATE TABLE stock (item TEXT, count BIGINT); INSERT INTO stock VALUES ('tea', 7)",
    )
    .execute(&mut *connection)
    .await
    .unwrap();
    let own = database.pool.clone();
    let app = app(config).override_dependency::<pool>(move || own.clone());
    let client = TestClient::start(app).await.unwrap();
    assert_eq!(
        rows(&client, "/stock").await,
        json!([{ "item": "tea", "count": 7 }])
    );
    client.stop().await.unwrap();
    assert!(!database.pool.is_closed(), "it is the test's");
}

/// A transaction of the test: it leaves no trace of any request.
#[dependency]
async fn never_committed(pool: Depends<pool>) -> Result<Provided<Transaction<'static, Postgres>>> {
    let begun = pool.begin().await?;
    Ok(Provided::new(begun)
        .before_response(async |begun: Transaction<'_, _>, _| begun.rollback().await))
}

#[tokio::test]
async fn a_test_takes_back_what_its_requests_do() {
    let database = Database::new("never_committed").await;
    let app = app(config(&database)).override_dependency_with::<transaction, never_committed>();
    let client = TestClient::start(app).await.unwrap();
    let stocked = client.put("/stock/tea?count=5").await;
    assert_eq!(
        stocked.json::<Value>(),
        json!({ "item": "tea", "count": 5 })
    );
    assert_eq!(rows(&client, "/stock").await, json!([]));
}

#[tokio::test]
async fn a_stop_waits_for_a_transaction_and_closes_the_pool() {
    let database = Database::new("stop").await;
    let orders = Process::start_with("orders", "ORDERS_DATABASE_URL", database.url.as_ref());
    let (head, _) = orders.ask("PUT", "/stock/tea?count=5", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let mut lock = database.pool.begin().await.unwrap();
    sqlx::query("SELECT * FROM stock FOR UPDATE")
        .execute(&mut *lock)
        .await
        .unwrap();
    let order = orders.begin(
        "POST",
        "/orders",
        "content-type: application/json\r\n",
        r#"{"item": "tea", "count": 2}"#,
    );
    until("it waits", async || database.connections().await.1 == 1).await;

    let address = orders.address;
    let stopped = tokio::task::spawn_blocking(|| orders.stop());
    until("the port is closed", async || {
        TcpStream::connect(address).is_err()
    })
    .await;
    assert!(!stopped.is_finished());
    lock.rollback().await.unwrap();
    let (head, body) = tokio::task::spawn_blocking(|| order.finish())
        .await
        .unwrap();
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    assert_eq!(body, r#"{"id":1,"item":"tea","count":2}"#);
    let (ended_well, log) = stopped.await.unwrap();
    assert!(ended_well, "{log}");
    assert_eq!(database.number("SELECT count FROM stock").await, 3);
    assert_eq!(database.connections().await, (0, 0));
}

/// The exit code and the errors of a service that cannot start.
fn fails(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = Command::new(program("orders"))
        .args(["--port", "0"])
        .env_remove("RUST_LOG")
        .env_remove("ORDERS_DATABASE_URL")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!errors.contains("http://"), "it has not listened: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    (output.status.code(), errors)
}

#[tokio::test]
async fn a_wrong_url_ends_the_program_with_a_message_and_a_code() {
    let database = Database::new("wrong").await;
    let server = database.url.strip_suffix(&database.name).unwrap();
    let unknown = format!("{server}twinlane_test_none");
    let password = server.split([':', '@']).nth(2).unwrap();
    let wrong = database.url.replace(password, "correct-horse");
    let nobody_listens = "postgres://postgres:correct-horse@127.0.0.1:1/none";
    for (url, wait, message) in [
        (
            unknown.as_str(),
            "PT60S",
            r#""twinlane_test_none" does not exist"#,
        ),
        (&wrong, "PT60S", "password authentication failed for user"),
        (nobody_listens, "PT1S", "pool timed out"),
        ("correct-horse", "PT60S", "relative URL without a base"),
    ] {
        let (code, errors) = fails(&[("ORDERS_DATABASE_URL", url), ("ORDERS_POOL_WAIT", wait)]);
        assert_eq!(code, Some(1), "{errors}");
        let failed = "Error: the lifespan dependency `orders::pool` failed\ncaused by: ";
        assert!(errors.contains(failed), "{errors}");
        assert!(errors.contains(message), "{errors}");
        assert!(!errors.contains("correct-horse"), "{errors}");
        assert!(!errors.contains(password), "{errors}");
    }
}

#[test]
fn settings_that_are_missing_or_wrong_end_it_too() {
    let (code, errors) = fails(&[("ORDERS_POOL_SIZE", "0")]);
    assert_eq!(code, Some(1), "{errors}");
    for part in [
        "2 validation errors for Config",
        "ORDERS_DATABASE_URL\n  Field required",
        "ORDERS_POOL_SIZE (environment)\n  Input should be greater than or equal to 1",
    ] {
        assert!(errors.contains(part), "{errors}");
    }
}
