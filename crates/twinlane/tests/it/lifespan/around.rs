//! Functions around the whole life of an application.

use std::time::Duration;

use twinlane::dependency::AtShutdown;
use twinlane::lifespan::{Around, Ended};
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{Error, Provided};

use super::Events;

#[dependency(lifespan)]
async fn value(events: State<Events>) -> Result<Provided<u8, AtShutdown>> {
    if events
        .0
        .lock()
        .unwrap()
        .contains(&"it will fail".to_owned())
    {
        return Err(Error::msg("no value"));
    }
    events.add("made");
    Ok(Provided::new(5).at_shutdown(async move |_| events.add("undone")))
}

#[get("/")]
async fn read(value: Depends<value>) -> u8 {
    *value
}

fn app(events: &Events) -> App {
    App::new().state(events.clone()).routes(routes![read])
}

/// Says what it does.
async fn noted(app: Around, events: Events, name: &str) -> Result<Ended> {
    events.add(format!("{name} begins"));
    let ended = app.run().await;
    events.add(format!("{name} ends"));
    Ok(ended)
}

#[tokio::test]
async fn functions_stand_around_everything_the_last_outermost() {
    let events = Events::default();
    let (inner, outer) = (events.clone(), events.clone());
    let app = app(&events)
        .around(|app| noted(app, inner, "inner"))
        .around(|app| noted(app, outer, "outer"));
    let client = TestClient::start(app).await.unwrap();
    assert_eq!(events.take(), ["outer begins", "inner begins", "made"]);
    assert_eq!(client.get("/").await.text(), "5");
    client.stop().await.unwrap();
    assert_eq!(events.take(), ["undone", "inner ends", "outer ends"]);
}

#[tokio::test]
async fn what_stands_after_the_application_is_reached_where_the_start_fails() {
    let events = Events::default();
    events.add("it will fail");
    let noting = events.clone();
    let app = app(&events).around(|app| noted(app, noting, "it"));
    let error = TestClient::start(app).await.unwrap_err();
    assert!(
        format!("{error:?}").ends_with("caused by: no value"),
        "{error:?}"
    );
    assert_eq!(events.take(), ["it will fail", "it begins", "it ends"]);
}

async fn fails_before(_: Around) -> Result<Ended> {
    Err(Error::msg("the lock is taken"))
}

async fn panics_before(_: Around) -> Result<Ended> {
    panic!("the lock is taken")
}

async fn fails_after(app: Around) -> Result<Ended> {
    let _ = app.run().await;
    Err(Error::msg("the lock is lost"))
}

/// Lets the application go before it has ended.
async fn leaves(app: Around) -> Result<Ended> {
    let ended = tokio::time::timeout(Duration::from_millis(1), app.run()).await;
    Ok(ended?)
}

#[tokio::test]
async fn a_failure_before_the_application_keeps_it_from_starting() {
    for (app, cause) in [
        (
            app(&Events::default()).around(fails_before),
            "the lock is taken",
        ),
        (
            app(&Events::default()).around(panics_before),
            "it panicked: the lock is taken",
        ),
    ] {
        let error = TestClient::start(app).await.unwrap_err();
        let error = format!("{error:?}");
        assert!(
            error.starts_with("the function around the application from "),
            "{error}"
        );
        assert!(
            error.ends_with(&format!("failed\ncaused by: {cause}")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_failure_after_the_application_is_one_of_the_stop() {
    let events = Events::default();
    let client = TestClient::start(app(&events).around(fails_after))
        .await
        .unwrap();
    assert_eq!(client.get("/").await.text(), "5");
    let error = client.stop().await.unwrap_err();
    assert!(
        format!("{error:?}").ends_with("caused by: the lock is lost"),
        "{error:?}"
    );
    assert_eq!(events.take(), ["made", "undone"]);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_leaves_the_application_fails() {
    let events = Events::default();
    let client = TestClient::start(app(&events).around(leaves))
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    // A server stops now; a test client is told at its stop.
    assert_eq!(client.get("/").await.text(), "5");
    let error = client.stop().await.unwrap_err();
    assert!(
        format!("{error:?}").contains("deadline has elapsed"),
        "{error:?}"
    );
    assert_eq!(events.take(), ["made", "undone"]);
}

/// A function may do something of its own meanwhile.
#[tokio::test]
async fn a_function_goes_on_beside_the_application() {
    let events = Events::default();
    let beside = events.clone();
    let app = app(&events).around(async move |app: Around| {
        let task = tokio::spawn(async move { beside.add("beside") });
        let ended = app.run().await;
        task.await.map(|()| ended)
    });
    let client = TestClient::start(app).await.unwrap();
    client.stop().await.unwrap();
    assert!(events.take().contains(&"beside".to_owned()));
}
