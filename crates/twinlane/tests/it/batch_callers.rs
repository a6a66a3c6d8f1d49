//! The places that a batch function is asked from, and where it runs.

use std::sync::{Arc, Mutex, OnceLock};

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane_log_lines::LogLines;

/// The name of the thread that runs the batch, for each item.
fn here(items: &[u32]) -> Vec<String> {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("no name");
    items.iter().map(|item| format!("{item} {name}")).collect()
}

#[batch]
fn plain(items: Vec<u32>) -> Vec<String> {
    here(&items)
}

#[batch(cpu)]
fn computes(items: Vec<u32>) -> Vec<String> {
    here(&items)
}

#[batch]
async fn waits(items: Vec<u32>) -> Vec<String> {
    tokio::task::yield_now().await;
    here(&items)
}

struct Loaded;

#[batch(owner = || Loaded)]
fn owned(items: Vec<u32>, _model: &mut Loaded) -> Vec<String> {
    here(&items)
}

#[dependency]
async fn all(
    plain: Batch<plain>,
    computes: Batch<computes>,
    waits: Batch<waits>,
    owned: Batch<owned>,
) -> Result<String> {
    let told = tokio::try_join!(plain.one(1), computes.one(2), waits.one(3), owned.one(4))?;
    Ok([told.0, told.1, told.2, told.3].join(", "))
}

const ALL: &str = "1 batch plain, 2 batch computes, 3 batch waits, 4 batch owned";

#[get("/async")]
async fn by_async(all: Depends<all>) -> String {
    all.clone()
}

/// A plain function that asks, on the thread lane.
#[get("/plain")]
fn by_plain(
    plain: Batch<plain>,
    computes: Batch<computes>,
    waits: Batch<waits>,
    owned: Batch<owned>,
) -> Result<String> {
    let told = [
        plain.one_blocking(1)?,
        computes.one_blocking(2)?,
        waits.one_blocking(3)?,
        owned.one_blocking(4)?,
    ];
    Ok(told.join(", "))
}

#[get("/cpu", cpu)]
fn by_cpu(computes: Batch<computes>) -> Result<String> {
    Ok(computes.one_blocking(2)?)
}

#[websocket("/socket")]
async fn by_socket(mut socket: WebSocket, computes: Batch<computes>) -> Result<()> {
    socket.accept().await?;
    while let Ok(text) = socket.receive_text().await {
        let told = computes.one(text.parse()?).await?;
        socket.send_text(told).await?;
    }
    Ok(())
}

/// The texts that background tasks have been told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

#[get("/background")]
async fn by_background(computes: Batch<computes>, told: State<Told>, tasks: &mut BackgroundTasks) {
    let (again, kept) = (computes.clone(), told.clone());
    tasks.add(async move {
        let value = computes.one(5).await?;
        told.0.lock().unwrap().push(value);
        Ok::<_, twinlane::Error>(())
    });
    tasks.add_blocking(move || {
        let value = again.one_blocking(6)?;
        kept.0.lock().unwrap().push(value);
        Ok::<_, twinlane::Error>(())
    });
}

fn app(told: &Told) -> App {
    App::new().state(told.clone()).routes(routes![
        by_async,
        by_plain,
        by_cpu,
        by_socket,
        by_background
    ])
}

async fn ask_all(client: &TestClient, told: &Told, prefix: &str) {
    let get = async |path: &str| {
        let response = client.get(&format!("{prefix}{path}")).await;
        assert_eq!(response.status(), 200, "{path}");
        response.text().trim_matches('"').to_owned()
    };
    assert_eq!(get("/async").await, ALL);
    // Short functions run on the worker, which steps out of its runtime.
    for _ in 0..50 {
        assert_eq!(get("/plain").await, ALL);
    }
    assert_eq!(get("/cpu").await, "2 batch computes");
    let mut socket = client.websocket(&format!("{prefix}/socket")).await.unwrap();
    for item in 0..3 {
        socket.send_text(item.to_string()).await;
        assert_eq!(
            socket.receive_text().await,
            format!("{item} batch computes")
        );
    }
    get("/background").await;
    let told = std::mem::take(&mut *told.0.lock().unwrap());
    assert_eq!(told, ["5 batch computes", "6 batch computes"]);
}

#[tokio::test]
async fn a_batch_runs_on_its_own_threads_whoever_asks() {
    let told = Told::default();
    let client = TestClient::new(app(&told));
    ask_all(&client, &told, "").await;
    client.stop().await.unwrap();
}

#[tokio::test]
async fn a_mounted_application_has_its_batches() {
    let told = Told::default();
    let outer = app(&told).mount("/inner", app(&told));
    let client = TestClient::new(outer);
    ask_all(&client, &told, "/inner").await;
    ask_all(&client, &told, "").await;
    client.stop().await.unwrap();
}

#[batch]
fn fake(items: Vec<u32>) -> Vec<String> {
    items.iter().map(|item| format!("{item} fake")).collect()
}

#[tokio::test]
async fn an_override_is_asked_from_sockets_tasks_and_mounts_too() {
    let told = Told::default();
    let inner = || app(&told).override_dependency_with::<computes, fake>();
    for (app, prefix) in [
        (inner(), ""),
        (App::new().mount("/inner", inner()), "/inner"),
    ] {
        let client = TestClient::new(app);
        let mut socket = client.websocket(&format!("{prefix}/socket")).await.unwrap();
        socket.send_text("7").await;
        assert_eq!(socket.receive_text().await, "7 fake");
        client.get(&format!("{prefix}/background")).await;
        let told = std::mem::take(&mut *told.0.lock().unwrap());
        assert_eq!(told, ["5 fake", "6 fake"]);
        let response = client.get(&format!("{prefix}/cpu")).await;
        assert_eq!(response.json::<String>(), "2 fake");
    }
}

/// A batch function that gets to itself by a way that the start cannot see.
#[derive(Clone, Default)]
struct Itself(Arc<OnceLock<Batch<asks_itself>>>);

#[batch]
fn asks_itself(items: Vec<u32>, itself: State<Itself>) -> Vec<Result<u32>> {
    let ask = |item| match item {
        0 => Ok(0),
        item => Ok(itself.0.get().unwrap().one_blocking(item - 1)?),
    };
    items.into_iter().map(ask).collect()
}

#[get("/itself")]
async fn ask_itself(item: u32, asked: Batch<asks_itself>, itself: State<Itself>) -> Result<u32> {
    itself.0.get_or_init(|| asked.clone());
    Ok(asked.one(item).await?)
}

#[tokio::test]
async fn a_batch_that_asks_itself_is_a_500_whose_log_line_says_so() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let app = App::new()
        .state(Itself::default())
        .routes(routes![ask_itself]);
    let client = TestClient::new(app);
    assert_eq!(client.get("/itself?item=0").await.text(), "0");
    assert_eq!(client.get("/itself?item=1").await.status(), 500);
    let text = lines.text();
    assert!(
        text.contains("the batch function `asks_itself` asks itself"),
        "{text}"
    );
}
