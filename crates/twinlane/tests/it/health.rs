//! The paths of probes, and the checks behind them.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use tower::ServiceExt;
use tracing::level_filters::LevelFilter;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::error::BuildError;
use twinlane::lifespan::Health;
use twinlane::middleware::TrustedHost;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::testing::{TestClient, TestResponse};

use twinlane_log_lines::LogLines;

/// The facts that the checks of these tests look at.
#[derive(Clone, Default)]
struct Facts {
    is_down: Arc<AtomicBool>,
    runs: Arc<AtomicUsize>,
    told: Arc<Mutex<Vec<String>>>,
}

impl Facts {
    fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }

    fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }
}

struct Pool(Facts);

#[dependency(lifespan)]
async fn pool(facts: State<Facts>) -> Pool {
    Pool(Facts::clone(&facts))
}

#[dependency]
async fn database(pool: Depends<pool>) -> Result<()> {
    pool.0.runs.fetch_add(1, Ordering::SeqCst);
    if pool.0.is_down.load(Ordering::SeqCst) {
        return Err(io::Error::other("no route to 10.0.0.7 as shop:hunter2").into());
    }
    Ok(())
}

#[dependency]
fn disk() -> Result<u64> {
    Ok(17)
}

#[get("/")]
async fn root() -> &'static str {
    "served"
}

fn app(facts: &Facts, health: Health) -> App {
    App::new()
        .state(facts.clone())
        .routes(routes![root])
        .health(health)
}

fn usual() -> Health {
    Health::new().checks(dependencies![database, disk])
}

fn assert_json(response: &TestResponse, status: u16, body: &Value) {
    assert_eq!(response.json::<Value>(), *body);
    assert_eq!(response.status(), status);
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn an_application_without_health_has_no_such_path() {
    let client = TestClient::new(App::new().routes(routes![root]));
    client.begin_drain().await;
    for path in ["/livez", "/readyz"] {
        assert_eq!(client.get(path).await.status(), 404);
    }
    assert_eq!(client.get("/").await.status(), 200);
}

#[tokio::test]
async fn the_checks_are_told_by_name() {
    let facts = Facts::default();
    let health = usual().cache(Duration::ZERO);
    let client = TestClient::new(app(&facts, health));
    assert_json(&client.get("/livez").await, 200, &json!({ "status": "ok" }));
    let well = json!({ "status": "ready", "checks": { "database": "ok", "disk": "ok" } });
    assert_json(&client.get("/readyz").await, 200, &well);
    facts.set_down(true);
    let down = json!({ "status": "not ready", "checks": { "database": "failed", "disk": "ok" } });
    assert_json(&client.get("/readyz").await, 503, &down);
    assert_eq!(client.get("/livez").await.status(), 200);
    let head = client.head("/readyz").await;
    assert_eq!((head.status().as_u16(), head.text().as_str()), (503, ""));
    assert_eq!(client.post("/readyz").await.status(), 404);
    facts.set_down(false);
    assert_eq!(client.get("/readyz").await.status(), 200);
}

#[tokio::test]
async fn without_checks_an_application_is_ready() {
    let client = TestClient::new(App::new().health(Health::new()));
    let ready = json!({ "status": "ready", "checks": {} });
    assert_json(&client.get("/readyz").await, 200, &ready);
}

#[tokio::test]
async fn an_error_goes_to_the_log_when_it_begins_and_ends() {
    let facts = Facts::default();
    facts.set_down(true);
    let client = TestClient::new(app(&facts, usual().cache(Duration::ZERO)));
    let (lines, _guard) = LogLines::keep(LevelFilter::INFO);
    let response = client.get("/readyz?verbose=1").await;
    assert_eq!(response.status(), 503);
    assert!(!response.text().contains("hunter2"), "{}", response.text());
    let told = lines.take();
    assert!(
        told.contains("WARN") && told.contains("the check `database` fails: no route to 10.0.0.7"),
        "{told}"
    );
    client.get("/readyz").await;
    assert_eq!(lines.take(), "");
    facts.set_down(false);
    client.get("/readyz").await;
    let told = lines.take();
    assert!(told.contains("the check `database` is ok again"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn who_asks_does_not_decide_how_often_the_checks_run() {
    let facts = Facts::default();
    let client = TestClient::start(app(&facts, usual())).await.unwrap();
    let asked = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get("/readyz").await.status() })
    });
    for status in asked.collect::<Vec<_>>() {
        assert_eq!(status.await.unwrap(), 200);
    }
    assert_eq!(facts.runs(), 1);
    facts.set_down(true);
    tokio::time::sleep(Duration::from_millis(990)).await;
    assert_eq!(client.get("/readyz").await.status(), 200);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(client.get("/readyz").await.status(), 503);
    assert_eq!(client.get("/readyz").await.status(), 503);
    assert_eq!(facts.runs(), 2);
}

#[dependency]
async fn provided(facts: State<Facts>) -> Provided<(), AfterResponse> {
    let facts = facts.clone();
    Provided::new(()).after_response(async move |(), outcome: Outcome| {
        facts.told.lock().unwrap().push(format!("{outcome:?}"));
    })
}

#[dependency]
async fn hangs(facts: State<Facts>, _provided: Depends<provided>) -> Result<()> {
    facts.runs.fetch_add(1, Ordering::SeqCst);
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn a_check_that_hangs_is_given_up_and_undone() {
    let facts = Facts::default();
    let health = Health::new().checks(dependencies![hangs, disk]);
    let client = TestClient::start(app(&facts, health)).await.unwrap();
    let before = tokio::time::Instant::now();
    let hung = json!({ "status": "not ready", "checks": { "hangs": "timed out", "disk": "ok" } });
    assert_json(&client.get("/readyz").await, 503, &hung);
    assert_eq!(before.elapsed().as_secs(), 2);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(*facts.told.lock().unwrap(), ["Cancelled"]);
    // The check that was given up has ended, so the next run is a new one.
    assert_eq!(client.get("/readyz").await.status(), 503);
    assert_eq!(facts.runs(), 2);
    client.stop().await.unwrap();
}

/// The end of a check in a thread.
struct Gate(Mutex<mpsc::Receiver<()>>);

#[dependency]
fn waits(gate: State<Gate>, facts: State<Facts>) -> Result<()> {
    facts.told.lock().unwrap().push("begun".to_owned());
    Ok(gate.0.lock().unwrap().recv()?)
}

#[tokio::test]
async fn a_thread_that_hangs_is_not_begun_again() {
    let facts = Facts::default();
    let (open, gate) = mpsc::channel();
    let health = Health::new()
        .checks(dependencies![waits, disk])
        .cache(Duration::ZERO)
        .timeout(Duration::from_millis(10));
    let client = TestClient::new(app(&facts, health).state(Gate(Mutex::new(gate))));
    for _ in 0..3 {
        let hung =
            json!({ "status": "not ready", "checks": { "waits": "timed out", "disk": "ok" } });
        assert_json(&client.get("/readyz").await, 503, &hung);
    }
    assert_eq!(*facts.told.lock().unwrap(), ["begun"]);
    // Of the run that was given up, and of one more.
    open.send(()).unwrap();
    open.send(()).unwrap();
    let mut tries = 0;
    while client.get("/readyz").await.status() != 200 {
        tries += 1;
        assert!(tries < 10_000, "the check never ends");
        tokio::time::sleep(Duration::from_millis(1)).await;
        let _ = open.send(());
    }
    assert!(facts.told.lock().unwrap().len() >= 2);
}

#[dependency]
async fn panics() -> Result<()> {
    panic!("a mistake")
}

#[dependency]
fn panics_in_a_thread() -> Result<()> {
    panic!("a mistake")
}

#[tokio::test]
async fn a_check_that_panics_has_failed() {
    let health = Health::new().checks(dependencies![panics, panics_in_a_thread, disk]);
    let client = TestClient::new(App::new().health(health));
    let failed = json!({
        "status": "not ready",
        "checks": { "panics": "failed", "panics_in_a_thread": "failed", "disk": "ok" },
    });
    assert_json(&client.get("/readyz").await, 503, &failed);
}

#[dependency]
async fn nobody() -> Result<()> {
    Err(HttpError::new(401, "Nobody").into())
}

#[tokio::test]
async fn nothing_of_the_application_stands_before_a_probe() {
    let facts = Facts::default();
    let app = app(&facts, usual())
        .dependencies(dependencies![nobody])
        .on_error(async |_: HttpError, _: Request| (StatusCode::IM_A_TEAPOT, "handled"))
        .middleware(TrustedHost::new(["shop.example"]));
    let client = TestClient::new(app);
    assert_eq!(client.get("/").await.status(), 400);
    assert_eq!(client.get("/livez").await.status(), 200);
    assert_eq!(client.get("/readyz").await.status(), 200);
    assert_eq!(facts.runs(), 1);
}

#[get("/work")]
fn work(gate: State<Gate>) -> Result<()> {
    Ok(gate.0.lock().unwrap().recv()?)
}

#[tokio::test]
async fn operations_that_use_all_threads_leave_the_checks_theirs() {
    let (open, gate) = mpsc::channel();
    let app = App::new()
        .state(Gate(Mutex::new(gate)))
        .routes(routes![work])
        .thread_capacity(1)
        .health(Health::new().checks(dependencies![disk]));
    let client = TestClient::new(app);
    let working = tokio::spawn({
        let client = client.clone();
        async move { client.get("/work").await.status() }
    });
    tokio::task::yield_now().await;
    assert_eq!(client.get("/readyz").await.status(), 200);
    open.send(()).unwrap();
    assert_eq!(working.await.unwrap(), 200);
}

#[dependency]
async fn fails() -> Result<()> {
    Err(HttpError::new(500, "it fails").into())
}

#[tokio::test]
async fn a_test_overrides_a_check() {
    let facts = Facts::default();
    facts.set_down(true);
    let health = || Health::new().checks(dependencies![database]);
    let well = app(&facts, health()).override_dependency::<database>(|| ());
    assert_eq!(TestClient::new(well).get("/readyz").await.status(), 200);
    facts.set_down(false);
    let ill = app(&facts, health()).override_dependency_with::<database, fails>();
    let response = TestClient::new(ill).get("/readyz").await;
    let failed = json!({ "status": "not ready", "checks": { "database": "failed" } });
    assert_json(&response, 503, &failed);
    assert_eq!(facts.runs(), 0);
}

#[tokio::test]
async fn what_is_about_to_stop_is_not_ready_and_serves() {
    let facts = Facts::default();
    let client = TestClient::new(app(&facts, usual()));
    assert_eq!(client.get("/readyz").await.status(), 200);
    client.begin_drain().await;
    let stopping = json!({ "status": "stopping" });
    assert_json(&client.get("/readyz").await, 503, &stopping);
    assert_json(&client.get("/livez").await, 200, &json!({ "status": "ok" }));
    assert_eq!(client.get("/").await.json::<String>(), "served");
    assert_eq!(facts.runs(), 1);
}

#[tokio::test]
async fn what_stops_is_alive_and_not_ready() {
    let service = App::new().health(Health::new()).into_service().unwrap();
    let client = TestClient::of(service.clone());
    service.begin_stop();
    assert_eq!(client.get("/livez").await.status(), 200);
    assert_eq!(client.get("/readyz").await.status(), 503);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_goes_leaves_the_others_their_answer() {
    #[dependency]
    async fn slow(facts: State<Facts>) -> Result<()> {
        facts.runs.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(500)).await;
        Ok(())
    }
    let facts = Facts::default();
    let health = Health::new().checks(dependencies![slow]);
    let running = app(&facts, health).check().unwrap().start().await.unwrap();
    let ask = || {
        let request = http::Request::get("/readyz").body(Body::empty()).unwrap();
        running.service().oneshot(request)
    };
    let mut first = Box::pin(ask());
    let second = tokio::spawn(ask());
    let soon = Duration::from_millis(100);
    assert!(tokio::time::timeout(soon, &mut first).await.is_err());
    drop(first);
    assert_eq!(second.await.unwrap().unwrap().status(), 200);
    assert_eq!(facts.runs(), 1);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn they_are_in_no_document_and_leave_other_paths_alone() {
    #[get("/{name}")]
    async fn by_name(name: String) -> String {
        name
    }
    let app = App::new()
        .routes(routes![by_name])
        .health(Health::new().live_path("/-/live"));
    let client = TestClient::new(app);
    let document = client.get("/openapi.json").await.json::<Value>();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/{name}"]);
    assert_eq!(client.get("/livez").await.json::<String>(), "livez");
    assert_eq!(client.get("/xreadyz").await.json::<String>(), "xreadyz");
    assert_eq!(client.get("/-/live").await.json::<Value>()["status"], "ok");
    assert_eq!(
        client.get("/readyz").await.json::<Value>()["status"],
        "ready"
    );
}

#[tokio::test]
async fn they_are_found_below_the_root_path() {
    let app = || App::new().health(Health::new());
    let client = TestClient::new(app().root_path("/api"));
    for (path, status) in [("/livez", 200), ("/api/livez", 200), ("/v1/livez", 404)] {
        assert_eq!(client.get(path).await.status(), status, "{path}");
    }
    let service = app().into_service().unwrap();
    let router = axum::Router::new().nest_service("/api", service);
    let client = TestClient::new(App::new().mount("/", router));
    assert_eq!(client.get("/api/readyz").await.status(), 200);
    assert_eq!(client.get("/readyz").await.status(), 404);
}

fn mistakes(app: App) -> String {
    let error: BuildError = app.check().unwrap_err();
    error.to_string()
}

#[test]
fn a_path_of_the_applications_own_is_not_taken() {
    #[post("/livez")]
    async fn own() {}
    let app = App::new()
        .routes(routes![own])
        .mount("/readyz", App::new())
        .health(Health::new());
    let report = mistakes(app);
    assert!(
        report.contains("its path \"/livez\" is taken by it::health::own: change one of them"),
        "{report}"
    );
    assert!(
        report.contains("is taken by the mount at \"/readyz\""),
        "{report}"
    );
    let report = mistakes(App::new().health(Health::new().ready_path("/docs")));
    assert!(
        report.contains("is taken by a page of the framework"),
        "{report}"
    );
}

#[test]
fn what_would_not_work_is_told_at_startup() {
    let health = Health::new()
        .live_path("livez")
        .ready_path("/r{x}")
        .timeout(Duration::ZERO)
        .checks(dependencies![disk, disk, pool]);
    let app = App::new()
        .state(Facts::default())
        .health(health)
        .health(Health::new().live_path("/a").ready_path("/a"));
    let report = mistakes(app);
    for part in [
        "`health` is said twice",
        "its path \"livez\": it begins with one `/`",
        "its path \"/r{x}\": it has letters, digits",
        "with a `timeout` of nothing",
        "the check `disk` is listed twice",
        "`pool` is a lifespan dependency, which is made once and checks nothing later: list a dependency that takes `Depends<pool>`",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
    let same = mistakes(App::new().health(Health::new().live_path("/a").ready_path("/a")));
    assert!(same.contains("the live path and the ready path"), "{same}");
    let inner = App::new().health(Health::new());
    let mounted = mistakes(App::new().mount("/inner", inner));
    assert!(
        mounted.contains("leave `health` out, and list the checks there"),
        "{mounted}"
    );
}

mod other {
    use super::*;

    #[dependency]
    pub(super) fn disk() -> Result<()> {
        Ok(())
    }
}

#[test]
fn a_check_runs_without_a_request() {
    #[dependency]
    async fn page(page: Option<u32>) -> Option<u32> {
        page
    }
    #[dependency]
    async fn reads(_page: Depends<page>, request: &Request) -> Result<()> {
        Err(io::Error::other(request.uri().to_string()).into())
    }
    #[dependency]
    async fn is_well() -> bool {
        false
    }
    let health = Health::new().checks(dependencies![reads, is_well, disk, other::disk]);
    let report = mistakes(App::new().health(health));
    for part in [
        "parameter `page` of the dependency `page`, which `reads` needs: it is of a request",
        "parameter `request` of the dependency `reads`: it is of a request, and a check runs without one: take a `State<..>`, or `Depends<..>` of a lifespan dependency",
        "the check `is_well` returns a `bool`, which nobody looks at: return a `Result<()>`",
        "two checks are called `disk`, and are told by their names: rename one",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn a_check_that_asks_for_a_state_that_nobody_gives_is_told() {
    let report = mistakes(App::new().health(usual()));
    assert!(report.contains("has no state of type"), "{report}");
}

#[test]
fn a_check_knows_nobody_who_asks() {
    use twinlane::security::ApiKeyHeader;

    #[security(ApiKeyHeader(name = "X-Key"))]
    struct Key(String);

    #[dependency]
    async fn knows(key: Key) -> Result<()> {
        Err(io::Error::other(key.0).into())
    }
    let report = mistakes(App::new().health(Health::new().checks(dependencies![knows])));
    assert!(report.contains("reads who asks from a request"), "{report}");
}
