use std::sync::{Arc, Mutex};
use std::time::Duration;

use twinlane_lanes::StopSignal;

use crate::dependencies::AtShutdown;
use crate::errors::Error;
use crate::prelude::*;
use crate::testing::TestClient;
use crate::{App, Provided};

struct Pool(&'static str);
struct Cache(&'static str);

/// The order of what happens.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<&'static str>>>);

impl Events {
    fn add(&self, event: &'static str) {
        self.0.lock().unwrap().push(event);
    }

    fn all(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().clone()
    }
}

#[dependency(lifespan)]
async fn pool(events: State<Events>) -> Provided<Pool, AtShutdown> {
    tokio::task::yield_now().await;
    events.add("pool made");
    Provided::new(Pool("pool")).at_shutdown(async move |_| events.add("pool undone"))
}

#[dependency(lifespan)]
fn cache(events: State<Events>) -> Provided<Cache, AtShutdown> {
    events.add("cache made");
    Provided::new(Cache("cache")).at_shutdown(move |_: Arc<Cache>| {
        events.add("cache undone");
        Err::<(), _>(Error::msg("the cache is stuck"))
    })
}

#[dependency(lifespan)]
async fn slow(events: State<Events>) {
    tokio::time::sleep(Duration::from_millis(20)).await;
    events.add("slow made");
}

fn app(events: &Events) -> App {
    #[dependency]
    async fn name_of_pool(pool: State<Pool>) -> String {
        pool.0.to_owned()
    }

    #[get("/")]
    async fn read(cache: State<Cache>, pool: Depends<name_of_pool>) -> String {
        format!("{} {}", cache.0, *pool)
    }

    App::new()
        .state(events.clone())
        .routes(routes![read])
        .lifespan(dependencies![pool, cache])
}

#[tokio::test]
async fn values_are_there_from_start_to_stop() {
    let events = Events::default();
    let checked = app(&events).check().unwrap();
    assert!(events.all().is_empty(), "a check runs nothing");
    let running = checked.start().await.unwrap();
    assert_eq!(events.all(), ["pool made", "cache made"]);
    let client = TestClient::of(running.service());
    assert_eq!(client.get("/").await.text(), "\"cache pool\"");
    // Whatever fails meanwhile: each is undone once, the last first.
    let error = running.stop().await.unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "the lifespan dependency `twinlane::stages::tests::cache` was not undone\ncaused by: the cache is stuck"
    );
    assert_eq!(events.all()[2..], ["cache undone", "pool undone"]);
}

#[tokio::test]
async fn a_dropped_application_is_undone_in_a_task() {
    let events = Events::default();
    drop(app(&events).check().unwrap().start().await.unwrap());
    while events.all().len() < 4 {
        tokio::task::yield_now().await;
    }
    assert_eq!(events.all()[2..], ["cache undone", "pool undone"]);
}

#[test]
fn an_application_that_ends_with_its_runtime_is_not_undone() {
    let events = Events::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let app = app(&events).check().unwrap();
    runtime.block_on(async {
        let running = app.start().await.unwrap();
        let task = tokio::spawn(async move {
            std::future::pending::<()>().await;
            drop(running);
        });
        // It is polled, so that the runtime drops it.
        tokio::task::yield_now().await;
        drop(task);
    });
    drop(runtime);
    assert_eq!(events.all(), ["pool made", "cache made"]);
}

#[tokio::test]
async fn a_test_client_starts_its_application_at_the_first_request() {
    let events = Events::default();
    let client = TestClient::new(app(&events));
    assert!(events.all().is_empty());
    let other = client.clone();
    let (first, second) = tokio::join!(client.get("/"), other.get("/"));
    assert_eq!(first.text(), second.text());
    assert_eq!(events.all(), ["pool made", "cache made"]);
    client.stop().await.unwrap_err();
    other.stop().await.unwrap();
    assert_eq!(events.all().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_start_goes_on_if_the_first_who_waits_for_it_gives_up() {
    let events = Events::default();
    let client = TestClient::new(app(&events).lifespan(dependencies![slow]));
    let first = tokio::time::timeout(Duration::from_millis(1), async { client.get("/").await });
    assert!(first.await.is_err());
    assert_eq!(client.get("/").await.status(), 200);
    assert_eq!(events.all(), ["pool made", "cache made", "slow made"]);
    client.stop().await.unwrap_err();
    assert_eq!(events.all()[3..], ["cache undone", "pool undone"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_a_start_that_goes_on() {
    let events = Events::default();
    let client = TestClient::new(app(&events).lifespan(dependencies![slow]));
    let first = tokio::time::timeout(Duration::from_millis(1), async { client.get("/").await });
    assert!(first.await.is_err());
    client.stop().await.unwrap_err();
    assert_eq!(events.all().len(), 5);
}

#[test]
fn a_blocking_client_stops_its_application() {
    let events = Events::default();
    let client = TestClient::blocking(app(&events));
    assert_eq!(client.get("/").send().status(), 200);
    client.stop().unwrap_err();
    assert_eq!(events.all().len(), 4);
}

#[get("/")]
async fn endless(ended: State<StopSignal>, tasks: &mut BackgroundTasks, stopping: Stopping) {
    tasks.add(async move {
        stopping.await;
        ended.send();
        std::future::pending::<()>().await;
    });
}

#[tokio::test(start_paused = true)]
async fn a_stop_tells_the_code_and_has_a_limit() {
    for limit in [None, Some(Duration::from_secs(3))] {
        let ended = StopSignal::new();
        let events = Events::default();
        let app = App::new()
            .routes(routes![endless])
            .state(ended.clone())
            .state(events.clone())
            .lifespan(dependencies![pool]);
        let running = app.check().unwrap().start().await.unwrap();
        let client = TestClient::of(running.service());
        // The client waits for background tasks, and this one does not end.
        let request = tokio::time::timeout(Duration::from_secs(1), async { client.get("/").await });
        assert!(request.await.is_err());
        let begun = tokio::time::Instant::now();
        match limit {
            None => running.stop().await.unwrap(),
            Some(limit) => running.stop_within(limit).await.unwrap(),
        }
        assert!(ended.is_sent());
        assert_eq!(events.all(), ["pool made", "pool undone"]);
        // The time is paused, and passes only where everything waits for it.
        assert_eq!(
            begun.elapsed().as_secs(),
            limit.map_or(25, |limit| limit.as_secs())
        );
    }
}

#[dependency(lifespan)]
async fn stuck(events: State<Events>) -> Provided<(), AtShutdown> {
    Provided::new(()).at_shutdown(async move |_| {
        events.add("stuck");
        std::future::pending::<()>().await;
    })
}

#[tokio::test(start_paused = true)]
async fn a_teardown_that_never_ends_is_given_up_and_those_after_it_run() {
    let events = Events::default();
    let app = App::new()
        .state(events.clone())
        .lifespan(dependencies![pool, stuck]);
    let running = app.check().unwrap().start().await.unwrap();
    let error = running.stop_within(Duration::ZERO).await.unwrap_err();
    assert!(
        format!("{error:?}").ends_with("caused by: it took too long"),
        "{error:?}"
    );
    assert_eq!(events.all(), ["pool made", "stuck", "pool undone"]);
}
