//! Dependencies begin as soon as they have their arguments: one that has to be waited for differs in nothing from one that has not.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use twinlane::Provided;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::prelude::*;
use twinlane::testing::TestClient;

use crate::dependency::{Log, client};

/// Notes that a function runs, and fails where it is told to.
fn run(log: &Log, name: &str, who: &str, how: &str) -> Result<()> {
    log.add(name);
    match how {
        _ if who != name => Ok(()),
        "panic" => panic!("{name} panics"),
        _ => Err(HttpError::new(418, name.to_owned()).into()),
    }
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered => "answered".to_owned(),
        Outcome::Failed(error) => error.to_string(),
        Outcome::ClientGone => "gone".to_owned(),
        Outcome::Cancelled => "cancelled".to_owned(),
    }
}

/// One application, whose dependencies first do what is given.
macro_rules! application {
    ($name:ident, $($wait:tt)*) => {
        mod $name {
            use super::*;

            #[dependency]
            async fn session(
                log: State<Log>,
                #[query(default)] who: String,
                #[query(default)] how: String,
            ) -> Result<Provided<String, AfterResponse>> {
                $($wait)*
                run(&log, "session", &who, &how)?;
                let log = log.clone();
                Ok(Provided::new("session".to_owned()).after_response(async move |name, outcome| {
                    log.add(format!("close {name}: {}", word(&outcome)));
                }))
            }

            #[dependency]
            async fn account(
                log: State<Log>,
                mut session: DependsMut<session>,
                #[query(default)] who: String,
                #[query(default)] how: String,
            ) -> Result<Provided<u8>> {
                $($wait)*
                session.push('!');
                run(&log, "account", &who, &how)?;
                let log = log.clone();
                Ok(Provided::new(1).before_response(async move |_, outcome| {
                    log.add(format!("end account: {}", word(&outcome)));
                }))
            }

            #[dependency]
            async fn number(
                n: i64,
                log: State<Log>,
                response: &mut ResponseParts,
                tasks: &mut BackgroundTasks,
            ) -> i64 {
                $($wait)*
                log.add("number");
                response.set_header("x-number", "said");
                let log = log.clone();
                tasks.add(async move { log.add("task") });
                n
            }

            #[dependency]
            async fn optional(
                log: State<Log>,
                number: Depends<number>,
                #[query(default)] who: String,
                #[query(default)] how: String,
            ) -> Result<i64> {
                $($wait)*
                run(&log, "optional", &who, &how)?;
                Ok(*number + 1)
            }

            #[get("/")]
            async fn operation(
                account: Depends<account>,
                optional: Result<Depends<optional>>,
                number: Depends<number>,
                session: Depends<session>,
                log: State<Log>,
                #[query(default)] who: String,
                #[query(default)] how: String,
                #[query(default = 0)] last: i64,
            ) -> Result<Value> {
                run(&log, "operation", &who, &how)?;
                let optional = match optional {
                    Ok(optional) => json!(*optional),
                    Err(error) => json!(error.to_string()),
                };
                Ok(json!([*account, optional, *number, *session, last]))
            }

            pub(super) fn app() -> App {
                App::new().routes(routes![operation])
            }
        }
    };
}

application!(awaits_nothing,);
application!(awaits_what_is_ready, std::future::ready(()).await;);
application!(waits, tokio::task::yield_now().await;);

#[test]
fn one_that_has_to_be_waited_for_differs_in_nothing_from_one_that_has_not() {
    let apps = [
        awaits_nothing::app(),
        awaits_what_is_ready::app(),
        waits::app(),
    ];
    let clients = apps.map(|app| {
        let log = Log::default();
        (client(app, &log), log)
    });
    let mut ways = HashSet::new();
    for who in ["", "session", "account", "optional", "operation"] {
        for how in ["error", "panic"] {
            for rest in ["n=3", "", "n=3&last=x"] {
                let target = format!("/?who={who}&how={how}&{rest}");
                let [one, two, three] = clients.each_ref().map(|(client, log)| {
                    let answer = client.get(&target).send();
                    let number = answer.header("x-number").map(str::to_owned);
                    (
                        answer.status(),
                        answer.text(),
                        number,
                        log.lines().join(", "),
                    )
                });
                assert_eq!(one, two, "{target}");
                assert_eq!(one, three, "{target}");
                ways.insert(one.3);
            }
        }
    }
    assert!(ways.len() >= 8, "{ways:#?}");
    assert!(
        ways.contains(
            "session, account, number, optional, operation, end account: answered, task, close session!: answered"
        ),
        "{ways:#?}"
    );
}

/// Has the name of a macro of the standard library, which awaits nothing.
macro_rules! todo {
    ($future:expr) => {
        $future.await
    };
}

#[dependency]
async fn hides() {
    todo!(tokio::task::yield_now());
}

#[get("/hidden", dependencies = [hides])]
async fn behind_a_macro() {}

#[test]
fn one_that_waits_behind_the_name_of_a_macro_that_does_not_is_an_error() {
    let client = TestClient::blocking(App::new().routes(routes![behind_a_macro]));
    assert_eq!(client.get("/hidden").send().status(), 500);
}

#[model]
struct Item {
    name: String,
}

#[dependency]
async fn noted(log: State<Log>) {
    log.add("noted");
}

#[post("/items", dependencies = [noted])]
async fn create(item: Item) -> Item {
    item
}

#[test]
fn a_body_that_is_no_json_ends_the_request_before_any_has_begun() {
    let log = Log::default();
    let client = client(App::new().routes(routes![create]), &log);
    let post = |body: &'static str| {
        let request = client
            .post("/items")
            .header("content-type", "application/json");
        let answer = request.body(body).send();
        (answer.status().as_u16(), log.lines().join(", "))
    };
    assert_eq!(post(r#"{"name":"#), (422, String::new()));
    // A body that is JSON, but wrong, is reported after them.
    assert_eq!(post("{}"), (422, "noted".to_owned()));
    assert_eq!(post(r#"{"name":"lamp"}"#), (200, "noted".to_owned()));
}

#[post("/form", dependencies = [noted])]
async fn form(#[form] name: String) -> String {
    name
}

#[test]
fn a_form_that_is_cut_short_ends_the_request_before_any_has_begun() {
    let log = Log::default();
    let client = client(App::new().routes(routes![form]), &log);
    let part = "--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\nlamp\r\n";
    let post = |end: &str| {
        let request = client.post("/form");
        let request = request.header("content-type", "multipart/form-data; boundary=x");
        let answer = request.body(format!("{part}--x{end}")).send();
        (answer.status().as_u16(), log.lines().join(", "))
    };
    assert_eq!(post("--\r\n"), (200, "noted".to_owned()));
    let cut_short = "\r\ncontent-disposition: form-data; name=\"more\"\r\n\r\nla";
    assert_eq!(post(cut_short), (400, String::new()));
}

/// A value that panics where it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[dependency]
async fn bomb() -> Bomb {
    Bomb
}

#[dependency]
async fn beside(_bomb: Depends<bomb>) -> u8 {
    1
}

#[get("/bomb")]
async fn after_a_bomb(beside: Depends<beside>) -> u8 {
    *beside
}

#[test]
fn a_value_that_panics_as_it_is_dropped_is_an_error_of_the_request() {
    let client = TestClient::blocking(App::new().routes(routes![after_a_bomb]));
    assert_eq!(client.get("/bomb").send().status(), 500);
}

#[dependency]
async fn yields(log: State<Log>) {
    let other = log.clone();
    tokio::spawn(async move { other.add("another task") });
    tokio::task::yield_now().await;
    log.add("goes on");
}

#[get("/yields", dependencies = [yields])]
async fn after_yielding() {}

#[tokio::test]
async fn one_that_yields_lets_other_tasks_run() {
    use tower_service::Service as _;
    let log = Log::default();
    let app = App::new()
        .routes(routes![after_yielding])
        .state(log.clone());
    let request = http::Request::get("/yields").body(twinlane::response::Body::empty());
    let answer = app.into_service().unwrap().call(request.unwrap()).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert_eq!(log.lines().join(", "), "another task, goes on");
}

static PANICS: AtomicBool = AtomicBool::new(false);

fn default_size() -> i64 {
    assert!(!PANICS.load(Ordering::Relaxed), "a default panics");
    1
}

#[dependency]
async fn opened(log: State<Log>) -> Provided<u8, AfterResponse> {
    log.add("open");
    let log = log.clone();
    Provided::new(1).after_response(async move |_, outcome| {
        log.add(format!("close: {}", word(&outcome)));
    })
}

#[get("/sized", dependencies = [opened])]
async fn sized(#[query(default = default_size())] size: i64) -> i64 {
    size
}

#[test]
fn what_was_provided_is_undone_where_an_argument_after_it_panics() {
    let log = Log::default();
    let client = client(App::new().routes(routes![sized]), &log);
    assert_eq!(client.get("/sized").send().text(), "1");
    assert_eq!(log.lines().join(", "), "open, close: answered");
    PANICS.store(true, Ordering::Relaxed);
    let answer = client.get("/sized").send();
    assert_eq!(answer.status(), 500);
    assert_eq!(
        log.lines().join(", "),
        "open, close: 500: Internal Server Error"
    );
}
