//! The path below which clients find an application.

use twinlane::middleware::Next;
use twinlane::openapi::ServerInfo;
use twinlane::prelude::*;
use twinlane::routing::RootPath;
use twinlane::testing::{BlockingClient, TestClient};

/// The root path and the URL of the request.
#[get("/where")]
async fn whereabouts(request: &Request) -> Value {
    json!([request.root_path(), request.url()])
}

#[get("/items/")]
async fn items() -> u8 {
    1
}

#[get("/")]
async fn top() -> u8 {
    0
}

fn app() -> App {
    App::new().routes(routes![top, whereabouts, items])
}

fn seen(client: &BlockingClient, path: &str) -> Value {
    client.get(path).send().json()
}

fn redirected(client: &BlockingClient, path: &str) -> String {
    let response = client.get(path).send();
    assert_eq!(response.status(), 307, "{path}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

fn servers(client: &BlockingClient, path: &str) -> Value {
    let mut document: Value = client.get(path).send().json();
    document["servers"].take()
}

#[test]
fn an_application_without_one_is_at_the_top() {
    let client = TestClient::blocking(app());
    assert_eq!(
        seen(&client, "/where"),
        json!(["", "http://testserver/where"])
    );
    assert_eq!(servers(&client, "/openapi.json"), Value::Null);
    assert_eq!(client.get("").send().status(), 200);
}

#[test]
fn requests_with_and_without_it_are_answered() {
    for written in ["/api/v1", "/api/v1/"] {
        let client = TestClient::blocking(app().root_path(written));
        for path in ["/where", "/api/v1/where"] {
            let expected = json!(["/api/v1", "http://testserver/api/v1/where"]);
            assert_eq!(seen(&client, path), expected, "{path}");
        }
        for path in ["/items", "/api/v1/items?a=b"] {
            let location = redirected(&client, path);
            let expected = "http://testserver/api/v1/items/";
            assert_eq!(location.trim_end_matches("?a=b"), expected, "{path}");
        }
        assert_eq!(redirected(&client, "/api/v1"), "http://testserver/api/v1/");
        assert_eq!(client.get("/api/v1/").send().status(), 200);
        assert_eq!(client.get("/api/v10/where").send().status(), 404);
        assert_eq!(client.post("/api/v1").send().status(), 307);
        for path in ["/openapi.json", "/api/v1/openapi.json"] {
            assert_eq!(
                servers(&client, path),
                json!([{ "url": "/api/v1" }]),
                "{path}"
            );
        }
    }
}

#[test]
fn what_a_proxy_has_taken_away_is_in_front_of_everything() {
    let client = TestClient::blocking(app()).root_path("/api v1");
    let expected = json!(["/api v1", "http://testserver/api%20v1/where"]);
    assert_eq!(seen(&client, "/where"), expected);
    assert_eq!(
        redirected(&client, "/items"),
        "http://testserver/api%20v1/items/"
    );
    // The proxy has taken it away: it is no part of the path.
    assert_eq!(client.get("/api%20v1/where").send().status(), 404);
    assert_eq!(
        servers(&client, "/openapi.json"),
        json!([{ "url": "/api v1" }])
    );
}

#[test]
fn the_one_of_the_application_comes_before_the_one_of_the_server() {
    let client = TestClient::blocking(app().root_path("/app")).root_path("/server");
    assert_eq!(
        seen(&client, "/where"),
        json!(["/app", "http://testserver/app/where"])
    );
}

#[test]
fn the_document_names_it_first_if_it_may() {
    let named = || {
        app()
            .server(ServerInfo::new("https://stag.example.com"))
            .server(ServerInfo::new("/v2"))
    };
    let client = TestClient::blocking(named()).root_path("/v1");
    let expected =
        json!([{ "url": "/v1" }, { "url": "https://stag.example.com" }, { "url": "/v2" }]);
    assert_eq!(servers(&client, "/openapi.json"), expected);
    let own = json!([{ "url": "https://stag.example.com" }, { "url": "/v2" }]);
    let client = TestClient::blocking(named()).root_path("/v2");
    assert_eq!(servers(&client, "/openapi.json"), own);
    let client = TestClient::blocking(named().root_path_in_servers(false)).root_path("/v1");
    assert_eq!(servers(&client, "/openapi.json"), own);
}

#[test]
fn the_document_is_the_same_but_for_its_servers() {
    let with: Value = seen(
        &TestClient::blocking(app()).root_path("/a"),
        "/openapi.json",
    );
    let mut without: Value = seen(&TestClient::blocking(app()), "/openapi.json");
    assert_ne!(with, without);
    without["servers"] = json!([{ "url": "/a" }]);
    assert_eq!(with, without);
}

/// The pages name their files relative to themselves, so that they need no root path.
#[test]
fn the_docs_pages_work_below_it() {
    let client = TestClient::blocking(app()).root_path("/a/b");
    let page = client.get("/docs").send().text();
    assert!(page.contains("url: 'openapi.json'"), "{page}");
    assert!(
        page.contains(r#"src="docs/swagger-ui-bundle.js""#),
        "{page}"
    );
    assert!(
        page.contains("new URL('docs/oauth2-redirect', window.location)"),
        "{page}"
    );
}

#[test]
fn a_root_path_that_cannot_be_one_keeps_the_application_from_starting() {
    for written in ["api", "//evil.example", "/a?b"] {
        let error = app().root_path(written).check().unwrap_err().to_string();
        assert!(error.contains("begins with one `/`"), "{error}");
        assert!(error.contains(written), "{error}");
    }
}

/// A root path set by a middleware holds for all that is further inside.
#[test]
fn a_middleware_may_set_it() {
    async fn by_header(mut request: Request, next: Next) -> Result<Response> {
        let prefix = request.header("x-prefix").map(std::borrow::Cow::into_owned);
        if let Some(prefix) = prefix {
            let prefix: RootPath = prefix
                .parse()
                .map_err(|_| HttpError::new(400, "No prefix"))?;
            request.set_root_path(prefix);
        }
        Ok(next.run(request).await)
    }
    let client = TestClient::blocking(app().middleware(by_header));
    let response = client.get("/where").header("x-prefix", "/p").send();
    assert_eq!(
        response.json::<Value>(),
        json!(["/p", "http://testserver/p/where"])
    );
    let response = client.get("/items").header("x-prefix", "/p").send();
    assert_eq!(response.headers()["location"], "http://testserver/p/items/");
    let response = client.get("/where").header("x-prefix", "//p").send();
    assert_eq!(response.status(), 400);
}

/// Middleware of the application, of an operation, and handlers of errors know it too.
#[test]
fn everybody_sees_the_same() {
    async fn tells(request: Request, next: Next) -> Response {
        let root_path = request.root_path().to_owned();
        next.run(request).await.with_header("x-root", root_path)
    }
    async fn not_found(_: HttpError, request: Request) -> Value {
        json!(request.url())
    }
    let router = Router::new().routes(routes![whereabouts]).middleware(tells);
    let app = App::new()
        .router(router)
        .on_status(StatusCode::NOT_FOUND, not_found);
    let client = TestClient::blocking(app.root_path("/r"));
    for path in ["/where", "/r/where"] {
        let response = client.get(path).send();
        assert_eq!(response.headers()["x-root"], "/r");
        assert_eq!(
            response.json::<Value>(),
            json!(["/r", "http://testserver/r/where"])
        );
    }
    assert_eq!(
        seen(&client, "/nowhere"),
        json!("http://testserver/r/nowhere")
    );
}

/// In a framework that takes a path away, as axum's `nest_service` does.
#[tokio::test]
async fn within_another_framework() {
    use tower::ServiceExt as _;
    let service = app()
        .into_service()
        .unwrap()
        .with_root_path("/api".parse().unwrap());
    let router = axum::Router::<()>::new().nest_service("/api", service);
    let get = |path: &str| {
        let request = http::Request::get(path).header("host", "h");
        router
            .clone()
            .oneshot(request.body(axum::body::Body::empty()).unwrap())
    };
    let response = get("/api/where").await.unwrap();
    let body = axum::body::to_bytes(response.into_body(), 1000)
        .await
        .unwrap();
    assert_eq!(body, r#"["/api","http://h/api/where"]"#);
    let response = get("/api/items").await.unwrap();
    assert_eq!(response.headers()["location"], "http://h/api/items/");
}
