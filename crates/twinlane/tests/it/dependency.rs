//! Dependencies: who gets which value, in which order, in which lane, and how it is undone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;

use expect_test::expect;
use twinlane::Provided;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::http;
use twinlane::http::HeaderValue;
use twinlane::prelude::*;
use twinlane::response::{Answered, Failure};
use twinlane::testing::{BlockingClient, TestClient};

/// The events, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

pub(crate) fn client(app: App, log: &Log) -> BlockingClient {
    TestClient::blocking(app.state(log.clone()))
}

#[dependency]
async fn number(log: State<Log>, #[query(default = 1)] n: i64) -> i64 {
    log.add("number");
    n
}

#[dependency]
fn doubled(log: State<Log>, number: Depends<number>) -> i64 {
    log.add("doubled");
    *number * 2
}

#[dependency]
async fn tripled(log: State<Log>, number: Depends<number>) -> i64 {
    log.add("tripled");
    *number * 3
}

#[get("/sum")]
async fn sum(doubled: Depends<doubled>, tripled: Depends<tripled>, number: Depends<number>) -> i64 {
    *doubled + *tripled + *number
}

#[get("/sum/in-thread")]
fn sum_in_thread(doubled: Depends<doubled>, tripled: Depends<tripled>) -> i64 {
    *doubled + *tripled
}

#[test]
fn a_value_is_made_once_for_all_who_ask_in_both_lanes() {
    let log = Log::default();
    let client = client(App::new().routes(routes![sum, sum_in_thread]), &log);
    assert_eq!(client.get("/sum?n=7").send().text(), "42");
    assert_eq!(log.lines(), ["number", "doubled", "tripled"]);
    assert_eq!(client.get("/sum/in-thread").send().text(), "5");
    assert_eq!(log.lines(), ["number", "doubled", "tripled"]);
}

#[dependency]
fn list() -> Vec<u32> {
    vec![1]
}

#[dependency]
async fn longer(mut list: DependsMut<list>) -> usize {
    list.push(2);
    list.len()
}

#[get("/mut")]
async fn borrowed(longer: Depends<longer>, mut list: DependsMut<list>) -> Vec<u32> {
    list.push(u32::try_from(*longer).unwrap());
    list.clone()
}

#[get("/mixed")]
async fn mixed(longer: Depends<longer>, list: Depends<list>) -> Value {
    json!([*longer, *list])
}

#[get("/fresh")]
async fn fresh(mut one: Fresh<list>, other: Fresh<list>, shared: Depends<list>) -> Value {
    one.push(9);
    json!([*one, *other, *shared])
}

#[test]
fn a_value_can_be_borrowed_for_a_call_or_be_made_anew() {
    let client = TestClient::blocking(App::new().routes(routes![borrowed, mixed, fresh]));
    assert_eq!(client.get("/mut").send().text(), "[1,2,2]");
    assert_eq!(client.get("/mixed").send().text(), "[2,[1,2]]");
    assert_eq!(client.get("/fresh").send().text(), "[[1,9],[1],[1]]");
}

#[dependency]
async fn token(#[header] x_token: String) -> Result<String> {
    match x_token.as_str() {
        "bad" => Err(HttpError::new(401, "Bad token").into()),
        _ => Ok(x_token),
    }
}

#[dependency]
async fn limit(#[query(ge = 1)] limit: i64) -> i64 {
    limit
}

#[get("/guarded/{id}")]
async fn guarded(id: i64, token: Depends<token>, limit: Depends<limit>) -> Value {
    json!([id, *token, *limit])
}

#[get("/twice")]
async fn twice(limit: Depends<limit>, again: Depends<limit>) -> i64 {
    *limit + *again
}

#[get("/maybe")]
async fn maybe(token: Option<Depends<token>>) -> Option<String> {
    token.map(|token| token.clone())
}

fn locs(response: &twinlane::testing::TestResponse) -> Vec<String> {
    let detail = response.json::<Value>();
    let errors = detail["detail"].as_array().unwrap().iter();
    errors.map(|error| error["loc"].to_string()).collect()
}

#[test]
fn all_validation_errors_join_the_one_422_those_of_dependencies_first() {
    let client = TestClient::blocking(App::new().routes(routes![guarded, twice]));
    let response = client.get("/guarded/x?limit=0").send();
    assert_eq!(response.status(), 422);
    assert_eq!(
        locs(&response),
        [
            r#"["header","x-token"]"#,
            r#"["query","limit"]"#,
            r#"["path","id"]"#
        ]
    );
    // As in FastAPI, what is asked for twice is told twice.
    let response = client.get("/twice").send();
    assert_eq!(
        locs(&response),
        [r#"["query","limit"]"#, r#"["query","limit"]"#]
    );
    assert_eq!(client.get("/twice?limit=2").send().text(), "4");
}

#[test]
fn an_error_of_a_dependency_ends_the_request_whatever_else_is_wrong() {
    let client = TestClient::blocking(App::new().routes(routes![guarded, maybe]));
    let response = client
        .get("/guarded/x?limit=0")
        .header("x-token", "bad")
        .send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (401, r#"{"detail":"Bad token"}"#)
    );
    let response = client.get("/maybe").header("x-token", "bad").send();
    assert_eq!(response.text(), "null");
    let response = client.get("/maybe").header("x-token", "good").send();
    assert_eq!(response.text(), r#""good""#);
}

#[dependency]
fn here() -> ThreadId {
    std::thread::current().id()
}

#[dependency]
fn there(here: Depends<here>) -> bool {
    *here == std::thread::current().id()
}

#[get("/one-trip")]
fn one_trip(there: Depends<there>, here: Depends<here>) -> bool {
    *there && *here == std::thread::current().id()
}

#[test]
fn neighbours_that_are_plain_share_one_trip_to_a_thread() {
    let client = TestClient::blocking(App::new().routes(routes![one_trip]));
    assert_eq!(client.get("/one-trip").send().text(), "true");
}

#[dependency]
async fn cookie(response: &mut ResponseParts, tasks: &mut BackgroundTasks, log: State<Log>) {
    response.set_header("x-a", "dependency");
    response.set_header("x-b", "dependency");
    response.set_cookie(("seen", "yes"));
    response.set_status(StatusCode::ACCEPTED);
    tasks.add(async move { log.add("task") });
}

#[get("/parts", dependencies = [cookie])]
async fn parts(response: &mut ResponseParts) -> Value {
    response.set_header("x-b", "operation");
    json!(1)
}

#[test]
fn what_a_dependency_says_beside_the_answer_is_sent_with_it() {
    let log = Log::default();
    let client = client(App::new().routes(routes![parts]), &log);
    let response = client.get("/parts").send();
    assert_eq!(response.status(), 202);
    assert_eq!(response.header("x-a"), Some("dependency"));
    assert_eq!(response.header("x-b"), Some("operation"));
    assert_eq!(
        response.header("set-cookie"),
        Some("seen=yes; Path=/; SameSite=lax")
    );
    assert_eq!(log.lines(), ["task"]);
}

fn outcome_word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered => "answered".to_owned(),
        Outcome::Failed(error) => format!("failed ({error})"),
        Outcome::ClientGone => "gone".to_owned(),
        Outcome::Cancelled => "cancelled".to_owned(),
    }
}

#[dependency]
async fn session(log: State<Log>) -> Provided<String, AfterResponse> {
    log.add("open session");
    Provided::new("session".to_owned()).after_response(async move |name, outcome| {
        log.add(format!("close {name}: {}", outcome_word(&outcome)));
    })
}

#[dependency]
fn transaction(
    log: State<Log>,
    session: Depends<session>,
    #[query(default = false)] refuse: bool,
) -> Result<Provided<String>> {
    log.add(format!("begin in {}", *session));
    let log = log.clone();
    Ok(
        Provided::new("transaction".to_owned()).before_response(move |name, outcome| {
            log.add(format!("end {name}: {}", outcome_word(&outcome)));
            if refuse {
                return Err(twinlane::Error::from(HttpError::new(409, "Conflict")));
            }
            Ok(())
        }),
    )
}

#[get("/transaction/{what}")]
async fn transact(
    what: String,
    mut transaction: DependsMut<transaction>,
    tasks: &mut BackgroundTasks,
    log: State<Log>,
) -> Result<String> {
    transaction.push('!');
    log.add("work");
    let in_task = log.clone();
    tasks.add(async move { in_task.add("task") });
    match what.as_str() {
        "fail" => Err(HttpError::new(418, "Teapot").into()),
        "panic" => panic!("at work"),
        _ => Ok(what),
    }
}

fn transacted(client: &BlockingClient, log: &Log, path: &str) -> (u16, String) {
    let response = client.get(path).send();
    let lines = log.lines();
    (response.status().as_u16(), lines.join(" | "))
}

#[test]
fn what_was_provided_is_undone_the_last_first_and_learns_the_outcome() {
    let log = Log::default();
    let client = client(App::new().routes(routes![transact]), &log);
    let begun = "open session | begin in session | work";
    for (path, status, expected) in [
        (
            "/transaction/ok",
            200,
            "end transaction!: answered | task | close session: answered",
        ),
        (
            "/transaction/fail",
            418,
            "end transaction!: failed (418: Teapot) | close session: failed (418: Teapot)",
        ),
        (
            "/transaction/panic",
            500,
            "end transaction!: failed (500: Internal Server Error) | close session: failed (500: Internal Server Error)",
        ),
        (
            "/transaction/ok?refuse=true",
            409,
            "end transaction!: answered | close session: failed (409: Conflict)",
        ),
    ] {
        assert_eq!(
            transacted(&client, &log, path),
            (status, format!("{begun} | {expected}")),
            "{path}"
        );
    }
    // A wrong argument of the operation: the dependencies run all the same, and are undone.
    let (status, lines) = transacted(&client, &log, "/transaction/ok?refuse=7");
    assert_eq!(
        (status, lines.as_str()),
        (
            422,
            concat!(
                "open session | close session: failed (1 validation error:\n",
                "  {'type': 'bool_parsing', 'loc': ('query', 'refuse'), ",
                "'msg': 'Input should be a valid boolean, unable to interpret input', 'input': '7'})"
            )
        )
    );
}

/// An error whose answer has a shape of its own.
struct OutOfStock;

impl Failure for OutOfStock {
    fn into_answered(self) -> Answered {
        let media_type = HeaderValue::from_static("application/problem+json");
        Answered::content(media_type, "{}").with_status(StatusCode::CONFLICT)
    }
}

#[get("/own_error")]
async fn own_error(
    transaction: Depends<transaction>,
    response: &mut ResponseParts,
    tasks: &mut BackgroundTasks,
    log: State<Log>,
) -> Result<String, OutOfStock> {
    log.add(format!("work in {}", *transaction));
    response.set_header("x-tried", "yes");
    tasks.add(async move { log.add("task") });
    Err(OutOfStock)
}

/// Ends the request where it is asked for.
#[dependency]
async fn stock(transaction: Depends<transaction>) -> Result<i64, OutOfStock> {
    if transaction.is_empty() {
        return Ok(1);
    }
    Err(OutOfStock)
}

#[get("/own_error/of_a_dependency")]
async fn own_error_below(stock: Depends<stock>) -> String {
    stock.to_string()
}

#[test]
fn an_error_with_an_answer_of_its_own_has_failed() {
    let log = Log::default();
    let routes = routes![own_error, own_error_below];
    let client = client(App::new().routes(routes), &log);
    let failed = "failed (the error `it::dependency::OutOfStock`)";
    for (path, work) in [
        ("/own_error", "work in transaction | "),
        ("/own_error/of_a_dependency", ""),
    ] {
        let response = client.get(path).send();
        assert_eq!(response.status(), 409, "{path}");
        let media_type = response.header("content-type");
        assert_eq!(media_type, Some("application/problem+json"), "{path}");
        assert_eq!(response.header("x-tried"), None, "{path}");
        let expected = format!(
            "open session | begin in session | {work}end transaction: {failed} | close session: {failed}"
        );
        assert_eq!(log.lines().join(" | "), expected, "{path}");
    }
}

#[dependency]
async fn keeper(session: Depends<session>) -> Depends<session> {
    session
}

#[get("/kept")]
async fn kept(keeper: Depends<keeper>, log: State<Log>) -> String {
    log.add("work");
    let name = keeper.clone();
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        log.add("let go");
        drop(keeper);
    });
    name
}

#[tokio::test]
async fn a_value_that_is_still_held_is_undone_when_it_is_let_go() {
    use tower_service::Service as _;
    let log = Log::default();
    let app = App::new().state(log.clone()).routes(routes![kept]);
    let mut service = app.into_service().unwrap();
    let request = http::Request::get("/kept").body(twinlane::response::Body::empty());
    let Ok(response) = service.call(request.unwrap()).await;
    assert_eq!(response.status(), 200);
    drop(response);
    service.wait_idle().await;
    let mut lines = log.lines();
    assert!(lines[3].starts_with("close session: "), "{lines:?}");
    lines.truncate(3);
    assert_eq!(lines, ["open session", "work", "let go"]);
}

#[test]
fn a_lane_of_one_does_not_wait_for_itself() {
    let log = Log::default();
    let app = App::new()
        .routes(routes![transact, sum_in_thread])
        .thread_capacity(1);
    let client = client(app, &log);
    assert_eq!(client.get("/transaction/ok").send().status(), 200);
    assert_eq!(client.get("/sum/in-thread").send().status(), 200);
}

#[dependency]
async fn counted(log: State<Log>) {
    log.add("counted");
}

#[dependency]
fn checked(log: State<Log>, #[query] key: String) -> Result<()> {
    log.add("checked");
    if key == "no" {
        return Err(HttpError::new(403, "No").into());
    }
    Ok(())
}

#[get("/", dependencies = [checked, counted])]
async fn effects() -> Value {
    json!("done")
}

#[test]
fn dependencies_run_for_their_effect_the_outer_first() {
    let log = Log::default();
    let router = Router::new()
        .prefix("/r")
        .dependencies(dependencies![doubled])
        .routes(routes![effects]);
    let app = App::new()
        .dependencies(dependencies![tripled])
        .router(router);
    let client = client(app, &log);
    let response = client.get("/r/?key=yes").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (200, "\"done\"")
    );
    assert_eq!(
        log.lines(),
        ["number", "tripled", "doubled", "checked", "counted"]
    );
    assert_eq!(client.get("/r/?key=no").send().status(), 403);
    assert_eq!(log.lines(), ["number", "tripled", "doubled", "checked"]);
    let document: Value = client.get("/openapi.json").send().json();
    let parameters = &document["paths"]["/r/"]["get"]["parameters"];
    let names = parameters
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| &parameter["name"]);
    assert_eq!(names.collect::<Vec<_>>(), ["n", "key"]);
}

#[dependency]
async fn scaled(number: Depends<number>, #[query(default = 1)] factor: i64) -> i64 {
    *number * factor
}

#[get("/inner-first", dependencies = [number, scaled])]
async fn inner_first() {}

#[get("/outer-first", dependencies = [scaled, number])]
async fn outer_first() {}

#[test]
fn the_document_shows_the_parameters_in_the_order_of_the_dependencies() {
    let routes = routes![inner_first, outer_first];
    let client = client(App::new().routes(routes), &Log::default());
    let document: Value = client.get("/openapi.json").send().json();
    for (path, expected) in [
        ("/inner-first", ["n", "factor"]),
        ("/outer-first", ["factor", "n"]),
    ] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array();
        let names = parameters
            .unwrap()
            .iter()
            .map(|parameter| &parameter["name"]);
        assert_eq!(names.collect::<Vec<_>>(), expected, "{path}");
    }
}

#[dependency]
fn panics() -> u8 {
    panic!("in a dependency")
}

#[get("/optional-panic")]
fn beside_a_panic(log: State<Log>, panics: Option<Depends<panics>>) -> bool {
    log.add("answered all the same");
    panics.is_some()
}

#[test]
fn a_panic_of_a_dependency_ends_the_request_though_one_can_do_without_it() {
    let log = Log::default();
    let client = client(App::new().routes(routes![beside_a_panic]), &log);
    assert_eq!(client.get("/optional-panic").send().status(), 500);
    assert_eq!(log.lines(), Vec::<String>::new());
}

#[get("/me")]
async fn me(number: Depends<number>) -> Depends<number> {
    number
}

#[dependency]
fn other_number(#[query] other: i64) -> i64 {
    other
}

#[test]
fn a_dependency_is_the_answer_and_can_be_overridden_at_any_depth() {
    let log = Log::default();
    let routes = || App::new().routes(routes![me, sum]);
    let client_of = |app| client(app, &log);
    assert_eq!(client_of(routes()).get("/me?n=5").send().text(), "5");
    let client = client_of(routes().override_dependency::<number>(|| 10));
    assert_eq!(client.get("/me?n=x").send().text(), "10");
    assert_eq!(client.get("/sum").send().text(), "60");
    let client = client_of(routes().override_dependency_with::<number, other_number>());
    assert_eq!(client.get("/sum?other=2").send().text(), "12");
    assert_eq!(client.get("/sum").send().status(), 422);
}

#[dependency]
async fn chicken(_egg: Depends<egg>) -> u8 {
    0
}

#[dependency]
async fn egg(_chicken: Depends<chicken>) -> u8 {
    0
}

#[dependency]
async fn begun(_transaction: Depends<transaction>) -> Provided<u8, AfterResponse> {
    Provided::new(0).after_response(|_, _| ())
}

struct Pool;

#[dependency]
fn database(_pool: State<Pool>) -> u8 {
    0
}

#[dependency]
async fn user(_database: Depends<database>) -> u8 {
    0
}

#[get("/wrong")]
async fn wrong(
    _chicken: Depends<chicken>,
    _begun: Depends<begun>,
    _user: Depends<user>,
    _list: Depends<list>,
    _list_mut: DependsMut<list>,
) {
}

#[test]
fn every_mistake_is_told_at_startup_with_the_way_to_it() {
    let error = App::new()
        .routes(routes![wrong])
        .state(Log::default())
        .into_service();
    expect![[r"
        the application cannot start: 4 mistakes
          1. GET /wrong (it::dependency::wrong): a dependency needs itself: `chicken` -> `egg` -> `chicken`
          2. GET /wrong (it::dependency::wrong): the dependency `begun` is undone after the response, but needs `transaction`, which is undone before it: give both the same scope
          3. GET /wrong (it::dependency::wrong): it borrows the dependency `list` for itself and has it a second time: take it once, as `DependsMut`, or use `Fresh`
          4. GET /wrong (it::dependency::wrong): parameter `_pool` of the dependency `database`, which `user` needs: the application has no state of type `it::dependency::Pool`: add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`"]].assert_eq(&error.unwrap_err().to_string());
}

static PROVIDED: AtomicUsize = AtomicUsize::new(0);
static UNDONE: AtomicUsize = AtomicUsize::new(0);

#[dependency]
async fn first() -> Provided<u8, AfterResponse> {
    PROVIDED.fetch_add(1, Ordering::Relaxed);
    Provided::new(1).after_response(async |_, _| {
        UNDONE.fetch_add(1, Ordering::Relaxed);
    })
}

#[dependency]
fn second(first: Depends<first>, #[query] chance: u8) -> Result<Provided<u8>> {
    if chance % 7 == 1 {
        return Err(HttpError::new(503, "Busy").into());
    }
    PROVIDED.fetch_add(1, Ordering::Relaxed);
    Ok(Provided::new(*first).before_response(move |_, _| {
        UNDONE.fetch_add(1, Ordering::Relaxed);
        match chance % 11 {
            1 => Err(twinlane::Error::msg("not undone")),
            2 => panic!("while undoing"),
            _ => Ok(()),
        }
    }))
}

#[get("/random")]
async fn random(
    mut second: DependsMut<second>,
    #[query] chance: u8,
    #[query] wait: u8,
) -> Result<u8> {
    if wait.is_multiple_of(2) {
        tokio::time::sleep(std::time::Duration::from_micros(u64::from(wait))).await;
    }
    *second += 1;
    match chance % 5 {
        1 => Err(HttpError::new(400, "No").into()),
        2 => panic!("at work"),
        _ => Ok(*second),
    }
}

/// 10,000 requests that fail in every way, many of them left by their clients.
#[tokio::test]
async fn as_much_is_undone_as_was_provided() {
    use tower_service::Service as _;
    std::panic::set_hook(Box::new(|_| ()));
    let app = App::new().routes(routes![random]);
    let mut service = app.into_service().unwrap();
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    for _ in 0..10_000 {
        let (chance, wait) = (next(), next());
        let path = match next() % 20 {
            0 => format!("/random?chance=x&wait={wait}"),
            1 => format!("/random?chance={chance}&wait=x"),
            _ => format!("/random?chance={chance}&wait={wait}"),
        };
        let request = http::Request::get(path)
            .body(twinlane::response::Body::empty())
            .unwrap();
        let answering = service.call(request);
        if next() % 3 == 0 {
            // The client goes: at once, or a little later.
            let patience = std::time::Duration::from_micros(u64::from(next()));
            let _gone = tokio::time::timeout(patience, answering).await;
        } else {
            drop(answering.await);
        }
    }
    service.wait_idle().await;
    drop(std::panic::take_hook());
    let provided = PROVIDED.load(Ordering::Relaxed);
    assert!(provided > 10_000, "{provided}");
    assert_eq!(UNDONE.load(Ordering::Relaxed), provided);
}

/// The fixed text of a generic dependency, given by its type.
trait Fixed: Send + 'static {
    const TEXT: &'static str;
}

struct Bar;

impl Fixed for Bar {
    const TEXT: &'static str = "bar";
}

struct Foo;

impl Fixed for Foo {
    const TEXT: &'static str = "foo";
}

/// Further texts to look for, given when the program starts.
struct Also<F>(Vec<String>, std::marker::PhantomData<fn() -> F>);

#[dependency]
async fn contains<F: Fixed>(
    also: State<Also<F>>,
    #[query(default, max_length = 10)] q: String,
    log: State<Log>,
) -> bool {
    log.add(F::TEXT);
    q.contains(F::TEXT) || also.0.iter().any(|text| q.contains(text.as_str()))
}

#[dependency]
fn long_enough<const N: usize>(q: String) -> Result<usize> {
    (q.len() > N).then_some(q.len()).or_400("Too short")
}

#[get("/generic", dependencies = [long_enough::<2>])]
async fn generic(
    first: Depends<contains<Foo>>,
    bar: Depends<contains<Bar>>,
    again: Depends<contains<Bar>>,
    length: Option<Depends<long_enough<3>>>,
) -> (bool, bool, bool, Option<usize>) {
    (*first, *bar, *again, length.map(|length| *length))
}

#[test]
fn a_generic_dependency_is_one_for_each_of_its_arguments() {
    let log = Log::default();
    let app = App::new()
        .state(Also::<Foo>(
            vec!["fizz".to_owned()],
            std::marker::PhantomData,
        ))
        .state(Also::<Bar>(Vec::new(), std::marker::PhantomData))
        .routes(routes![generic]);
    let client = client(app, &log);
    for (q, expected) in [
        ("foobar", "[true,true,true,6]"),
        ("fizz", "[true,false,false,4]"),
        ("bar", "[false,true,true,null]"),
        ("ba", r#"{"detail":"Too short"}"#),
    ] {
        assert_eq!(
            client.get("/generic").query([("q", q)]).send().text(),
            expected
        );
    }
    assert_eq!(log.lines()[..2], ["foo", "bar"]);
    let answer = client.get("/generic").query([("q", "eleven text")]).send();
    assert_eq!(answer.status(), 422);
    let app = App::new().routes(routes![generic]).state(log);
    assert!(
        app.into_service()
            .unwrap_err()
            .to_string()
            .contains("Also<it::dependency::Foo>")
    );
}

#[dependency]
async fn may_fail(#[query(default)] how: String) -> Result<String, HttpError> {
    match how.as_str() {
        "" => Ok("well".to_owned()),
        detail => Err(HttpError::new(418, detail)),
    }
}

#[get("/result")]
async fn result(one: Result<Depends<may_fail>>, two: Result<Depends<may_fail>>) -> Result<String> {
    if let Err(error) = &two {
        assert_eq!(
            error
                .downcast_ref::<HttpError>()
                .map(|error| error.status().as_u16()),
            Some(418)
        );
    }
    Ok(format!("{} {}", *one?, *two?))
}

#[dependency]
async fn borrows(may_fail: DependsMut<may_fail>) -> usize {
    may_fail.len()
}

#[get("/result/alone")]
async fn result_of_a_loan(
    result: Result<Depends<may_fail>>,
    borrows: Option<Depends<borrows>>,
) -> (bool, Option<usize>) {
    (result.is_ok(), borrows.map(|length| *length))
}

#[get("/result/needed")]
async fn result_of_what_another_needs(
    result: Result<Depends<may_fail>>,
    needed: Depends<may_fail>,
) -> (bool, String) {
    (result.is_ok(), needed.clone())
}

#[test]
fn the_error_of_a_dependency_can_be_had() {
    let routes = routes![result, result_of_a_loan, result_of_what_another_needs];
    let client = client(App::new().routes(routes), &Log::default());
    let ask = |target: &str| {
        let answer = client.get(target).send();
        (answer.status().as_u16(), answer.text())
    };
    assert_eq!(ask("/result"), (200, "\"well well\"".to_owned()));
    assert_eq!(
        ask("/result?how=badly"),
        (418, r#"{"detail":"badly"}"#.to_owned())
    );
    assert_eq!(ask("/result/alone"), (200, "[true,4]".to_owned()));
    assert_eq!(ask("/result/needed?how=badly").0, 418);
}

#[dependency]
fn may_fail_in_a_thread(#[query(default)] how: String) -> Result<String, HttpError> {
    match how.as_str() {
        "" => Ok("well".to_owned()),
        detail => Err(HttpError::new(418, detail)),
    }
}

#[dependency]
fn needs_it_in_a_thread(text: Depends<may_fail_in_a_thread>, log: State<Log>) -> usize {
    log.add("ran");
    text.len()
}

#[get("/optional/in-a-thread")]
fn optional_in_a_thread(
    text: Option<Depends<may_fail_in_a_thread>>,
    length: Option<Depends<needs_it_in_a_thread>>,
) -> (bool, Option<usize>) {
    (text.is_some(), length.map(|length| *length))
}

#[test]
fn a_plain_function_does_not_run_without_a_value_that_another_could_not_make() {
    let log = Log::default();
    let client = client(App::new().routes(routes![optional_in_a_thread]), &log);
    let ask = |how: &str| {
        let request = client.get("/optional/in-a-thread").query([("how", how)]);
        request.send().text()
    };
    assert_eq!(ask(""), "[true,4]");
    assert_eq!(log.lines(), ["ran"]);
    assert_eq!(ask("badly"), "[false,null]");
    assert!(log.lines().is_empty());
}

/// Both are made only if they wait for each other.
#[derive(Default)]
struct Meeting(tokio::sync::Notify, tokio::sync::Notify);

#[dependency]
async fn one_side(
    meeting: State<Meeting>,
    log: State<Log>,
    #[query(default)] fails: String,
) -> Result<Provided<u8>> {
    meeting.0.notify_one();
    meeting.1.notified().await;
    if fails.contains("one") {
        return Err(HttpError::new(401, "one").into());
    }
    let log = State::clone(&log);
    Ok(Provided::new(1).before_response(async move |value, _| log.add(format!("undone {value}"))))
}

#[dependency]
async fn other_side(
    meeting: State<Meeting>,
    log: State<Log>,
    #[query(default)] fails: String,
) -> Result<Provided<u8>> {
    meeting.1.notify_one();
    meeting.0.notified().await;
    if fails.contains("other") {
        return Err(HttpError::new(402, "other").into());
    }
    let log = State::clone(&log);
    Ok(Provided::new(2).before_response(async move |value, _| log.add(format!("undone {value}"))))
}

#[dependency]
async fn both_sides(log: State<Log>, one: Depends<one_side>, other: Depends<other_side>) -> u8 {
    log.add("both");
    *one + *other
}

#[get("/concurrent", concurrent)]
async fn concurrent(
    other: Depends<other_side>,
    both: Depends<both_sides>,
    one: Depends<one_side>,
) -> (u8, u8, u8) {
    (*one, *other, *both)
}

#[test]
fn dependencies_that_do_not_need_each_other_are_made_at_the_same_time_where_that_is_asked_for() {
    let log = Log::default();
    let app = App::new()
        .state(Meeting::default())
        .routes(routes![concurrent]);
    let client = client(app, &log);
    assert_eq!(client.get("/concurrent").send().text(), "[1,2,3]");
    assert_eq!(log.lines(), ["both", "undone 1", "undone 2"]);
    // The first error in their order is the answer, after all have ended: what was provided is undone.
    for (fails, status, undone) in [
        ("one", 401, vec!["undone 2"]),
        ("other", 402, vec!["undone 1"]),
        ("one,other", 402, vec![]),
    ] {
        let answer = client.get("/concurrent").query([("fails", fails)]).send();
        assert_eq!(answer.status().as_u16(), status, "{fails}");
        assert_eq!(log.lines(), undone, "{fails}");
    }
}

#[dependency]
async fn account() -> Vec<String> {
    Vec::new()
}

#[dependency]
async fn first_entry(mut account: DependsMut<account>) {
    tokio::task::yield_now().await;
    account.push("first".to_owned());
}

#[dependency]
async fn second_entry(mut account: DependsMut<account>) {
    account.push("second".to_owned());
}

#[get("/entries", dependencies = [first_entry, second_entry], concurrent)]
async fn entries(account: Depends<account>) -> Vec<String> {
    account.clone()
}

#[test]
fn what_is_held_alone_is_held_alone_among_concurrent_ones() {
    let client = client(App::new().routes(routes![entries]), &Log::default());
    assert_eq!(
        client.get("/entries").send().text(),
        r#"["first","second"]"#
    );
}
