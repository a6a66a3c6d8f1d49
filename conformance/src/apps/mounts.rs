//! Applications in applications: sub applications, hosts, root paths. FastAPI's tutorial of both is among them.

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::openapi::ServerInfo;
use twinlane::routing::Mount;

use crate::log::{Log, read_log};

#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed")
    }
}

impl std::error::Error for Closed {}

/// Adds a header to every response.
struct Mark(&'static str);

impl Middleware for Mark {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        let mut response = next.run(request).await;
        let name = twinlane::http::HeaderValue::from_static(self.0);
        response.headers_mut().append("x-mark", name);
        Ok(response)
    }

    const MAY_FAIL: bool = false;
}

fn params(request: &Request) -> Value {
    let params: HashMap<&str, &str> = request.path_params().collect();
    json!(params)
}

/// Where the request has arrived.
#[get("/where")]
fn whereabouts(request: &Request) -> Value {
    json!({ "root_path": request.root_path(), "url": request.url(), "params": params(request) })
}

#[get("/items/")]
fn items() -> Vec<String> {
    vec!["a".to_owned(), "b".to_owned()]
}

#[get("/things/{id}")]
fn thing(id: i64, request: &Request) -> Value {
    json!({ "id": id, "params": params(request) })
}

#[get("/closed")]
fn closed() -> Result<Value> {
    Err(Closed.into())
}

#[get("/teapot")]
fn teapot() -> Result<Value> {
    Err(HttpError::new(418, "Teapot").into())
}

#[get("/later")]
fn later(tasks: &mut BackgroundTasks, log: State<Log>, #[query(default = 0)] n: i64) -> Value {
    tasks.add(async move { log.add(format!("later {n}")) });
    json!("ok")
}

fn with_routes(app: App) -> App {
    app.routes(routes![whereabouts, items, thing, closed, teapot, later])
}

fn titled(title: &str) -> App {
    with_routes(App::new().title(title))
}

async fn closed_in_the_middle(_: Closed, request: Request) -> (StatusCode, Value) {
    (StatusCode::LOCKED, json!({ "closed": request.root_path() }))
}

async fn closed_outside(_: Closed, _: Request) -> (StatusCode, Value) {
    (StatusCode::LOCKED, json!({ "closed": "outside" }))
}

async fn not_found(_: HttpError, request: Request) -> Value {
    json!({ "nothing at": request.uri().path() })
}

fn middle() -> App {
    titled("Middle")
        .openapi_url("/schema.json")
        .docs_url(None)
        .mount("/deepest", titled("Deepest").version("3"))
        .on_error(closed_in_the_middle)
        .middleware(Mark("middle"))
}

/// Hello World from main app
#[get("/app")]
fn read_main(request: &Request) -> Value {
    json!({ "message": "Hello World", "root_path": request.root_path() })
}

#[get("/middle/own")]
fn own() -> Value {
    json!("of the outer application")
}

// FastAPI's tutorial: advanced/sub-applications
#[get("/sub")]
fn read_sub() -> Value {
    json!({ "message": "Hello World from sub API" })
}

#[get("/subapi/late")]
fn late() -> Value {
    json!("of the outer application")
}

/// The life of a mounted application.
struct Life(&'static str);

#[dependency(lifespan)]
async fn started() -> Life {
    Life("started")
}

#[get("/life")]
fn life(life: Depends<started>) -> Value {
    json!(life.0)
}

fn at_host(title: &str) -> App {
    titled(title).openapi_url("/host.json")
}

/// FastAPI's tutorial: advanced/behind-a-proxy, and more of root paths
fn proxied() -> App {
    with_routes(App::new().openapi_url("/proxied.json")).root_path("/api/v1")
}

fn with_servers(app: App) -> App {
    let server = |name: &str, description: &str| {
        ServerInfo::new(format!("https://{name}.example.com")).description(description)
    };
    app.server(server("stag", "Staging environment"))
        .server(server("prod", "Production environment"))
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Mounts")
        .state(Log::default())
        .routes(routes![read_log, read_main, own, late])
        .on_status(StatusCode::NOT_FOUND, not_found)
        .on_error(closed_outside)
        .middleware(Mark("outer"))
        .mount("/subapi", App::new().routes(routes![read_sub]))
        .mount("/middle/", middle())
        .mount("/tenants/{tenant}", titled("Tenant"))
        .mount("/numbers/{number:int}/x{rest}", titled("Number"))
        .mount("/around", Mount::new(titled("Around")).middleware(Mark("mount")))
        .mount("/lived", App::new().routes(routes![life]))
        .router(Router::new().prefix("/router").mount("/inside", titled("Inside")))
        .host("api.example.com", at_host("Host"))
        .host("{tenant}.example.org", at_host("Tenant host"))
        .host("[::1]", at_host("Address"))
        .host("root.test", proxied())
        .host("servers.test", with_servers(proxied()))
        .host("named.test", proxied().server(ServerInfo::new("/api/v1")))
        .host("unnamed.test", with_servers(proxied()).root_path_in_servers(false))
        .host(
            "below.test",
            proxied().mount("/sub", titled("Below").openapi_url("/below.json")),
        )
        .mount("/", titled("Top").openapi_url("/top.json"))
}
