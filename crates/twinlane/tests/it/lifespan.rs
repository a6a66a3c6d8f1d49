//! Lifespan dependencies: made once, when the application starts, and undone when it stops.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use expect_test::expect;
use twinlane::dependency::{AtShutdown, DependencyRef};
use twinlane::error::{BuildError, Mistake};
use twinlane::lifespan::{Around, Ended};
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{Error, Provided};

mod around;
mod random;

/// The order of what happens.
#[derive(Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    pub(crate) fn add(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// A value that knows which one it is.
#[derive(Debug)]
struct Pool(usize);

struct Made(AtomicUsize);

#[dependency(lifespan)]
async fn pool(events: State<Events>, made: State<Made>) -> Result<Provided<Pool, AtShutdown>> {
    tokio::task::yield_now().await;
    events.add("pool made");
    let pool = Pool(made.0.fetch_add(1, Ordering::SeqCst));
    Ok(
        Provided::new(pool).at_shutdown(async move |pool: Arc<Pool>| {
            tokio::task::yield_now().await;
            events.add(format!("pool {} undone", pool.0));
        }),
    )
}

/// Made in a thread, of another.
#[dependency(lifespan)]
fn cache(pool: Depends<pool>, events: State<Events>) -> Provided<String, AtShutdown> {
    events.add("cache made");
    Provided::new(format!("cache of pool {}", pool.0)).at_shutdown(move |cache: Arc<String>| {
        events.add(format!("{cache} undone"));
    })
}

#[dependency]
async fn user(pool: Depends<pool>) -> String {
    format!("a user of pool {}", pool.0)
}

#[dependency]
fn plain_user(cache: Depends<cache>) -> String {
    format!("a user of {}", *cache)
}

#[get("/")]
async fn read(pool: Depends<pool>, user: Depends<user>, cache: Depends<cache>) -> Value {
    json!([pool.0, *user, *cache])
}

#[get("/plain")]
fn read_in_a_thread(pool: Depends<pool>, user: Depends<plain_user>) -> Value {
    json!([pool.0, *user])
}

#[get("/value")]
async fn value(pool: Depends<pool>) -> usize {
    pool.0
}

#[get("/state")]
async fn state(pool: State<Pool>) -> usize {
    pool.0
}

fn app(events: &Events) -> App {
    App::new()
        .state(events.clone())
        .state(Made(AtomicUsize::new(7)))
}

#[test]
fn a_value_is_made_once_for_all_who_ask() {
    let events = Events::default();
    let client = TestClient::blocking(app(&events).routes(routes![read, read_in_a_thread]));
    for _ in 0..3 {
        let answer: Value = client.get("/").send().json();
        assert_eq!(answer, json!([7, "a user of pool 7", "cache of pool 7"]));
        let answer: Value = client.get("/plain").send().json();
        assert_eq!(answer, json!([7, "a user of cache of pool 7"]));
    }
    assert_eq!(events.take(), ["pool made", "cache made"]);
    client.stop().unwrap();
    assert_eq!(events.take(), ["cache of pool 7 undone", "pool 7 undone"]);
}

#[test]
fn a_listed_value_is_a_state_of_its_type_too() {
    let events = Events::default();
    let app = app(&events)
        .routes(routes![state])
        .lifespan(dependencies![pool]);
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/state").send().text(), "7");
    client.stop().unwrap();
    assert_eq!(events.take(), ["pool made", "pool 7 undone"]);
}

#[test]
fn a_value_that_somebody_asks_for_is_a_state_of_its_type_too() {
    let events = Events::default();
    let client = TestClient::blocking(app(&events).routes(routes![state, value]));
    assert_eq!(client.get("/state").send().text(), "7");
    assert_eq!(client.get("/value").send().text(), "7");
    assert_eq!(events.take(), ["pool made"]);
}

#[test]
fn one_that_stands_for_its_effect_is_made_once_too() {
    #[get("/", dependencies = [cache])]
    async fn read() -> u8 {
        1
    }
    let events = Events::default();
    let app = app(&events).dependencies(dependencies![pool]).router(
        Router::new()
            .dependencies(dependencies![user])
            .routes(routes![read]),
    );
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/").send().text(), "1");
    assert_eq!(client.get("/").send().text(), "1");
    assert_eq!(events.take(), ["pool made", "cache made"]);
}

/// Adds its name to the events, at its start and at its stop.
#[dependency(lifespan)]
async fn named<const NAME: char>(events: State<Events>) -> Provided<(), AtShutdown> {
    events.add(NAME);
    Provided::new(()).at_shutdown(async move |_| events.add(NAME))
}

#[dependency(lifespan)]
fn needs_d(_d: Depends<named<'d'>>, events: State<Events>) {
    events.add("needs d");
}

#[get("/{name}")]
async fn asks_for_g(name: String, _g: Depends<named<'g'>>) -> String {
    name
}

#[test]
fn the_order_is_that_of_the_lists_and_routers_each_after_what_it_needs() {
    let events = Events::default();
    let inner = Router::new().lifespan(dependencies![named<'e'>]);
    let router = Router::new()
        .router(inner)
        .lifespan(dependencies![needs_d, named<'a'>]);
    let app = App::new()
        .state(events.clone())
        .router(router)
        .routes(routes![asks_for_g])
        .router(Router::new().lifespan(dependencies![named<'f'>]))
        .lifespan(dependencies![named<'c'>, named<'b'>]);
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/x").send().text(), "\"x\"");
    let order = ["c", "b", "d", "needs d", "a", "e", "g", "f"];
    assert_eq!(events.take(), order);
    client.stop().unwrap();
    let mut undone: Vec<&str> = order.into_iter().filter(|name| name.len() == 1).collect();
    undone.reverse();
    assert_eq!(events.take(), undone);
}

#[dependency(lifespan)]
async fn knows_of_a_stop(stopping: Stopping, events: State<Events>) -> Provided<(), AtShutdown> {
    let told = stopping.clone();
    let task = tokio::spawn(async move {
        told.await;
        events.add("a task is told");
    });
    Provided::new(()).at_shutdown(async move |_| {
        assert!(stopping.has_begun());
        task.await.unwrap();
    })
}

#[tokio::test]
async fn one_learns_of_the_stop_before_it_is_undone() {
    let events = Events::default();
    let app = app(&events).lifespan(dependencies![knows_of_a_stop]);
    let client = TestClient::start(app).await.unwrap();
    assert!(events.take().is_empty());
    client.stop().await.unwrap();
    assert_eq!(events.take(), ["a task is told"]);
}

/// A value that a request has stored still holds the dependency's value when that is undone.
#[tokio::test]
async fn a_value_is_undone_while_something_still_holds_it() {
    #[get("/")]
    async fn keeps(pool: Depends<pool>, bag: State<Mutex<Vec<Depends<pool>>>>) -> usize {
        let number = pool.0;
        bag.lock().unwrap().push(pool);
        number
    }
    let events = Events::default();
    let app = app(&events)
        .state(Mutex::new(Vec::<Depends<pool>>::new()))
        .routes(routes![keeps]);
    let client = TestClient::start(app).await.unwrap();
    assert_eq!(client.get("/").await.text(), "7");
    client.stop().await.unwrap();
    assert_eq!(events.take(), ["pool made", "pool 7 undone"]);
}

/// The way in which a lifespan dependency fails.
struct Fails(&'static str);

impl Fails {
    fn now(&self) -> Result<()> {
        match self.0 {
            "error" => Err(std::io::Error::other("no disk").into()),
            "panic" => panic!("no\ndisk"),
            _ => Ok(()),
        }
    }
}

#[dependency(lifespan)]
async fn failing(_pool: Depends<pool>, fails: State<Fails>) -> Result<u8> {
    tokio::task::yield_now().await;
    fails.now().map(|()| 1)
}

#[dependency(lifespan)]
fn failing_in_a_thread(_pool: Depends<pool>, fails: State<Fails>) -> Result<u8> {
    fails.now().map(|()| 1)
}

#[dependency(lifespan, in_place)]
fn in_place() -> u16 {
    16
}

#[dependency(lifespan, cpu)]
fn on_a_core(in_place: Depends<in_place>) -> u32 {
    2 * u32::from(*in_place)
}

#[test]
fn the_other_lanes_make_values_too() {
    #[get("/")]
    async fn read(value: Depends<on_a_core>) -> u32 {
        *value
    }
    let client = TestClient::blocking(App::new().routes(routes![read]));
    assert_eq!(client.get("/").send().text(), "32");
}

async fn start(app: App) -> Result<TestClient, Error> {
    TestClient::start(app).await
}

#[tokio::test]
async fn a_failure_keeps_the_application_from_starting_and_undoes_what_was_made() {
    let lists: [(&str, Vec<DependencyRef>); 2] = [
        ("failing", dependencies![failing, cache]),
        (
            "failing_in_a_thread",
            dependencies![failing_in_a_thread, cache],
        ),
    ];
    for (name, list) in lists {
        for (how, cause) in [("error", "no disk"), ("panic", r"it panicked: no\ndisk")] {
            let events = Events::default();
            let app = app(&events).state(Fails(how)).lifespan(list.clone());
            let error = start(app).await.unwrap_err();
            assert_eq!(
                format!("{error:?}"),
                format!(
                    "the lifespan dependency `it::lifespan::{name}` failed\ncaused by: {cause}"
                )
            );
            assert_eq!(events.take(), ["pool made", "pool 7 undone"]);
        }
    }
}

fn report(app: App) -> String {
    app.check().unwrap_err().to_string()
}

#[test]
fn states_that_nobody_makes_name_both_ways() {
    let app = App::new()
        .routes(routes![state])
        .lifespan(dependencies![failing]);
    expect![[r"
        the application cannot start: 3 mistakes
          1. the lifespan dependency `it::lifespan::pool`: parameter `events`: the application has no state of type `it::lifespan::Events`: add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`
          2. the lifespan dependency `it::lifespan::pool`: parameter `made`: the application has no state of type `it::lifespan::Made`: add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`
          3. the lifespan dependency `it::lifespan::failing`: parameter `fails`: the application has no state of type `it::lifespan::Fails`: add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`"]].assert_eq(&report(app));
}

/// Two of one type.
#[dependency(lifespan)]
async fn replica(pool: Depends<pool>) -> Pool {
    Pool(pool.0 + 100)
}

#[dependency(lifespan)]
async fn asks_by_type(pool: State<Pool>) -> usize {
    pool.0
}

#[test]
fn two_sources_of_one_state_are_a_mistake_where_it_is_taken() {
    #[get("/both")]
    async fn both(pool: Depends<pool>, replica: Depends<replica>) -> Value {
        json!([pool.0, replica.0])
    }
    // Nobody could say which of the two this gets.
    let app = app(&Events::default())
        .routes(routes![state, both])
        .lifespan(dependencies![asks_by_type]);
    expect![[r"
        the application cannot start: 1 mistake
          1. the application has two states of type `it::lifespan::Pool`, from the lifespan dependency `it::lifespan::pool` and from the lifespan dependency `it::lifespan::replica`: give one of them a type of its own, as in `struct Other(it::lifespan::Pool);`, or write `.override_state(...)` where a test replaces the other"]].assert_eq(&report(app));
    // Each is asked for by its name.
    let events = Events::default();
    let client = TestClient::blocking(self::app(&events).routes(routes![both]));
    assert_eq!(client.get("/both").send().json::<Value>(), json!([7, 107]));
}

#[test]
fn a_state_that_is_given_and_made_is_a_mistake() {
    let app = app(&Events::default())
        .state(Pool(1))
        .routes(routes![value]);
    let mistakes = app.check().unwrap_err();
    let [
        Mistake::DoubleState {
            type_name,
            first,
            second,
        },
    ] = mistakes.mistakes()
    else {
        panic!("{mistakes}");
    };
    assert_eq!(*type_name, "it::lifespan::Pool");
    assert!(first.contains("lifespan.rs:"), "{first}");
    assert_eq!(second, "the lifespan dependency `it::lifespan::pool`");
}

/// A state may come from another lifespan dependency, which is made before it whatever the order of the list.
#[test]
fn one_that_takes_a_state_comes_after_what_makes_it() {
    #[get("/number")]
    async fn number(number: State<usize>) -> usize {
        *number
    }
    let events = Events::default();
    let app = app(&events)
        .lifespan(dependencies![asks_by_type, pool])
        .routes(routes![number]);
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/number").send().text(), "7");
}

struct Ring;

#[dependency(lifespan)]
async fn ring_of(_ring: Depends<ring>) -> Ring {
    Ring
}

#[dependency(lifespan)]
async fn ring(_ring: Depends<ring_by_type>) {}

#[dependency(lifespan)]
async fn ring_by_type(_ring: State<Ring>) -> u8 {
    1
}

#[test]
fn one_that_needs_itself_is_a_mistake() {
    let app = App::new().lifespan(dependencies![ring_of]);
    expect![[r"
        the application cannot start: 1 mistake
          1. the lifespan dependency `it::lifespan::ring_of`: it needs itself: `ring_of` -> `ring` -> `ring_by_type` -> `ring_of`"]].assert_eq(&report(app));
}

/// The compiler does not see what these turn out to be.
#[dependency]
async fn alone<D: twinlane::dependency::Dependency>(_it: DependsMut<D>) {}

#[dependency]
async fn anew<D: twinlane::dependency::Dependency>(_it: Fresh<D>) {}

#[dependency]
async fn without<D>(_it: Option<Depends<D>>)
where
    D: twinlane::dependency::Dependency<Output: Sync>,
{
}

#[test]
fn what_the_compiler_cannot_see_is_a_mistake_at_the_check() {
    #[get("/")]
    async fn read(
        _alone: Depends<alone<pool>>,
        _anew: Depends<anew<pool>>,
        _without: Depends<without<pool>>,
        #[scopes("admin")] _scopes: Depends<pool>,
    ) {
    }
    let app = app(&Events::default())
        .routes(routes![read])
        .lifespan(dependencies![user])
        .router(Router::new().prefix("/inner").lifespan(dependencies![user]));
    expect![[r#"
        the application cannot start: 6 mistakes
          1. GET / (it::lifespan::read): the dependency `alone`: `pool` is a lifespan dependency, whose value is there before the first request, and which all requests share: take it as `Depends<pool>`
          2. GET / (it::lifespan::read): the dependency `anew`: `pool` is a lifespan dependency, whose value is there before the first request, and which all requests share: take it as `Depends<pool>`
          3. GET / (it::lifespan::read): the dependency `without`: `pool` is a lifespan dependency, whose value is there before the first request, and which all requests share: take it as `Depends<pool>`
          4. GET / (it::lifespan::read): `#[scopes("admin")]` of `pool` would be checked by nobody: take `&SecurityScopes` there, or in what it needs
          5. the application: `user` of its `lifespan` is made for each request: write `#[dependency(lifespan)]` above it, or list it in `dependencies`
          6. the router at "/inner": `user` of its `lifespan` is made for each request: write `#[dependency(lifespan)]` above it, or list it in `dependencies`"#]].assert_eq(&report(app));
}

#[test]
fn a_page_of_the_lanes_is_not_guarded_by_one() {
    let app = app(&Events::default()).lanes_page("/lanes", dependencies![pool]);
    let report = report(app);
    assert!(report.contains("everybody would see"), "{report}");
}

#[test]
fn a_service_without_a_start_is_refused() {
    async fn around(app: Around) -> Result<Ended> {
        Ok(app.run().await)
    }
    let error: BuildError = app(&Events::default())
        .routes(routes![value])
        .around(around)
        .into_service()
        .unwrap_err();
    let report = error.to_string();
    let (before, after) = report.split_once("lifespan.rs:").unwrap();
    let report = format!(
        "{before}lifespan.rs{}",
        after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':')
    );
    expect![[r"
        the application cannot start: 2 mistakes
          1. the function around the application from crates/twinlane/tests/it/lifespan.rs runs when the application starts, which `into_service()` does not wait for: write `app.check()?.start().await?` and serve its `service()`
          2. the lifespan dependency `it::lifespan::pool` is made when the application starts, which `into_service()` does not wait for: write `app.check()?.start().await?` and serve its `service()`"]].assert_eq(&report);
}

#[test]
fn an_override_runs_once_and_the_original_is_not_made() {
    let events = Events::default();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    // No state of type `Made` is needed: nothing makes the pool.
    let app = App::new()
        .state(events.clone())
        .routes(routes![read, value, state])
        .override_dependency::<pool>(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Pool(1)
        });
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    let client = TestClient::blocking(app);
    for _ in 0..2 {
        let answer: Value = client.get("/").send().json();
        assert_eq!(answer, json!([1, "a user of pool 1", "cache of pool 1"]));
        assert_eq!(client.get("/state").send().text(), "1");
    }
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    client.stop().unwrap();
    assert_eq!(events.take(), ["cache made", "cache of pool 1 undone"]);
}

#[tokio::test]
async fn an_override_that_panics_keeps_the_application_from_starting() {
    let app = App::new()
        .routes(routes![value])
        .override_dependency::<pool>(|| panic!("no pool"));
    let error = start(app).await.unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "the lifespan dependency `it::lifespan::pool` failed\ncaused by: it panicked: no pool"
    );
}

#[test]
fn another_dependency_may_stand_in_the_place_of_one() {
    #[dependency(lifespan)]
    fn in_memory(events: State<Events>) -> Provided<Pool, AtShutdown> {
        events.add("in memory");
        Provided::new(Pool(2)).at_shutdown(move |_: Arc<Pool>| events.add("forgotten"))
    }
    let events = Events::default();
    let app = App::new()
        .state(events.clone())
        .routes(routes![value, state])
        .override_dependency_with::<pool, in_memory>();
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/value").send().text(), "2");
    assert_eq!(client.get("/state").send().text(), "2");
    client.stop().unwrap();
    assert_eq!(events.take(), ["in memory", "forgotten"]);
}

/// The value of the dependency is the state.
#[test]
fn a_state_of_a_test_stands_in_the_place_of_one() {
    let events = Events::default();
    let app = App::new()
        .state(events.clone())
        .routes(routes![read, value, state])
        .override_state(Pool(3));
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/value").send().text(), "3");
    assert_eq!(client.get("/state").send().text(), "3");
    let answer: Value = client.get("/").send().json();
    assert_eq!(answer, json!([3, "a user of pool 3", "cache of pool 3"]));
    client.stop().unwrap();
    assert_eq!(events.take(), ["cache made", "cache of pool 3 undone"]);
}

#[test]
fn it_is_still_the_function_that_was_written() {
    let events = Events::default();
    let cache = cache(Depends::new(Pool(4)), State::new(events.clone()));
    assert!(format!("{cache:?}").contains("cache of pool 4"));
    assert_eq!(events.take(), ["cache made"]);
}

/// Blocks as it is dropped, as a client with a runtime of its own does, which panics on the event loop.
struct Blocking(Events);

impl Drop for Blocking {
    fn drop(&mut self) {
        lanes::block_on(std::future::ready(()));
        self.0.add("dropped");
    }
}

#[dependency(lifespan)]
fn blocking(events: State<Events>) -> Blocking {
    Blocking(Events::clone(&events))
}

#[tokio::test]
async fn a_value_may_block_as_it_is_dropped() {
    let events = Events::default();
    let list = dependencies![blocking];
    let running = app(&events).lifespan(list.clone()).check().unwrap();
    running.start().await.unwrap().stop().await.unwrap();
    assert_eq!(events.take(), ["dropped"]);
    // The same if the start fails.
    let list = [list, dependencies![failing]].concat();
    let app = app(&events).state(Fails("error")).lifespan(list);
    start(app).await.unwrap_err();
    assert_eq!(events.take(), ["pool made", "pool 7 undone", "dropped"]);
}

fn without_a_value() -> App {
    #[get("/value")]
    async fn value() -> usize {
        1
    }
    App::new().routes(routes![value])
}

/// Nothing of it is in the document.
#[test]
fn the_document_knows_nothing_of_it() {
    let with = app(&Events::default()).routes(routes![value]);
    let [with, without] = [with, without_a_value()].map(|app| {
        let client = TestClient::blocking(app);
        client.get("/openapi.json").send().text()
    });
    assert_eq!(with, without);
}
