//! The return type of a dependency's function: its error is seen and its teardown runs, whatever the type is called.

use std::marker::PhantomData;

use twinlane::Provided;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::error::Mistake;
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient};

use crate::dependency::{Log, client};

type AuthResult = Result<(), HttpError>;
type Fallible<T> = Result<T, HttpError>;
use std::result::Result as Verdict;

trait Policy {
    type Returned;
}

struct Strict;

impl Policy for Strict {
    type Returned = AuthResult;
}

macro_rules! result_type {
    () => { Result<(), HttpError> };
}

fn refusal() -> AuthResult {
    Err(HttpError::new(403, "Forbidden"))
}

/// Guards of one return type, by every kind of function, each before an operation of its own.
macro_rules! guards {
    ($($module:ident: { $($ty:tt)* },)*) => {
        $(mod $module {
            use super::*;

            #[dependency]
            async fn at_once() -> $($ty)* { refusal().map_err(Into::into) }

            #[dependency]
            async fn waits() -> $($ty)* {
                tokio::task::yield_now().await;
                refusal().map_err(Into::into)
            }

            #[dependency]
            fn in_thread() -> $($ty)* { refusal().map_err(Into::into) }

            #[dependency(in_place)]
            fn in_place() -> $($ty)* { refusal().map_err(Into::into) }

            #[dependency(cpu)]
            fn on_a_core() -> $($ty)* { refusal().map_err(Into::into) }

            #[get("/at-once", dependencies = [at_once])]
            async fn guarded_at_once() {}

            #[get("/waits", dependencies = [waits])]
            async fn guarded_waits() {}

            #[get("/in-thread", dependencies = [in_thread])]
            async fn guarded_in_thread() {}

            #[get("/in-place", dependencies = [in_place])]
            async fn guarded_in_place() {}

            #[get("/on-a-core", dependencies = [on_a_core])]
            async fn guarded_on_a_core() {}

            pub(super) fn routes() -> Router {
                Router::new().prefix(concat!("/", stringify!($module))).routes(routes![
                    guarded_at_once, guarded_waits, guarded_in_thread, guarded_in_place, guarded_on_a_core,
                ])
            }
        })*

        const GUARDS: &[(&str, fn() -> Router)] = &[$((stringify!($module), $module::routes)),*];
    };
}

guards! {
    spelt_out: { std::result::Result<(), HttpError> },
    alias: { AuthResult },
    alias_with_arguments: { Fallible<()> },
    another_name: { Verdict<(), HttpError> },
    associated_type: { <Strict as Policy>::Returned },
    macro_in_its_place: { result_type!() },
    one_argument: { Result<()> },
}

/// As a macro passes a type on: within an invisible group.
macro_rules! passed_on {
    ($name:ident, $ty:ty) => {
        #[dependency]
        async fn $name() -> $ty {
            refusal()
        }
    };
}

passed_on!(passed_on_whole, Result<(), HttpError>);
passed_on!(passed_on_alias, AuthResult);

#[get("/whole", dependencies = [passed_on_whole])]
async fn guarded_by_whole() {}

#[get("/alias", dependencies = [passed_on_alias])]
async fn guarded_by_alias() {}

#[test]
fn a_guard_refuses_whatever_its_result_is_called_and_however_it_runs() {
    let app = GUARDS
        .iter()
        .fold(App::new(), |app, (_, router)| app.router(router()));
    let client = TestClient::blocking(app.routes(routes![guarded_by_whole, guarded_by_alias]));
    for (name, _) in GUARDS {
        for kind in ["at-once", "waits", "in-thread", "in-place", "on-a-core"] {
            let path = format!("/{name}/{kind}");
            assert_eq!(client.get(&path).send().status(), 403, "{path}");
        }
    }
    assert_eq!(client.get("/whole").send().status(), 403);
    assert_eq!(client.get("/alias").send().status(), 403);
}

#[dependency]
async fn require_token(#[header] x_token: Option<String>) -> AuthResult {
    match x_token {
        Some(_) => Ok(()),
        None => refusal(),
    }
}

#[get("/open")]
async fn open() {}

fn statuses(client: &BlockingClient, path: &str) -> (u16, u16) {
    let without = client.get(path).send().status().as_u16();
    let with = client.get(path).header("x-token", "t").send().status();
    (without, with.as_u16())
}

#[test]
fn a_guard_of_a_router_or_of_the_application_refuses_too() {
    let of_router = Router::new()
        .prefix("/inner")
        .dependencies(dependencies![require_token])
        .routes(routes![open]);
    let client = TestClient::blocking(App::new().router(of_router).routes(routes![open]));
    assert_eq!(statuses(&client, "/inner/open"), (403, 200));
    assert_eq!(statuses(&client, "/open"), (200, 200));

    let app = App::new()
        .dependencies(dependencies![require_token])
        .routes(routes![open]);
    assert_eq!(statuses(&TestClient::blocking(app), "/open"), (403, 200));
}

/// A value that has an alias of its own too.
type Numbers = Vec<u8>;

#[dependency]
async fn numbers(#[header] x_token: Option<String>) -> Fallible<Numbers> {
    x_token
        .map(|_| vec![1])
        .ok_or(HttpError::new(403, "Forbidden"))
}

#[dependency]
async fn count(numbers: Depends<numbers>) -> Fallible<usize> {
    Ok(numbers.len())
}

#[get("/shared")]
async fn shared(numbers: Depends<numbers>) -> Numbers {
    numbers.clone()
}

#[get("/exclusive")]
async fn exclusive(mut numbers: DependsMut<numbers>) -> Numbers {
    numbers.push(2);
    numbers.clone()
}

#[get("/fresh")]
async fn fresh(numbers: Fresh<numbers>) -> Numbers {
    numbers.clone()
}

#[get("/nested")]
async fn nested(count: Depends<count>) -> usize {
    *count
}

#[get("/optional")]
async fn optional(
    numbers: Option<Depends<numbers>>,
    count: Option<Depends<count>>,
) -> (bool, bool) {
    (numbers.is_some(), count.is_some())
}

#[get("/result")]
async fn result(numbers: Result<Depends<numbers>>) -> String {
    numbers.map_or_else(|error| error.to_string(), |numbers| format!("{numbers:?}"))
}

#[test]
fn a_value_within_an_alias_is_what_is_asked_for() {
    let app = App::new().routes(routes![shared, exclusive, fresh, nested, optional, result]);
    let client = TestClient::blocking(app);
    for (path, value) in [
        ("/shared", "[1]"),
        ("/exclusive", "[1,2]"),
        ("/fresh", "[1]"),
        ("/nested", "1"),
    ] {
        assert_eq!(statuses(&client, path), (403, 200), "{path}");
        let response = client.get(path).header("x-token", "t").send();
        assert_eq!(response.text(), value, "{path}");
    }
    assert_eq!(client.get("/optional").send().text(), "[false,false]");
    let response = client.get("/optional").header("x-token", "t").send();
    assert_eq!(response.text(), "[true,true]");
    assert_eq!(client.get("/result").send().text(), r#""403: Forbidden""#);
}

#[dependency]
async fn others_numbers() -> Fallible<Numbers> {
    Err(HttpError::new(409, "Conflict"))
}

#[test]
fn what_stands_in_its_place_is_of_the_value_within() {
    let app = || App::new().routes(routes![shared]);
    let client = TestClient::blocking(app().override_dependency::<numbers>(|| vec![7]));
    assert_eq!(client.get("/shared").send().text(), "[7]");

    let client = TestClient::blocking(app().override_dependency_with::<numbers, others_numbers>());
    assert_eq!(client.get("/shared").send().status(), 409);
}

/// The errors of the document come from the type too.
#[derive(Debug, ApiError)]
enum Refused {
    #[error(status = 402, detail = "Pay first")]
    Unpaid,
}

type Paid = Result<(), Refused>;

#[dependency]
async fn paid() -> Paid {
    Err(Refused::Unpaid)
}

#[get("/paid", dependencies = [paid])]
async fn behind_pay() {}

#[test]
fn the_document_knows_the_error_within_an_alias() {
    let client = TestClient::blocking(App::new().routes(routes![behind_pay]));
    assert_eq!(client.get("/paid").send().status(), 402);
    let document = client.get("/openapi.json").send().json::<Value>();
    let responses = &document["paths"]["/paid"]["get"]["responses"];
    assert_eq!(responses["402"]["description"], "Pay first");
}

type Undoable<T> = Provided<T>;
type Tx = Result<Provided<&'static str>>;
type LateTx = Result<Provided<&'static str, AfterResponse>, HttpError>;
use twinlane::Provided as Held;

fn noted(log: &Log, name: &'static str) -> Provided<&'static str> {
    let log = log.clone();
    log.add(name);
    Provided::new(name).before_response(async move |name, outcome: Outcome| {
        log.add(format!("undone {name}: {}", outcome.is_answered()));
    })
}

#[dependency]
async fn provided_by_alias(log: State<Log>) -> Undoable<&'static str> {
    noted(&log, "alias")
}

#[dependency]
async fn provided_by_another_name(log: State<Log>) -> Held<&'static str> {
    noted(&log, "another name")
}

#[dependency]
fn tx(log: State<Log>) -> Tx {
    Ok(noted(&log, "tx"))
}

#[dependency]
async fn late_tx(log: State<Log>) -> LateTx {
    let log = log.clone();
    Ok(Provided::new("late").after_response(move |name, _| log.add(format!("undone {name}"))))
}

#[dependency(in_place)]
fn nested_alias(log: State<Log>) -> Verdict<Undoable<&'static str>, HttpError> {
    Ok(noted(&log, "nested"))
}

#[get("/undone")]
async fn undone(
    late: Depends<late_tx>,
    alias: Depends<provided_by_alias>,
    other: DependsMut<provided_by_another_name>,
    tx: Fresh<tx>,
    nested: Depends<nested_alias>,
    tasks: &mut BackgroundTasks,
    log: State<Log>,
) -> Vec<String> {
    tasks.add(async move { log.add("task") });
    let all: [&str; 5] = [*late, *alias, *other, *tx, *nested];
    all.map(str::to_owned).to_vec()
}

#[test]
fn a_provided_value_is_undone_whatever_it_is_called() {
    let log = Log::default();
    let client = client(App::new().routes(routes![undone]), &log);
    let response = client.get("/undone").send();
    assert_eq!(
        response.text(),
        r#"["late","alias","another name","tx","nested"]"#
    );
    assert_eq!(
        log.lines(),
        [
            "alias",
            "another name",
            "tx",
            "nested",
            "undone nested: true",
            "undone tx: true",
            "undone another name: true",
            "undone alias: true",
            "task",
            "undone late",
        ]
    );
}

/// Types that have the names, and are something else.
mod others {
    use super::*;

    #[derive(Debug, Clone)]
    pub(super) enum Result<T> {
        Ok(T),
        Err,
    }

    #[derive(Debug, Clone)]
    pub(super) struct Provided<T>(pub(super) T);

    #[dependency]
    pub(super) async fn other_result(refuse: bool) -> Result<u8> {
        if refuse { Result::Err } else { Result::Ok(1) }
    }

    #[dependency]
    pub(super) async fn other_provided() -> Provided<u8> {
        Provided(2)
    }

    #[dependency]
    pub(super) async fn maybe() -> Option<u8> {
        None
    }
}

#[get("/others/{refuse}", dependencies = [others::other_result])]
async fn read_others(
    result: Depends<others::other_result>,
    provided: Depends<others::other_provided>,
    maybe: Depends<others::maybe>,
) -> String {
    format!("{:?} {:?} {:?}", *result, *provided, *maybe)
}

#[test]
fn a_type_of_the_same_name_is_a_value_like_any_other() {
    let client = TestClient::blocking(App::new().routes(routes![read_others]));
    let text = |path: &str| client.get(path).send().text();
    assert_eq!(text("/others/true"), r#""Err Provided(2) None""#);
    assert_eq!(text("/others/false"), r#""Ok(1) Provided(2) None""#);
}

/// Generic dependencies.
trait Role: Send + Sync + 'static {
    const NAME: &'static str;
}

struct Admin;

impl Role for Admin {
    const NAME: &'static str = "admin";
}

/// Its return type does not name the parameter: it is read by its type.
#[dependency]
async fn require_role<R: Role>(#[header] x_role: Option<String>) -> AuthResult {
    if x_role.as_deref() == Some(R::NAME) {
        Ok(())
    } else {
        refusal()
    }
}

#[derive(Clone)]
struct Of<R>(PhantomData<fn() -> R>);

/// Its return type names the parameter: it is spelt out.
#[dependency]
async fn of_role<R: Role>(#[header] x_role: Option<String>) -> Result<Of<R>, HttpError> {
    require_role::<R>(x_role).await?;
    Ok(Of(PhantomData))
}

#[dependency]
fn undone_role<R: Role>(log: State<Log>) -> Result<Provided<Of<R>>> {
    let log = log.clone();
    Ok(Provided::new(Of(PhantomData)).before_response(move |_, _| log.add(R::NAME)))
}

#[get("/admin", dependencies = [require_role::<Admin>])]
async fn admin() {}

#[get("/of-admin")]
async fn of_admin(_of: Depends<of_role<Admin>>, _undone: Depends<undone_role<Admin>>) {}

#[test]
fn a_generic_dependency_refuses_and_is_undone() {
    let log = Log::default();
    let client = client(App::new().routes(routes![admin, of_admin]), &log);
    for path in ["/admin", "/of-admin"] {
        assert_eq!(client.get(path).send().status(), 403, "{path}");
        let response = client.get(path).header("x-role", "admin").send();
        assert_eq!(response.status(), 200, "{path}");
    }
    assert_eq!(log.lines(), ["admin"]);
}

/// Nothing knows what `T` is until another generic dependency is asked for.
#[dependency]
async fn made<T: Default + Send + Sync>() -> T {
    T::default()
}

#[dependency]
async fn outer<T: Default + Send + Sync + 'static>(_made: Depends<made<T>>) -> u8 {
    1
}

#[derive(Default)]
struct Plain;

struct Refusing(AuthResult);

#[get("/plain")]
async fn with_plain(outer: Depends<outer<Plain>>) -> u8 {
    *outer
}

trait Refuses {
    fn refuse() -> Self;
}

impl Refuses for AuthResult {
    fn refuse() -> Self {
        Refusing(refusal()).0
    }
}

#[dependency]
async fn refused<T: Refuses + Send + Sync + 'static>() -> T {
    T::refuse()
}

#[dependency]
async fn around<T: Refuses + Send + Sync + 'static>(_refused: Depends<refused<T>>) -> u8 {
    1
}

#[get("/around")]
async fn with_result(around: Depends<around<AuthResult>>) -> u8 {
    *around
}

#[test]
fn a_result_that_only_startup_can_see_keeps_the_application_from_starting() {
    let client = TestClient::blocking(App::new().routes(routes![with_plain]));
    assert_eq!(client.get("/plain").send().text(), "1");

    let error = App::new()
        .routes(routes![with_result])
        .into_service()
        .unwrap_err();
    let [mistake @ Mistake::DependencyValue { dependency, .. }] = error.mistakes() else {
        panic!("{error}")
    };
    assert_eq!(dependency, "refused");
    assert!(mistake.to_string().contains("is a `Result`"), "{mistake}");
}
