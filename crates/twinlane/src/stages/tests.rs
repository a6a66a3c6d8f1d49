use std::sync::{Arc, Mutex};
use std::time::Duration;

use twinlane_lanes::StopSignal;

use super::start_values::{StartValue, StartedValue};
use crate::App;
use crate::prelude::*;
use crate::testing::TestClient;

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

fn pool(events: &Events) -> StartValue {
    let events = events.clone();
    StartValue::new::<Pool, _>(async move || {
        tokio::task::yield_now().await;
        events.add("pool made");
        Ok(StartedValue::new(Pool("pool")).undone_by(async move || {
            events.add("pool undone");
            Ok(())
        }))
    })
}

fn cache(events: &Events) -> StartValue {
    let events = events.clone();
    StartValue::new::<Cache, _>(async move || {
        events.add("cache made");
        Ok(StartedValue::new(Cache("cache")).undone_by(async move || {
            events.add("cache undone");
            Err(crate::Error::msg("the cache is stuck"))
        }))
    })
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
        .routes(routes![read])
        .state_of_start(pool(events))
        .state_of_start(cache(events))
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
    assert_eq!(error.to_string(), "the cache is stuck");
    assert_eq!(events.all()[2..], ["cache undone", "pool undone"]);
}

#[tokio::test]
async fn what_was_made_before_a_failure_is_undone() {
    struct Broken;
    let panics = StartValue::new::<Broken, _>(|| async { panic!("no disk") });
    let fails = StartValue::new::<Broken, _>(async || Err(crate::Error::msg("no network")));
    for (broken, message) in [(panics, "no disk"), (fails, "no network")] {
        let events = Events::default();
        let app = App::new()
            .state_of_start(pool(&events))
            .state_of_start(broken)
            .state_of_start(cache(&events));
        let error = app.check().unwrap().start().await.unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(events.all(), ["pool made", "pool undone"]);
    }
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
fn a_service_without_a_start_is_refused() {
    let report = app(&Events::default()).into_service().unwrap_err();
    let report = report.to_string();
    for part in ["2 mistakes", "tests::Pool`", "app.check()?.start().await?"] {
        assert!(report.contains(part), "{report}");
    }
}

#[tokio::test]
async fn a_test_replaces_a_value_which_is_not_made_then() {
    let events = Events::default();
    let app = app(&events)
        .override_state(Pool("none"))
        .override_state(Cache("no"));
    let client = TestClient::start(app).await.unwrap();
    assert_eq!(client.get("/").await.text(), "\"no none\"");
    client.stop().await.unwrap();
    assert!(events.all().is_empty());
}

#[test]
fn two_sources_of_one_type_are_a_mistake() {
    let events = Events::default();
    let report = app(&events).state(Pool("other")).check().unwrap_err();
    let report = report.to_string();
    assert!(report.contains("two states of type"), "{report}");
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

#[test]
fn a_blocking_client_stops_its_application() {
    let events = Events::default();
    let client = TestClient::blocking(app(&events));
    assert_eq!(client.get("/").send().status(), 200);
    client.stop().unwrap_err();
    assert_eq!(events.all().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_stop_tells_the_code_and_has_a_limit() {
    #[get("/")]
    async fn endless(ended: State<StopSignal>, tasks: &mut BackgroundTasks, stopping: Stopping) {
        tasks.add(async move {
            stopping.await;
            ended.send();
            std::future::pending::<()>().await;
        });
    }
    let ended = StopSignal::new();
    let events = Events::default();
    let app = App::new()
        .routes(routes![endless])
        .state(ended.clone())
        .state_of_start(pool(&events));
    let running = app.check().unwrap().start().await.unwrap();
    let client = TestClient::of(running.service());
    // The client waits for background tasks, and this one does not end.
    let request = tokio::time::timeout(Duration::from_secs(1), async { client.get("/").await });
    assert!(request.await.is_err());
    running.stop().await.unwrap();
    assert!(ended.is_sent());
    assert_eq!(events.all(), ["pool made", "pool undone"]);
}
