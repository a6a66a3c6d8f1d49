//! Clients that go while their items wait: what has not run for them is left out.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use http::Request;
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;
use tower_service::Service as _;
use twinlane::Response;
use twinlane::dependency::AfterResponse;
use twinlane::lifespan::{Running, Service};
use twinlane::prelude::*;
use twinlane::response::Body;

/// The events so far, and the permits by which batches end.
#[derive(Clone, Default)]
struct Events(Arc<EventsInner>);

struct EventsInner {
    lines: Mutex<Vec<String>>,
    more: Notify,
    ends: Semaphore,
}

impl Default for EventsInner {
    fn default() -> Self {
        Self {
            lines: Mutex::default(),
            more: Notify::new(),
            ends: Semaphore::new(0),
        }
    }
}

impl Events {
    fn note(&self, line: impl Into<String>) {
        self.0.lines.lock().unwrap().push(line.into());
        self.0.more.notify_waiters();
    }

    fn noted(&self) -> Vec<String> {
        self.0.lines.lock().unwrap().clone()
    }

    async fn until(&self, line: &str) {
        loop {
            let mut more = std::pin::pin!(self.0.more.notified());
            more.as_mut().enable();
            if self.noted().iter().any(|known| known == line) {
                return;
            }
            let more = timeout(Duration::from_mins(1), more).await;
            more.unwrap_or_else(|_| panic!("no {line}: {:?}", self.noted()));
        }
    }
}

/// Runs one item at a time, each until the test lets it end.
#[batch(max_size = 1)]
async fn doubled(items: Vec<u32>, events: State<Events>) -> Vec<u32> {
    events.note(format!("{items:?} runs"));
    events.0.ends.acquire().await.unwrap().forget();
    items.iter().map(|item| item * 2).collect()
}

#[dependency]
async fn connection(events: State<Events>) -> Provided<(), AfterResponse> {
    let events = Events::clone(&events);
    Provided::new(()).after_response(async move |(), outcome| events.note(format!("{outcome:?}")))
}

#[get("/one/{item}")]
async fn one(item: u32, doubled: Batch<doubled>, events: State<Events>) -> Result<u32> {
    events.note("asks");
    let told = doubled.one(item).await;
    events.note(format!("{told:?}"));
    Ok(told?)
}

#[get("/undone/{item}", dependencies = [connection])]
async fn undone(item: u32, doubled: Batch<doubled>, events: State<Events>) -> Result<u32> {
    one(item, doubled, events).await
}

#[get("/many/{item}")]
async fn many(item: u32, doubled: Batch<doubled>, events: State<Events>) {
    events.note("asks");
    let told = doubled.many(item..item + 9).await;
    let left_out = told
        .iter()
        .filter(|told| matches!(told, Err(BatchError::ClientGone)));
    events.note(format!("{} left out", left_out.count()));
}

#[get("/twice/{item}")]
async fn twice(item: u32, doubled: Batch<doubled>, events: State<Events>) {
    events.note("asks");
    let first = doubled.one(item).await;
    events.note(format!("{first:?}, {:?}", doubled.one(item).await));
}

#[get("/shielded/{item}")]
async fn shielded(item: u32, doubled: Batch<doubled>, events: State<Events>) {
    let told = lanes::shield(async move {
        events.note("asks");
        let told = doubled.one(item).await;
        events.note(format!("{told:?}"));
    });
    told.await;
}

#[get("/later/{item}")]
async fn later(
    item: u32,
    doubled: Batch<doubled>,
    events: State<Events>,
    tasks: &mut BackgroundTasks,
) {
    tasks.add(async move {
        events.note("asks");
        let told = doubled.one(item).await;
        events.note(format!("{told:?}"));
    });
}

struct Started {
    running: Running,
    events: Events,
}

/// An application whose batch runs item 0, whose client stays.
async fn busy() -> (Started, impl Future<Output = Result<Response, Infallible>>) {
    let events = Events::default();
    let app = App::new()
        .state(events.clone())
        .routes(routes![one, undone, many, twice, shielded, later]);
    let running = app.check().unwrap().start().await.unwrap();
    let mut first = Box::pin(request(running.service(), "/one/0".to_owned()));
    poll_once(first.as_mut()).await;
    events.until("[0] runs").await;
    (Started { running, events }, first)
}

async fn request(mut service: Service, path: String) -> Result<Response, Infallible> {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    service.call(request).await
}

async fn poll_once(mut future: Pin<&mut impl Future>) {
    poll_fn(|cx| {
        assert!(future.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
}

/// The lines that are noted when a client has gone while its items wait behind item 0.
async fn gone(path: &str, last: &str) -> Vec<String> {
    let (Started { running, events }, first) = busy().await;
    let asked = events.noted().len();
    let mut goes = Box::pin(request(running.service(), path.to_owned()));
    poll_once(goes.as_mut()).await;
    assert_eq!(events.noted()[asked..], ["asks"]);
    drop(goes);
    // Nothing lets item 0 end yet: who is left out learns it at once.
    if !last.contains("Ok") {
        events.until(last).await;
    }
    events.0.ends.add_permits(10);
    first.await.unwrap();
    events.until(last).await;
    let noted = events.noted().split_off(asked + 1);
    // Nobody else is told so, on the same thread.
    let another = request(running.service(), "/one/50".to_owned()).await;
    assert_eq!(another.unwrap().status(), 200);
    running.stop().await.unwrap();
    noted
}

#[tokio::test]
async fn an_item_whose_client_goes_is_left_out() {
    let noted = gone("/one/1", "Err(ClientGone)").await;
    assert_eq!(noted, ["Err(ClientGone)", "Ok(0)"]);
}

#[tokio::test]
async fn dependencies_learn_that_the_client_has_gone() {
    let noted = gone("/undone/1", "ClientGone").await;
    assert_eq!(noted, ["Err(ClientGone)", "ClientGone", "Ok(0)"]);
}

#[tokio::test]
async fn many_items_are_left_out_whether_or_not_they_had_been_taken() {
    let noted = gone("/many/1", "9 left out").await;
    assert_eq!(noted, ["9 left out", "Ok(0)"]);
}

#[tokio::test]
async fn who_goes_on_after_that_asks_in_vain() {
    let noted = gone("/twice/1", "Err(ClientGone), Err(ClientGone)").await;
    assert_eq!(noted, ["Err(ClientGone), Err(ClientGone)", "Ok(0)"]);
}

#[tokio::test]
async fn what_is_shielded_runs_all_the_same() {
    let noted = gone("/shielded/1", "Ok(2)").await;
    assert!(noted.contains(&"[1] runs".to_owned()), "{noted:?}");
}

#[tokio::test]
async fn an_item_that_runs_when_its_client_goes_has_its_answer() {
    let (Started { running, events }, first) = busy().await;
    drop(first);
    // Its rest has been polled when another request has been answered by the same worker.
    tokio::task::yield_now().await;
    events.0.ends.add_permits(1);
    events.until("Ok(0)").await;
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_background_task_is_for_no_client() {
    let (Started { running, events }, first) = busy().await;
    let mut answered = request(running.service(), "/later/1".to_owned())
        .await
        .unwrap();
    let mut rest = Box::pin(http_body_util::BodyExt::collect(answered.body_mut()));
    poll_fn(|cx| rest.as_mut().poll(cx).map(drop)).await;
    drop(rest);
    drop(answered);
    events.until("asks").await;
    events.0.ends.add_permits(10);
    events.until("[1] runs").await;
    first.await.unwrap();
    running.stop().await.unwrap();
    assert!(events.noted().contains(&"Ok(2)".to_owned()));
}
