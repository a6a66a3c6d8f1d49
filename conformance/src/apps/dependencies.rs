//! Dependencies: their order, what is shared, what they read, and how they are undone. `/log` says what has happened.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use twinlane::prelude::*;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::response::Streaming;
use twinlane::Provided;

use crate::log::{Log, read_log};

type Page = (Option<String>, i64, i64);

#[dependency]
async fn paging(
    log: State<Log>,
    q: Option<String>,
    #[query(default = 0)] skip: i64,
    #[query(default = 10, le = 100)] limit: i64,
) -> Page {
    log.add("paging");
    (q, skip, limit)
}

#[dependency]
fn page(log: State<Log>, paging: Depends<paging>) -> i64 {
    log.add("page");
    paging.1.checked_div_euclid(paging.2).unwrap_or_default()
}

#[dependency]
async fn size(
    log: State<Log>,
    paging: Depends<paging>,
    #[header(default = "kB")] unit: String,
) -> (i64, String) {
    log.add("size");
    (paging.2, unit)
}

#[model]
struct Paging {
    #[field(default = 0, ge = 0)]
    offset: i64,
    #[field(default = "name")]
    order: String,
}

#[model]
struct Item {
    name: String,
    price: f64,
}

#[get("/items")]
async fn items(paging: Depends<paging>) -> Value {
    json!(*paging)
}

#[get("/shared/{item_id}")]
fn shared(
    log: State<Log>,
    item_id: i64,
    page: Depends<page>,
    size: Depends<size>,
    paging: Depends<paging>,
    mark: String,
) -> Value {
    log.add("shared");
    json!([item_id, *page, *size, *paging, mark])
}

#[get("/fresh")]
async fn fresh(one: Depends<paging>, other: Fresh<paging>) -> Value {
    json!([*one, *other])
}

#[get("/group")]
async fn group(#[query] group: Paging, paging: Depends<paging>) -> Value {
    json!([group, *paging])
}

#[dependency]
fn owner(
    log: State<Log>,
    #[path(ge = 1)] item_id: i64,
    #[cookie] session: Option<String>,
) -> Result<String> {
    log.add("owner");
    match item_id {
        7 => {
            let name = twinlane::http::HeaderName::from_static("x-owner");
            let ada = twinlane::http::HeaderValue::from_static("Ada");
            Err(HttpError::new(403, "Not yours").header(name, ada).into())
        }
        8 => Err(std::io::Error::other("a bug").into()),
        _ => Ok(session
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "nobody".to_owned())),
    }
}

#[get("/owned/{item_id}")]
async fn owned(item_id: i64, owner: Depends<owner>, limit: i64) -> Value {
    json!([item_id, *owner, limit])
}

#[get("/owner/{item_id}")]
async fn only_owner(owner: Depends<owner>) -> Value {
    json!(*owner)
}

#[dependency]
async fn item_of_body(log: State<Log>, item: Item) -> f64 {
    log.add("item_of_body");
    item.price * 2.0
}

#[post("/body")]
async fn body(price: Depends<item_of_body>) -> Value {
    json!(*price)
}

#[post("/body/same")]
async fn body_same(item: Item, price: Depends<item_of_body>) -> Value {
    json!([item, *price])
}

#[post("/body/two")]
async fn body_two(price: Depends<item_of_body>, #[body(ge = 1)] mark: i64) -> Value {
    json!([*price, mark])
}

#[dependency]
async fn marked(
    response: &mut ResponseParts,
    tasks: &mut BackgroundTasks,
    log: State<Log>,
    #[query(default = "a")] mark: String,
) {
    response.set_header("x-mark", &mark);
    response.set_header("x-first", "dependency");
    response.set_cookie(("mark", mark.as_str()));
    if mark == "b" {
        response.set_status(StatusCode::ACCEPTED);
    }
    tasks.add(async move { log.add("task of marked") });
}

#[get("/beside", dependencies = [marked])]
async fn beside(
    response: &mut ResponseParts,
    tasks: &mut BackgroundTasks,
    log: State<Log>,
) -> Value {
    response.set_header("x-first", "operation");
    tasks.add(async move { log.add("task of beside") });
    json!("beside")
}

#[get("/beside/fail", dependencies = [marked])]
async fn beside_fail() -> Result<Value> {
    Err(HttpError::new(418, "Teapot").into())
}

fn failed(log: &Log, word: &str, outcome: &Outcome) {
    if let Outcome::Failed(error) = outcome
        && let Some(error) = error.downcast_ref::<HttpError>()
    {
        log.add(format!("{word} failed {}", error.status().as_u16()));
    }
}

#[dependency]
async fn session(log: State<Log>) -> Provided<String, AfterResponse> {
    log.add("open session");
    Provided::new("session".to_owned()).after_response(async move |_, outcome| {
        failed(&log, "session", &outcome);
        log.add("close session");
    })
}

#[dependency]
fn transaction(
    log: State<Log>,
    session: Depends<session>,
    #[query(default = false)] refuse: bool,
) -> Provided<String> {
    log.add(format!("begin in {}", *session));
    Provided::new("transaction".to_owned()).before_response(move |_, outcome| {
        failed(&log, "transaction", &outcome);
        log.add("end");
        if refuse && outcome.is_answered() {
            return Err(HttpError::new(409, "Conflict"));
        }
        Ok(())
    })
}

#[get("/transaction/{what}")]
async fn transact(
    log: State<Log>,
    what: String,
    transaction: Depends<transaction>,
    tasks: &mut BackgroundTasks,
) -> Result<Value> {
    log.add(format!("work in {}", *transaction));
    tasks.add(async move { log.add("task") });
    if what == "fail" {
        return Err(HttpError::new(418, "Teapot").into());
    }
    Ok(json!(what))
}

#[get("/two/{what}")]
fn two(
    log: State<Log>,
    what: String,
    session: Depends<session>,
    transaction: Depends<transaction>,
    owner: Depends<paging>,
    number: i64,
) -> Value {
    let _ = owner;
    log.add("work");
    json!([what, *session, *transaction, number])
}

/// A resource that is open as long as it is held.
struct Resource;

#[dependency]
async fn of_function(log: State<Log>) -> Provided<Resource> {
    Provided::new(Resource).before_response(async move |_, _| log.add("close"))
}

#[dependency]
async fn of_request(log: State<Log>) -> Provided<Resource, AfterResponse> {
    Provided::new(Resource).after_response(async move |_, _| log.add("close"))
}

/// Tasks that hold a resource.
#[derive(Default)]
struct Held {
    let_go_of: Arc<Notify>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Held {
    fn hold(&self, log: State<Log>, resource: impl Send + 'static) {
        let let_go_of = Arc::clone(&self.let_go_of).notified_owned();
        let task = tokio::spawn(async move {
            let_go_of.await;
            log.add("let go");
            drop(resource);
        });
        self.tasks().push(task);
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[get("/held/of-function", hidden)]
async fn held_of_function(log: State<Log>, held: State<Held>, resource: Depends<of_function>) -> Value {
    held.hold(log, resource);
    json!("held")
}

#[get("/held/of-request", hidden)]
async fn held_of_request(log: State<Log>, held: State<Held>, resource: Depends<of_request>) -> Value {
    held.hold(log, resource);
    json!("held")
}

#[get("/let-go", hidden)]
async fn let_go(held: State<Held>) -> Result<()> {
    held.let_go_of.notify_waiters();
    let tasks = std::mem::take(&mut *held.tasks());
    for task in tasks {
        task.await?;
    }
    Ok(())
}

/// It can be used, so it is open.
fn states(resource: impl Send + 'static) -> Streaming {
    let states = (0..2).map(move |_| {
        let _used = &resource;
        "open "
    });
    Streaming::of(states).media_type("text/plain; charset=utf-8")
}

#[get("/stream/of-function", hidden)]
async fn stream_of_function(resource: Depends<of_function>) -> Streaming {
    states(resource)
}

#[get("/stream/of-request", hidden)]
async fn stream_of_request(resource: Depends<of_request>) -> Streaming {
    states(resource)
}

#[get("/later/of-function", hidden)]
async fn later_of_function(log: State<Log>, tasks: &mut BackgroundTasks, resource: Depends<of_function>) {
    tasks.add(async move {
        log.add("open");
        drop(resource);
    });
}

#[get("/later/of-request", hidden)]
async fn later_of_request(log: State<Log>, tasks: &mut BackgroundTasks, resource: Depends<of_request>) {
    tasks.add(async move {
        log.add("open");
        drop(resource);
    });
}

#[dependency]
async fn key(log: State<Log>, #[header] x_key: String) -> Result<()> {
    log.add("key");
    if x_key != "secret" {
        return Err(HttpError::new(400, "X-Key header invalid").into());
    }
    Ok(())
}

#[dependency]
async fn trace(log: State<Log>, response: &mut ResponseParts, #[query(default = 0)] trace: i64) {
    log.add("trace");
    response.set_header("x-trace", trace.to_string());
}

/// The text that a dependency with a state knows by its type.
trait Text: Send + 'static {
    const TEXT: &'static str;
}

struct Foo;

impl Text for Foo {
    const TEXT: &'static str = "foo";
}

struct Bar;

impl Text for Bar {
    const TEXT: &'static str = "bar";
}

#[dependency]
fn text_in<T: Text>(
    log: State<Log>,
    #[query(default = "", max_length = 10)] q: String,
) -> bool {
    log.add(format!("contains {}", T::TEXT));
    q.contains(T::TEXT)
}

#[get("/contains")]
async fn contains(
    one: Depends<text_in<Foo>>,
    two: Depends<text_in<Bar>>,
    again: Depends<text_in<Foo>>,
) -> Value {
    json!([*one, *two, *again])
}

#[dependency]
async fn last(log: State<Log>, #[query(default = 1)] number: i64) -> i64 {
    log.add("last");
    number
}

#[get("/one", dependencies = [last])]
fn guarded_one(log: State<Log>, number: Depends<last>) -> Value {
    log.add("one");
    json!(*number)
}

#[get("/two/{item_id}", dependencies = [owner])]
async fn guarded_two(log: State<Log>, item_id: i64) -> Value {
    log.add("two");
    json!(item_id)
}

/// The application.
pub fn app() -> App {
    let inner = Router::new()
        .prefix("/inner")
        .dependencies(dependencies![paging])
        .routes(routes![guarded_two]);
    let guarded = Router::new()
        .prefix("/guarded")
        .dependencies(dependencies![key, trace])
        .routes(routes![guarded_one])
        .router(inner);
    App::new()
        .title("Dependencies")
        .state(Log::default())
        .state(Held::default())
        .routes(routes![
            read_log,
            items,
            shared,
            fresh,
            group,
            owned,
            only_owner,
            body,
            body_same,
            body_two,
            beside,
            beside_fail,
            transact,
            two,
            held_of_function,
            held_of_request,
            let_go,
            stream_of_function,
            stream_of_request,
            later_of_function,
            later_of_request,
            contains
        ])
        .router(guarded)
}
