//! Batch functions in an application.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use twinlane::batch::BatchOf;
use twinlane::error::BuildError;
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane_log_lines::LogLines;

/// A model that counts how often it has been loaded and called.
#[derive(Clone, Default)]
struct Counts {
    loaded: Arc<AtomicUsize>,
    batches: Arc<AtomicUsize>,
}

struct Embedder {
    counts: Counts,
}

#[dependency(lifespan)]
fn embedder(counts: State<Counts>) -> Result<Embedder> {
    counts.loaded.fetch_add(1, Ordering::SeqCst);
    Ok(Embedder {
        counts: (*counts).clone(),
    })
}

#[batch(cpu, max_size = 8, max_wait = Duration::from_millis(1), queue = 16)]
fn embed(
    texts: Vec<String>,
    embedder: Depends<embedder>,
    counts: &State<Counts>,
) -> Vec<Result<usize>> {
    embedder.counts.batches.fetch_add(1, Ordering::SeqCst);
    assert!(counts.loaded.load(Ordering::SeqCst) > 0);
    let length = |text: String| match text.as_str() {
        "" => Err(HttpError::new(422, "nothing to embed").into()),
        "panic" => panic!("no such text"),
        text => Ok(text.len()),
    };
    texts.into_iter().map(length).collect()
}

#[get("/one")]
async fn one(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one(text).await?)
}

#[post("/many")]
async fn many(texts: Vec<String>, embed: Batch<embed>) -> Result<Vec<usize>> {
    Ok(embed
        .many(texts)
        .await
        .into_iter()
        .collect::<Result<_, _>>()?)
}

#[get("/plain")]
fn plain(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one_blocking(text)?)
}

#[get("/on_loop")]
async fn on_loop(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one_blocking(text)?)
}

#[dependency]
async fn length(text: String, embed: Batch<embed>) -> Result<usize> {
    Ok(embed.one(text).await?)
}

#[get("/dependency")]
async fn by_dependency(length: Depends<length>) -> usize {
    *length
}

#[get("/background")]
async fn background(
    text: String,
    embed: Batch<embed>,
    counts: State<Counts>,
    tasks: &mut BackgroundTasks,
) {
    tasks.add(async move {
        let length = embed.one(text).await?;
        counts.loaded.store(length, Ordering::SeqCst);
        Ok::<_, twinlane::Error>(())
    });
}

fn app(counts: &Counts) -> App {
    App::new().state(counts.clone()).routes(routes![
        one,
        many,
        plain,
        on_loop,
        by_dependency,
        background
    ])
}

#[tokio::test]
async fn callers_ask_from_everywhere() {
    let counts = Counts::default();
    let client = TestClient::new(app(&counts));
    assert_eq!(client.get("/one?text=four").await.text(), "4");
    assert_eq!(client.get("/plain?text=four").await.text(), "4");
    assert_eq!(client.get("/dependency?text=four").await.text(), "4");
    let response = client.post("/many").json(&["a", "bc", "def"]).await;
    assert_eq!(response.text(), "[1,2,3]");
    assert_eq!(counts.loaded.load(Ordering::SeqCst), 1);
    assert_eq!(client.get("/background?text=twelve").await.status(), 200);
    assert_eq!(counts.loaded.load(Ordering::SeqCst), 6);
    client.stop().await.unwrap();
}

#[tokio::test]
async fn who_asks_at_the_same_time_shares_a_batch() {
    let counts = Counts::default();
    let client = TestClient::new(app(&counts));
    client.get("/one?text=a").await;
    let before = counts.batches.load(Ordering::SeqCst);
    let texts: Vec<String> = (0..100).map(|number| format!("{number}")).collect();
    let response = client.post("/many").json(&texts).await;
    assert_eq!(response.json::<Vec<usize>>().iter().sum::<usize>(), 190);
    let batches = counts.batches.load(Ordering::SeqCst) - before;
    assert!((13..50).contains(&batches), "{batches} batches of 8");
}

#[tokio::test]
async fn one_items_error_is_that_items() {
    let client = TestClient::new(app(&Counts::default()));
    let (good, bad) = tokio::join!(client.get("/one?text=four"), client.get("/one?text="));
    assert_eq!(good.text(), "4");
    assert_eq!(bad.status(), 422);
    assert_eq!(bad.text(), r#"{"detail":"nothing to embed"}"#);
}

#[tokio::test]
async fn a_panic_is_a_500_and_the_next_batch_runs() {
    let client = TestClient::new(app(&Counts::default()));
    assert_eq!(client.get("/one?text=panic").await.status(), 500);
    assert_eq!(client.get("/one?text=four").await.text(), "4");
}

#[tokio::test]
async fn a_blocking_call_on_the_event_loop_is_an_error_that_says_what_to_write() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let client = TestClient::new(app(&Counts::default()));
    assert_eq!(client.get("/on_loop?text=four").await.status(), 500);
    let text = lines.text();
    assert!(text.contains("write `one(..).await`"), "{text}");
}

/// Holds the batches that run until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(std::sync::Mutex<bool>, std::sync::Condvar)>);

impl Gate {
    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let open = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(open, |open| !*open).unwrap());
    }
}

#[batch(max_size = 1, queue = 1, deadline = Duration::from_millis(300))]
fn held(items: Vec<u32>, gate: State<Gate>) -> Vec<u32> {
    gate.pass();
    items
}

#[get("/held")]
async fn ask_held(item: u32, held: Batch<held>) -> Result<u32> {
    Ok(held.one(item).await?)
}

#[tokio::test]
async fn a_full_queue_is_a_503_that_says_when_to_come_again_and_a_deadline_a_504() {
    let gate = Gate::default();
    let client = TestClient::new(App::new().state(gate.clone()).routes(routes![ask_held]));
    // One runs, one waits, and the third is refused before any of them is late.
    let asked = tokio::join!(
        client.get("/held?item=1"),
        async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            client.get("/held?item=2").await
        },
        async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            client.get("/held?item=3").await
        }
    );
    assert_eq!(
        (asked.0.status(), asked.1.status()),
        (504.into_status(), 504.into_status())
    );
    assert_eq!(asked.2.status(), 503);
    assert_eq!(asked.2.headers()["retry-after"], "1");
    gate.open();
    assert_eq!(client.get("/held?item=4").await.text(), "4");
    client.stop().await.unwrap();
}

trait IntoStatus {
    fn into_status(self) -> StatusCode;
}

impl IntoStatus for u16 {
    fn into_status(self) -> StatusCode {
        StatusCode::from_u16(self).unwrap()
    }
}

#[batch]
fn plain_values(items: Vec<u32>) -> Vec<u32> {
    items
}

/// The meaning is in the type, whatever it is called.
type Whole<T> = std::result::Result<T, HttpError>;

#[batch]
fn whole(items: Vec<u32>) -> Whole<Vec<u32>> {
    if items.contains(&0) {
        return Err(HttpError::new(409, "not with a zero"));
    }
    Ok(items)
}

#[batch]
fn both(items: Vec<u32>) -> Result<Vec<std::result::Result<u32, std::num::TryFromIntError>>> {
    Ok(items
        .into_iter()
        .map(|item| u8::try_from(item).map(u32::from))
        .collect())
}

#[batch(max_size = 4)]
async fn remote(items: Vec<u32>, plain_values: Batch<plain_values>) -> Vec<Result<u32>> {
    tokio::time::sleep(Duration::from_millis(1)).await;
    let results = plain_values.many(items).await.into_iter();
    results.map(|result| Ok(result? + 100)).collect()
}

#[batch(key = |item: &u32| item % 2, max_size = 8, max_wait = Duration::from_millis(20))]
fn by_key(items: Vec<u32>) -> Vec<usize> {
    assert!(items.iter().all(|item| item % 2 == items[0] % 2));
    vec![items.len(); items.len()]
}

#[get("/kinds")]
async fn kinds(
    item: u32,
    plain_values: Batch<plain_values>,
    whole: Batch<whole>,
    both: Batch<both>,
    remote: Batch<remote>,
    by_key: Batch<by_key>,
) -> Result<Vec<u32>> {
    let of_key = by_key
        .many(vec![1, 2, 3])
        .await
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    assert_eq!(of_key, [2, 1, 2]);
    Ok(vec![
        plain_values.one(item).await?,
        whole.one(item).await?,
        both.one(item).await?,
        remote.one(item).await?,
    ])
}

#[tokio::test]
async fn each_kind_of_result_and_function_works() {
    let client = TestClient::new(App::new().routes(routes![kinds]));
    assert_eq!(client.get("/kinds?item=7").await.text(), "[7,7,7,107]");
    let response = client.get("/kinds?item=0").await;
    assert_eq!(response.status(), 409);
    assert_eq!(response.text(), r#"{"detail":"not with a zero"}"#);
    assert_eq!(client.get("/kinds?item=300").await.status(), 500);
    client.stop().await.unwrap();
}

#[batch]
fn fake(texts: Vec<String>) -> Vec<Result<usize>> {
    texts.iter().map(|_| Ok(42)).collect()
}

#[tokio::test]
async fn another_function_takes_its_place_in_a_test() {
    let counts = Counts::default();
    let client = TestClient::new(app(&counts).override_dependency_with::<embed, fake>());
    assert_eq!(client.get("/one?text=four").await.text(), "42");
    assert_eq!(
        counts.loaded.load(Ordering::SeqCst),
        0,
        "nothing that it needs is made"
    );

    let by_hand: BatchOf<String, usize> =
        BatchOf::start(|texts: Vec<String>| texts.iter().map(|_| Ok(43)).collect())
            .await
            .unwrap();
    let client =
        TestClient::new(app(&counts).override_dependency::<embed>(move || by_hand.clone()));
    assert_eq!(client.get("/one?text=four").await.text(), "43");
}

#[tokio::test]
async fn an_operation_is_called_as_the_function_it_is() {
    let by_hand =
        BatchOf::start(|texts: Vec<String>| texts.iter().map(|text| Ok(text.len())).collect());
    let embed = Batch::<embed>::new(by_hand.await.unwrap());
    assert_eq!(one("four".to_owned(), embed).await.unwrap(), 4);
}

const SMALL: usize = 4;

#[batch(max_size = 8, queue = SMALL)]
fn no_room(items: Vec<u32>) -> Vec<u32> {
    items
}

#[batch]
fn without_state(items: Vec<u32>, missing: State<Gate>) -> Vec<u32> {
    missing.pass();
    items
}

#[get("/mistakes")]
async fn mistakes(no_room: Batch<no_room>, without_state: Batch<without_state>) -> Result<u32> {
    Ok(no_room.one(without_state.one(1).await?).await?)
}

#[test]
fn its_mistakes_are_found_at_startup() {
    let error: BuildError = App::new().routes(routes![mistakes]).check().unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains(
            "`queue = 4` has no room for a batch of `max_size = 8`: write `queue = 8` or more"
        ),
        "{text}"
    );
    assert!(
        text.contains("without_state") && text.contains("Gate"),
        "{text}"
    );
}

fn bad_items() -> Vec<u32> {
    vec![1, 13]
}

#[batch(warm_up = bad_items)]
fn warmed(items: Vec<u32>, counts: State<Counts>) -> Vec<Result<u32, HttpError>> {
    counts.batches.fetch_add(1, Ordering::SeqCst);
    let checked = |item| {
        if item == 13 {
            Err(HttpError::new(400, "no thirteen"))
        } else {
            Ok(item)
        }
    };
    items.into_iter().map(checked).collect()
}

#[batch(cpu, warm_up = || vec![1, 2])]
fn warmed_well(items: Vec<u32>, counts: State<Counts>) -> Vec<u32> {
    counts.batches.fetch_add(items.len(), Ordering::SeqCst);
    items
}

#[tokio::test]
async fn a_warm_up_runs_once_before_the_first_request_and_its_failure_is_that_of_the_start() {
    let counts = Counts::default();
    let app = App::new()
        .state(counts.clone())
        .lifespan(dependencies![warmed_well]);
    let running = app.check().unwrap().start().await.unwrap();
    assert_eq!(counts.batches.load(Ordering::SeqCst), 2);
    running.stop().await.unwrap();

    let app = App::new()
        .state(counts.clone())
        .lifespan(dependencies![warmed]);
    let error = app.check().unwrap().start().await.unwrap_err();
    let text = format!("{error:?}");
    assert!(
        text.contains("warmed") && text.ends_with("the warm-up failed: 400: no thirteen"),
        "{text}"
    );
}

#[batch(key = |item: &u32| item % 3, max_size = 2, warm_up = || vec![1, 2, 4, 7, 5])]
fn warmed_by_key(items: Vec<u32>, ran: State<Ran>) -> Vec<u32> {
    ran.0.lock().unwrap().push(items.clone());
    items
}

/// The batches that have run.
#[derive(Clone, Default)]
struct Ran(Arc<std::sync::Mutex<Vec<Vec<u32>>>>);

#[tokio::test]
async fn items_of_a_warm_up_run_with_those_of_their_key() {
    let ran = Ran::default();
    let app = App::new()
        .state(ran.clone())
        .lifespan(dependencies![warmed_by_key]);
    let running = app.check().unwrap().start().await.unwrap();
    assert_eq!(*ran.0.lock().unwrap(), [vec![1, 4], vec![7], vec![2, 5]]);
    running.stop().await.unwrap();
}

/// A model that may not leave its thread: neither `Send` nor `Sync`.
struct Detector {
    seen: std::rc::Rc<std::cell::Cell<u32>>,
    thread: std::thread::ThreadId,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an owner takes its arguments as a batch function does"
)]
fn load_detector(counts: State<Counts>, embedder: Depends<embedder>) -> Result<Detector> {
    if counts.batches.load(Ordering::SeqCst) == 99 {
        return Err(twinlane::Error::msg("the model is cut off"));
    }
    embedder.counts.loaded.fetch_add(1, Ordering::SeqCst);
    Ok(Detector {
        seen: std::rc::Rc::default(),
        thread: std::thread::current().id(),
    })
}

#[batch(owner = load_detector, replicas = 1, max_size = 16)]
fn detect(images: Vec<u32>, model: &mut Detector, counts: State<Counts>) -> Vec<Result<u32>> {
    assert_eq!(model.thread, std::thread::current().id());
    assert!(!images.contains(&13), "no thirteen");
    counts.batches.fetch_add(1, Ordering::SeqCst);
    let seen = |_| {
        model.seen.set(model.seen.get() + 1);
        Ok(model.seen.get())
    };
    images.into_iter().map(seen).collect()
}

#[get("/detect")]
async fn ask_detect(image: u32, detect: Batch<detect>) -> Result<u32> {
    Ok(detect.one(image).await?)
}

#[tokio::test]
async fn an_owner_loads_its_model_at_the_start_and_again_after_a_panic() {
    let counts = Counts::default();
    let app = || App::new().state(counts.clone()).routes(routes![ask_detect]);
    let client = TestClient::new(app());
    assert_eq!(client.get("/detect?image=1").await.text(), "1");
    assert_eq!(client.get("/detect?image=1").await.text(), "2");
    // The embedder, and the model.
    assert_eq!(counts.loaded.load(Ordering::SeqCst), 2);
    assert_eq!(client.get("/detect?image=13").await.status(), 500);
    assert_eq!(client.get("/detect?image=1").await.text(), "1");
    assert_eq!(counts.loaded.load(Ordering::SeqCst), 3);
    client.stop().await.unwrap();

    counts.batches.store(99, Ordering::SeqCst);
    let error = app().check().unwrap().start().await.unwrap_err();
    assert!(
        format!("{error:?}").ends_with("caused by: the model is cut off"),
        "{error:?}"
    );
}

#[dependency]
async fn operator() -> Result<()> {
    Ok(())
}

#[tokio::test]
async fn the_page_of_the_lanes_shows_what_batches_cost() {
    let app = app(&Counts::default()).lanes_page("/_lanes", dependencies![operator]);
    let client = TestClient::new(app);
    client.post("/many").json(&["a", "bc", "def"]).await;
    let shown: Value = client.get("/_lanes/json").await.json();
    let batch = &shown["batches"][0];
    assert_eq!(
        (&batch["function"], &batch["items"]),
        (&json!("embed"), &json!(3))
    );
    assert_eq!(
        (&batch["max_size"], &batch["refused"]),
        (&json!(8), &json!(0))
    );
    assert!(batch["ran_ms"]["total"].as_f64().unwrap() > 0., "{batch}");
    assert!(batch["queued_ms"]["longest"].as_f64().is_some());
}
