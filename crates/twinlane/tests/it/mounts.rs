//! Applications and services that are mounted in an application.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use twinlane::middleware::Next;
use twinlane::prelude::*;
use twinlane::routing::Mount;
use twinlane::testing::{BlockingClient, TestClient};

mod hosts;
mod lifespan;
mod mistakes;
mod services;

/// The place at which the request has arrived.
#[get("/where")]
async fn whereabouts(request: &Request) -> Value {
    let params: HashMap<&str, &str> = request.path_params().collect();
    json!([request.root_path(), request.url(), params])
}

#[get("/items/")]
async fn items() -> String {
    "items".to_owned()
}

#[get("/things/{id}")]
async fn thing(id: i64, request: &Request) -> Value {
    let params: HashMap<&str, &str> = request.path_params().collect();
    json!([id, params])
}

fn inner() -> App {
    App::new()
        .title("Inner")
        .routes(routes![whereabouts, items, thing])
}

fn json_of(client: &BlockingClient, path: &str) -> Value {
    client.get(path).send().json()
}

fn redirected(client: &BlockingClient, path: &str) -> String {
    let response = client.get(path).send();
    assert_eq!(response.status(), 307, "{path}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn a_mounted_application_answers_below_its_path() {
    for path in ["/sub", "/sub/"] {
        let client =
            TestClient::blocking(App::new().routes(routes![whereabouts]).mount(path, inner()));
        assert_eq!(
            json_of(&client, "/where"),
            json!(["", "http://testserver/where", {}])
        );
        let expected = json!(["/sub", "http://testserver/sub/where", {}]);
        assert_eq!(json_of(&client, "/sub/where"), expected);
        assert_eq!(json_of(&client, "/sub%2Fwhere")[0], "/sub");
        assert_eq!(redirected(&client, "/sub"), "http://testserver/sub/");
        assert_eq!(
            redirected(&client, "/sub?a=b"),
            "http://testserver/sub/?a=b"
        );
        assert_eq!(
            redirected(&client, "/sub/items"),
            "http://testserver/sub/items/"
        );
        assert_eq!(
            redirected(&client, "/sub/where/"),
            "http://testserver/sub/where"
        );
        for missing in ["/sub/", "/sub/nowhere", "/subs/where", "/sub//where"] {
            let response = client.get(missing).send();
            assert_eq!(response.status(), 404, "{missing}");
            assert_eq!(response.json::<Value>(), json!({ "detail": "Not Found" }));
        }
        let response = client.post("/sub/where").send();
        assert_eq!(
            (response.status(), &response.headers()["allow"]),
            (StatusCode::METHOD_NOT_ALLOWED, &"GET".parse().unwrap())
        );
    }
}

#[test]
fn documents_and_docs_pages_are_its_own() {
    let app = App::new()
        .title("Outer")
        .routes(routes![whereabouts])
        .mount("/sub", inner());
    let client = TestClient::blocking(app);
    let outer = json_of(&client, "/openapi.json");
    assert_eq!(outer["info"]["title"], "Outer");
    assert_eq!(
        outer["paths"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["/where"]
    );
    assert_eq!(outer["servers"], Value::Null);
    let mut own = json_of(&client, "/sub/openapi.json");
    assert_eq!(own["servers"].take(), json!([{ "url": "/sub" }]));
    own.as_object_mut().unwrap().remove("servers");
    assert_eq!(
        own,
        json_of(&TestClient::blocking(inner()), "/openapi.json")
    );
    let page = client.get("/sub/docs").send().text();
    assert!(page.contains("Inner - Swagger UI") && page.contains("url: 'openapi.json',"));
    assert_eq!(client.head("/sub/docs/swagger-ui.css").send().status(), 200);
}

#[test]
fn applications_are_mounted_in_mounted_ones() {
    let middle = App::new()
        .routes(routes![whereabouts])
        .mount("/inner", inner());
    let app = App::new().mount("/middle", middle).root_path("/api");
    let client = TestClient::blocking(app);
    for prefix in ["", "/api"] {
        let seen = json_of(&client, &format!("{prefix}/middle/inner/where"));
        assert_eq!(
            seen,
            json!([
                "/api/middle/inner",
                "http://testserver/api/middle/inner/where",
                {}
            ])
        );
        let seen = json_of(&client, &format!("{prefix}/middle/where"));
        assert_eq!(
            seen,
            json!(["/api/middle", "http://testserver/api/middle/where", {}])
        );
        let to = redirected(&client, &format!("{prefix}/middle/inner/items"));
        assert_eq!(to, "http://testserver/api/middle/inner/items/");
        let to = redirected(&client, &format!("{prefix}/middle/inner"));
        assert_eq!(to, "http://testserver/api/middle/inner/");
        let document = json_of(&client, &format!("{prefix}/middle/inner/openapi.json"));
        assert_eq!(document["servers"], json!([{ "url": "/api/middle/inner" }]));
    }
}

#[test]
fn the_path_of_a_mount_may_have_parameters() {
    let middle = App::new().mount("/{id}/rooms/{room}", inner());
    let app = App::new().mount("/tenants/{tenant}", middle);
    let client = TestClient::blocking(app);
    let at = "/tenants/a%20b/7/rooms/blue";
    let seen = json_of(&client, &format!("{at}/where"));
    let params = json!({ "tenant": "a b", "id": "7", "room": "blue" });
    assert_eq!(
        seen,
        json!([
            "/tenants/a b/7/rooms/blue",
            format!("http://testserver{at}/where"),
            params
        ])
    );
    // The innermost parameter of a name counts.
    let seen = json_of(&client, &format!("{at}/things/3"));
    assert_eq!(
        seen,
        json!([3, { "tenant": "a b", "id": "3", "room": "blue" }])
    );
    assert_eq!(redirected(&client, at), format!("http://testserver{at}/"));
    let numbered = TestClient::blocking(App::new().mount("/{id:int}", inner()));
    assert_eq!(numbered.get("/x/where").send().status(), 404);
    assert_eq!(json_of(&numbered, "/1/where")[2], json!({ "id": "1" }));
}

#[test]
fn what_is_more_specific_comes_before_a_mount() {
    #[get("/sub/where")]
    async fn of_outer() -> String {
        "outer".to_owned()
    }
    #[get("/outer/")]
    async fn with_slash() -> String {
        "outer".to_owned()
    }
    let app = App::new()
        .mount("/", inner())
        .mount("/sub", inner())
        .mount("/sub/deeper", inner())
        .routes(routes![of_outer, with_slash]);
    let client = TestClient::blocking(app);
    assert_eq!(json_of(&client, "/sub/where"), "outer");
    // Not with this method.
    assert_eq!(client.post("/sub/where").send().headers()["allow"], "GET");
    assert_eq!(json_of(&client, "/where")[0], "");
    assert_eq!(json_of(&client, "/sub/deeper/where")[0], "/sub/deeper");
    assert_eq!(
        json_of(&client, "/openapi.json")["info"]["title"],
        "FastAPI"
    );
    // An application that is mounted at the top has every other path.
    assert_eq!(client.get("/outer").send().status(), 404);
    assert_eq!(redirected(&client, "/items"), "http://testserver/items/");
}

/// The order in which a request meets middleware.
#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    fn middleware(&self, name: &'static str) -> impl Middleware {
        struct Traced(Trace, &'static str);
        impl Middleware for Traced {
            async fn handle(&self, request: Request, next: Next) -> Result<Response> {
                let line = format!("{} at {:?}", self.1, request.root_path());
                self.0.0.lock().unwrap().push(line);
                Ok(next.run(request).await)
            }
        }
        Traced(self.clone(), name)
    }
}

#[test]
fn middleware_stands_around_from_the_outside_to_the_inside() {
    let trace = Trace::default();
    let operations = Router::new()
        .routes(routes![whereabouts])
        .middleware(trace.middleware("operation"));
    let inner = App::new()
        .router(operations)
        .middleware(trace.middleware("inner"));
    let mount = Mount::new(inner)
        .middleware(trace.middleware("mount"))
        .middleware(trace.middleware("outer mount"));
    let router = Router::new()
        .prefix("/r")
        .mount("/sub", mount)
        .middleware(trace.middleware("router"));
    let app = App::new()
        .router(router)
        .middleware(trace.middleware("app"));
    let client = TestClient::blocking(app);
    assert_eq!(json_of(&client, "/r/sub/where")[0], "/r/sub");
    let expected = [
        r#"app at """#,
        r#"router at "/r/sub""#,
        r#"outer mount at "/r/sub""#,
        r#"mount at "/r/sub""#,
        r#"inner at "/r/sub""#,
        r#"operation at "/r/sub""#,
    ];
    assert_eq!(*trace.0.lock().unwrap(), expected);
    trace.0.lock().unwrap().clear();
    // Its own 404 passes all that stands around it.
    assert_eq!(client.get("/r/sub/nowhere").send().status(), 404);
    assert_eq!(*trace.0.lock().unwrap(), expected[..5]);
}

#[test]
fn errors_are_answered_where_they_come_up() {
    #[derive(Debug)]
    struct Broken;
    impl std::fmt::Display for Broken {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("broken")
        }
    }
    impl std::error::Error for Broken {}
    #[get("/broken")]
    async fn broken() -> Result<()> {
        Err(Broken.into())
    }
    async fn handled(_: Broken, request: Request) -> (StatusCode, String) {
        (StatusCode::IM_A_TEAPOT, request.root_path().to_owned())
    }
    async fn not_found(_: HttpError, _: Request) -> String {
        "outer".to_owned()
    }
    async fn fails(_: Request, _: Next) -> Result<Response> {
        Err(Broken.into())
    }
    async fn panics(_: Request, _: Next) -> Response {
        panic!("a middleware of the mounted application")
    }
    let without = App::new().routes(routes![broken]);
    let with = App::new().routes(routes![broken]).on_error(handled);
    let app = App::new()
        .on_error(handled)
        .on_status(StatusCode::NOT_FOUND, not_found)
        .mount("/without", without)
        .mount("/with", with)
        .mount("/around", Mount::new(App::new()).middleware(fails))
        .mount("/panics", App::new().middleware(panics));
    let client = TestClient::blocking(app);
    // The handlers of an application are for what is its own.
    assert_eq!(client.get("/without/broken").send().status(), 500);
    let response = client.get("/with/broken").send();
    assert_eq!(
        (response.status(), response.text()),
        (StatusCode::IM_A_TEAPOT, "\"/with\"".to_owned())
    );
    assert_eq!(client.get("/nowhere").send().text(), "\"outer\"");
    assert_eq!(
        client.get("/with/nowhere").send().text(),
        r#"{"detail":"Not Found"}"#
    );
    // A middleware around the mount belongs to the application around it.
    assert_eq!(client.get("/around/x").send().status(), 418);
    assert_eq!(client.get("/panics/x").send().status(), 500);
}

#[test]
fn middleware_learns_which_operation_was_met() {
    async fn tells(mut request: Request, next: Next) -> Response {
        let matched = request.matched();
        let response = next.run(request).await;
        let path = matched.path().unwrap_or("none").to_owned();
        let error = matched.error().unwrap_or("none").to_owned();
        response
            .with_header("x-matched", path)
            .with_header("x-error", error)
    }
    #[get("/fails")]
    async fn fails() -> Result<()> {
        Err(HttpError::new(409, "no").into())
    }
    let inner = || inner().routes(routes![fails]);
    let matched = |app: App, path: &str| {
        let response = TestClient::blocking(app).get(path).send();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        (header("x-matched"), header("x-error"))
    };
    let of_app = App::new().mount("/{v}", inner()).middleware(tells);
    assert_eq!(matched(of_app, "/1/things/1").0, "/{v}/things/{id}");
    let of_mount = App::new().mount("/v1", Mount::new(inner()).middleware(tells));
    let expected = ("/v1/fails".to_owned(), "409: no".to_owned());
    assert_eq!(matched(of_mount, "/v1/fails"), expected);
}

#[test]
fn limits_and_lanes_are_those_of_the_application_around_it() {
    #[post("/length")]
    async fn length(numbers: Vec<i64>) -> usize {
        numbers.len()
    }
    #[post("/more", max_body_size = 100)]
    async fn more(numbers: Vec<i64>) -> usize {
        numbers.len()
    }
    let inner = || App::new().routes(routes![length, more]);
    let app = App::new()
        .max_body_size(10)
        .mount("/sub", inner())
        .mount("/own", inner().max_body_size(50));
    let client = TestClient::blocking(app);
    let numbers = json!(vec![1; 10]);
    for (path, status) in [
        ("/sub/length", 413),
        ("/sub/more", 200),
        ("/own/length", 200),
    ] {
        assert_eq!(
            client.post(path).json(&numbers).send().status(),
            status,
            "{path}"
        );
    }
}

/// The page of the lanes has the operations of mounted applications, by their whole paths.
#[test]
fn the_page_of_the_lanes_knows_it() {
    #[dependency]
    async fn open() -> Result<()> {
        Ok(())
    }
    #[get("/plain")]
    fn plain() -> u8 {
        1
    }
    let inner = || App::new().routes(routes![plain]);
    let app = App::new().lanes_page("/_lanes", dependencies![open]).mount(
        "/sub",
        inner()
            .mount("/deeper", inner())
            .lanes_page("/_own", dependencies![open]),
    );
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/sub/deeper/plain").send().status(), 200);
    for page in ["/_lanes/json", "/sub/_own/json"] {
        let book = client.get(page).send().text();
        assert!(book.contains("GET /sub/plain (plain)"), "{book}");
        assert!(book.contains("GET /sub/deeper/plain (plain)"), "{book}");
    }
    assert_eq!(client.get("/sub/_lanes").send().status(), 404);
}

/// Background tasks of a mounted application are known to the application around it.
#[tokio::test]
async fn tasks_are_waited_for() {
    #[post("/later")]
    async fn later(tasks: &mut BackgroundTasks, done: State<Arc<Mutex<bool>>>) {
        tasks.add(async move {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            *done.lock().unwrap() = true;
        });
    }
    let done = Arc::new(Mutex::new(false));
    let inner = App::new().routes(routes![later]).state(Arc::clone(&done));
    let client = TestClient::start(App::new().mount("/sub", inner))
        .await
        .unwrap();
    // The client waits for them, by the counters of the application that it has.
    assert_eq!(client.post("/sub/later").await.status(), 200);
    assert!(*done.lock().unwrap());
    client.stop().await.unwrap();
}

/// A signal to stop reaches what is mounted.
#[tokio::test]
async fn a_stop_is_told() {
    #[get("/wait")]
    async fn wait(stopping: Stopping) -> u8 {
        stopping.await;
        7
    }
    let app = App::new().mount("/sub", App::new().routes(routes![wait]));
    let running = app.check().unwrap().start().await.unwrap();
    let client = TestClient::of(running.service());
    let asked = tokio::spawn(async move { client.get("/sub/wait").await.json::<u8>() });
    tokio::task::yield_now().await;
    running.stop().await.unwrap();
    assert_eq!(asked.await.unwrap(), 7);
}
