//! Blocking clients in plain functions, the real crates: in a thread, and on the worker where a function has proved to be short.

use std::sync::Mutex;
use std::thread::{self, ThreadId};
use std::time::Duration;

use twinlane::Provided;
use twinlane::dependency::Outcome;
use twinlane::lanes::RuntimeBuilder;
use twinlane::prelude::*;
use twinlane::testing::{TestClient, TestResponse};

use crate::fake_servers::{self, Postgres};

/// The servers that the operations connect to.
struct Servers {
    http: std::net::SocketAddr,
    postgres: Postgres,
}

/// The clients and functions that block.
const CLIENTS: [&str; 6] = [
    "reqwest", "postgres", "rusqlite", "sleep", "block_on", "runtime",
];

/// Uses a client from its making to its end. Without a client, this is a short function.
fn ask(client: Option<&str>, servers: &Servers) -> Result<String> {
    match client {
        None => Ok(String::new()),
        Some("reqwest") => get(&http_client()?, servers),
        Some("postgres") => select_one(&mut postgres_client(servers)?),
        Some("rusqlite") => {
            let database = rusqlite::Connection::open_in_memory()?;
            let one: i64 = database.query_row("SELECT 1", [], |row| row.get(0))?;
            Ok(one.to_string())
        }
        Some("sleep") => {
            thread::sleep(Duration::from_millis(20));
            Ok("slept".to_owned())
        }
        Some("block_on") => Ok(lanes::block_on(async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            lanes::spawn(async { "spawned".to_owned() }).await
        })?),
        Some("runtime") => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(tokio::time::sleep(Duration::from_millis(5)));
            Ok("waited".to_owned())
        }
        Some(other) => Err(HttpError::new(404, other.to_owned()).into()),
    }
}

/// The answer of [`ask`] by each.
fn answer(client: &str) -> &'static str {
    match client {
        "reqwest" => "pong",
        "postgres" | "rusqlite" => "1",
        "sleep" => "slept",
        "block_on" => "spawned",
        _ => "waited",
    }
}

fn http_client() -> Result<reqwest::blocking::Client> {
    // Whatever the environment says about proxies.
    Ok(reqwest::blocking::Client::builder().no_proxy().build()?)
}

fn get(client: &reqwest::blocking::Client, servers: &Servers) -> Result<String> {
    let url = format!("http://{}/", servers.http);
    Ok(client.get(url).send()?.error_for_status()?.text()?)
}

fn postgres_client(servers: &Servers) -> Result<postgres::Client> {
    let address = servers.postgres.address;
    let client = postgres::Config::new()
        .host(&address.ip().to_string())
        .port(address.port())
        .user("nobody")
        .connect(postgres::NoTls)?;
    Ok(client)
}

fn select_one(client: &mut postgres::Client) -> Result<String> {
    for message in client.simple_query("SELECT 1")? {
        if let postgres::SimpleQueryMessage::Row(row) = message {
            return Ok(row.get(0).unwrap_or_default().to_owned());
        }
    }
    Err(HttpError::new(404, "no row").into())
}

/// The answer of a client, and the thread in which it was made.
#[model]
#[derive(Clone)]
struct Asked {
    answer: String,
    thread: String,
}

fn asked(client: Option<&str>, servers: &Servers) -> Result<Asked> {
    Ok(Asked {
        answer: ask(client, servers)?,
        thread: name(thread::current().id()),
    })
}

fn name(thread: ThreadId) -> String {
    format!("{thread:?}")
}

#[get("/operation")]
fn operation(client: Option<String>, servers: State<Servers>) -> Result<Asked> {
    asked(client.as_deref(), &servers)
}

#[dependency]
fn provider(client: Option<String>, servers: State<Servers>) -> Result<Asked> {
    asked(client.as_deref(), &servers)
}

#[get("/dependency")]
fn dependency(provider: Depends<provider>) -> Asked {
    provider.clone()
}

/// Asks once more when it is undone, and notes the answer.
#[dependency]
fn undone(
    client: Option<String>,
    servers: State<Servers>,
    log: State<Mutex<Vec<String>>>,
) -> Result<Provided<Asked>> {
    let asked = asked(client.as_deref(), &servers)?;
    Ok(
        Provided::new(asked).before_response(move |_, outcome: Outcome| {
            assert!(matches!(outcome, Outcome::Answered));
            let answer = ask(client.as_deref(), &servers)?;
            log.lock().unwrap().push(answer);
            Ok::<(), twinlane::Error>(())
        }),
    )
}

#[get("/teardown")]
fn teardown(undone: Depends<undone>) -> Asked {
    undone.clone()
}

#[get("/log")]
async fn log(log: State<Mutex<Vec<String>>>) -> Vec<String> {
    std::mem::take(&mut *log.lock().unwrap())
}

/// Clients that outlive a request.
#[derive(Default)]
struct Kept {
    http: Mutex<Option<reqwest::blocking::Client>>,
    postgres: Mutex<Option<postgres::Client>>,
}

/// Makes them, uses them, ends them.
#[get("/kept")]
fn kept(step: Option<String>, kept: State<Kept>, servers: State<Servers>) -> Result<Asked> {
    let mut http = kept.http.lock().unwrap();
    let mut postgres = kept.postgres.lock().unwrap();
    let answer = match (step.as_deref(), &*http, &mut *postgres) {
        (None, ..) => String::new(),
        (Some("use"), Some(http), Some(postgres)) => get(http, &servers)? + &select_one(postgres)?,
        (Some("drop"), ..) => {
            drop((http.take(), postgres.take()));
            "dropped".to_owned()
        }
        _ => {
            *http = Some(http_client()?);
            *postgres = Some(postgres_client(&servers)?);
            "made".to_owned()
        }
    };
    let thread = name(thread::current().id());
    Ok(Asked { answer, thread })
}

/// A connection that is not undone, only dropped.
#[dependency]
fn connection(servers: State<Servers>) -> Result<postgres::Client> {
    postgres_client(&servers)
}

#[get("/connection")]
fn connected(mut connection: DependsMut<connection>) -> Result<String> {
    select_one(&mut connection)
}

#[dependency]
async fn refusal() -> Result<i64> {
    Err(HttpError::new(401, "Nobody is let in").into())
}

#[get("/refused")]
fn refused(connection: DependsMut<connection>, _refusal: Depends<refusal>) {
    unreachable!("{} has a client", connection.is_closed());
}

/// A mistake: it blocks the event loop, where a client that has a runtime of its own cannot run it.
#[get("/loop")]
async fn on_the_loop(client: Option<String>, servers: State<Servers>) -> Result<Asked> {
    asked(client.as_deref(), &servers)
}

async fn client() -> (TestClient, Postgres) {
    let postgres = Postgres::start();
    let servers = Servers {
        http: fake_servers::http().await,
        postgres: postgres.clone(),
    };
    let app = App::new()
        .state(servers)
        .state(Kept::default())
        .state(Mutex::new(Vec::<String>::new()))
        .routes(routes![
            operation,
            dependency,
            teardown,
            log,
            kept,
            connected,
            refused,
            on_the_loop
        ]);
    (TestClient::new(app), postgres)
}

/// One worker: while it is held, only the spare one is left for everybody else.
fn within_runtime(test: impl Future<Output = ()> + Send + 'static) {
    let builder = RuntimeBuilder::new().workers(1).spare_workers(1);
    builder.build().unwrap().block_on(test);
}

/// The answer, and whether it was made on the worker that met the request.
async fn send(client: &TestClient, path: &str) -> (Asked, bool) {
    let (response, here) = exchange(client, path).await;
    assert_eq!(response.status(), 200, "{path}: {}", response.text());
    let asked: Asked = response.json();
    let on_the_worker = asked.thread == here;
    (asked, on_the_worker)
}

/// In a task of its own, as each connection is: a main future is not on a worker.
async fn exchange(client: &TestClient, path: &str) -> (TestResponse, String) {
    let (client, path) = (client.clone(), path.to_owned());
    let task = lanes::spawn(async move {
        let here = name(thread::current().id());
        (client.get(&path).await, here)
    });
    task.await.unwrap()
}

/// Asks for what is short until it is run on the worker, and so often that a few calls that block do not change that.
async fn prove_short(client: &TestClient, path: &str) {
    let mut in_a_row = 0;
    for _ in 0..50_000 {
        let (_, on_the_worker) = send(client, path).await;
        in_a_row = if on_the_worker { in_a_row + 1 } else { 0 };
        if in_a_row == 100 {
            return;
        }
    }
    panic!("{path} is sent to threads however short it is");
}

/// Asserts the answer of each client, and that it was made in a thread.
async fn each_client_answers(client: &TestClient, path: &str) {
    for name in CLIENTS {
        assert!(!answers(client, path, name).await, "{path}, {name}");
    }
}

/// Asserts the answer of each client, and that it was made on the worker. A busy machine may send a call to a thread all the same, or the
/// test's task to another worker: then it is tried again.
async fn each_client_answers_on_the_worker(client: &TestClient, path: &str) {
    for name in CLIENTS {
        let mut tries = 0..MOST_TRIES;
        loop {
            prove_short(client, path).await;
            client.get("/log").await;
            if answers(client, path, name).await {
                break;
            }
            assert!(tries.next().is_some(), "{path}, {name}");
        }
    }
}

const MOST_TRIES: u32 = 50;

/// Asks one of them, and returns whether it was on the worker.
async fn answers(client: &TestClient, path: &str, name: &str) -> bool {
    let (asked, was_on_the_worker) = send(client, &format!("{path}?client={name}")).await;
    assert_eq!(asked.answer, answer(name), "{path}");
    // The loop goes on as before.
    let log: Vec<String> = client.get("/log").await.json();
    let undone = usize::from(path == "/teardown");
    assert_eq!(log, vec![answer(name); undone]);
    was_on_the_worker
}

#[test]
fn they_work_in_a_thread() {
    within_runtime(async {
        for path in ["/operation", "/dependency", "/teardown"] {
            let (client, postgres) = client().await;
            each_client_answers(&client, path).await;
            let sessions = if path == "/teardown" { 2 } else { 1 };
            postgres.wait_for_ended(sessions).await;
        }
    });
}

#[test]
fn they_work_on_the_worker_that_has_stepped_out() {
    within_runtime(async {
        for path in ["/operation", "/dependency", "/teardown"] {
            let (client, _) = client().await;
            each_client_answers_on_the_worker(&client, path).await;
        }
    });
}

#[test]
fn one_that_is_kept_is_used_and_dropped_where_it_was_not_made() {
    const STEPS: [(&str, &str); 3] = [("make", "made"), ("use", "pong1"), ("drop", "dropped")];
    within_runtime(async {
        let (client, postgres) = client().await;
        let mut lives = 0;
        for on_the_worker in [false, true] {
            loop {
                let mut places = Vec::new();
                for (step, answer) in STEPS {
                    if on_the_worker {
                        prove_short(&client, "/kept").await;
                    }
                    let (asked, place) = send(&client, &format!("/kept?step={step}")).await;
                    assert_eq!(asked.answer, answer);
                    places.push(place);
                }
                lives += 1;
                if places == [on_the_worker; 3] {
                    break;
                }
                assert!(lives < MOST_TRIES, "{places:?}");
            }
        }
        postgres.wait_for_ended(lives as usize).await;
    });
}

#[test]
fn a_value_with_a_runtime_of_its_own_is_dropped_in_the_lane() {
    within_runtime(async {
        let (client, postgres) = client().await;
        for _ in 0..3 {
            let (response, _) = exchange(&client, "/connection").await;
            assert_eq!(response.status(), 200, "{}", response.text());
            assert_eq!(response.json::<String>(), "1");
        }
        postgres.wait_for_ended(3).await;
        // Also where the operation that asks for it does not run.
        let (response, _) = exchange(&client, "/refused").await;
        assert_eq!(response.status(), 401, "{}", response.text());
        postgres.wait_for_ended(4).await;
    });
}

#[test]
fn in_an_async_fn_they_are_a_500_and_the_server_lives() {
    within_runtime(async {
        let (client, _) = client().await;
        // A call that blocks without a runtime of its own only blocks, and the watchdog helps.
        for name in ["rusqlite", "sleep", "block_on"] {
            let (asked, _) = send(&client, &format!("/loop?client={name}")).await;
            assert_eq!(asked.answer, answer(name));
        }
        // `reqwest` looks for itself, in debug builds; in others it blocks.
        let refuses = if cfg!(debug_assertions) { 500 } else { 200 };
        for (name, status) in [("reqwest", refuses), ("postgres", 500), ("runtime", 500)] {
            let (response, _) = exchange(&client, &format!("/loop?client={name}")).await;
            assert_eq!(response.status(), status, "{name}: {}", response.text());
            let (asked, _) = send(&client, "/loop").await;
            assert_eq!(asked.answer, "");
        }
    });
}
