//! The document. That it equals FastAPI's is shown in `conformance/`; here is what is our own.

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

use twinlane_log_lines::LogLines;

#[model]
struct Item {
    name: String,
}

/// Reads it.
///
/// All of it.
#[get("/items/{item_id}", tags = ["b"], deprecated)]
async fn read(item_id: i64) -> Item {
    Item {
        name: item_id.to_string(),
    }
}

#[get("/secret", hidden)]
async fn secret() {}

fn document(app: App) -> Value {
    TestClient::blocking(app).get("/openapi.json").send().json()
}

#[test]
fn an_application_without_operations_has_the_shortest_document() {
    let expected = json!({ "openapi": "3.1.0", "info": { "title": "FastAPI", "version": "0.1.0" }, "paths": {} });
    assert_eq!(document(App::new()), expected);
}

#[test]
fn attributes_doc_comments_and_routers_show() {
    let router = Router::new()
        .prefix("/v1")
        .tags(["a"])
        .routes(routes![read, secret]);
    let document = document(App::new().router(router));
    let operation = &document["paths"]["/v1/items/{item_id}"]["get"];
    assert_eq!(operation["tags"], json!(["a", "b"]));
    assert_eq!(operation["description"], "Reads it.\n\nAll of it.");
    assert_eq!(operation["deprecated"], true);
    assert_eq!(operation["operationId"], "read_v1_items__item_id__get");
    assert_eq!(document["paths"].as_object().unwrap().len(), 1);
}

#[test]
fn the_document_and_the_docs_page_can_be_moved_and_left_out() {
    let client = TestClient::blocking(App::new().openapi_url("/api.json").docs_url("/help/"));
    assert_eq!(client.get("/api.json").send().status(), 200);
    assert!(
        client
            .get("/help/")
            .send()
            .text()
            .contains("url: '../api.json',")
    );
    assert_eq!(client.get("/help/swagger-ui.css").send().status(), 200);
    assert_eq!(client.get("/docs").send().status(), 404);

    let app = App::new().redoc_url("/help/me").oauth2_redirect_url(None);
    let client = TestClient::blocking(app);
    let page = client.get("/help/me").send().text();
    assert!(page.contains(r#"<redoc spec-url="../openapi.json">"#));
    assert!(page.contains(r#"<script src="../help/me/redoc.standalone.js">"#));
    let script = client.get("/help/me/redoc.standalone.js").send();
    assert!(script.header("cache-control").is_some());
    assert_eq!(client.get("/docs/oauth2-redirect").send().status(), 404);

    let client = TestClient::blocking(App::new().openapi_url(None));
    for address in ["/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"] {
        assert_eq!(client.get(address).send().status(), 404);
    }
}

#[test]
fn the_pages_answer_head_too() {
    let client = TestClient::blocking(App::new());
    assert_eq!(
        client.request(http::Method::HEAD, "/docs").send().status(),
        200
    );
    assert_eq!(
        client.get("/docs/swagger-ui-bundle.js").send().status(),
        200
    );
}

#[get("/one")]
async fn one() {}

#[get("/two", operation_id = "all-one")]
async fn two() {}

#[get("/three", operation_id = "all-one", hidden)]
async fn three() {}

fn tag_and_name(route: &twinlane::routing::UniqueIdRoute<'_>) -> String {
    let tag = route.tags().first().map_or("all", String::as_str);
    format!("{tag}-{}", route.name())
}

#[test]
fn two_equal_operation_ids_are_told_in_the_log() {
    let (lines, _log) = LogLines::keep(LevelFilter::WARN);
    let app = || App::new().generate_unique_id_function(tag_and_name);
    document(app().routes(routes![one, three]));
    assert_eq!(lines.take(), "");
    let document = document(app().routes(routes![one, two, three]));
    assert_eq!(document["paths"]["/one"]["get"]["operationId"], "all-one");
    let text = lines.take();
    assert!(
        text.contains("its operation id `all-one` is that of GET /one"),
        "{text}"
    );
    the_ids_of_callbacks_and_webhooks_are_compared_too(&lines);
}

#[callback(post, "{$callback_url}/one")]
fn told_one();

#[callback(post, "{$callback_url}/two", operation_id = "all-one")]
fn told_two();

#[callback(post, "{$callback_url}/three", operation_id = "all-one", hidden)]
fn told_three();

#[get("/four", callbacks(told_one, told_two, told_three))]
async fn four() {}

#[get("/five", callbacks(told_one))]
async fn five() {}

#[get("/six", hidden, callbacks(told_two))]
async fn six() {}

#[webhook(post, "one", operation_id = "all-four")]
fn hook_one();

#[webhook(post, "two", operation_id = "all-four", hidden)]
fn hook_two();

/// Within the test above: two tests at once may not wait for one place of the log.
fn the_ids_of_callbacks_and_webhooks_are_compared_too(lines: &LogLines) {
    let app = || App::new().generate_unique_id_function(tag_and_name);
    document(
        app()
            .routes(routes![one, six])
            .webhooks(webhooks![hook_one]),
    );
    assert_eq!(lines.take(), "");
    let routes = routes![one, four, five, six];
    document(app().routes(routes).webhooks(webhooks![hook_one, hook_two]));
    let text = lines.take();
    for part in [
        "told_two): its operation id `all-one` is that of GET /one",
        "told_one): several operations are listed for it, so its operation id is repeated: `told_one__callback_url__one_post`",
        "hook_one): its operation id `all-four` is that of GET /four",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(text.lines().count(), 3, "{text}");
}

#[test]
fn the_innermost_function_makes_the_id() {
    let by = |who: &'static str| {
        move |route: &twinlane::routing::UniqueIdRoute<'_>| format!("{who}-{}", route.name())
    };
    let inner = || Router::new().prefix("/in").routes(routes![one, two]);
    let first = inner()
        .generate_unique_id_function(by("router"))
        .generate_unique_id_function(by("later"));
    let app = App::new()
        .generate_unique_id_function(by("app"))
        .router(inner())
        .router(
            Router::new()
                .prefix("/a")
                .generate_unique_id_function(by("outer"))
                .router(inner()),
        )
        .router(
            Router::new()
                .prefix("/b")
                .generate_unique_id_function(by("outer"))
                .router(first),
        );
    let document = document(app);
    let id = |path: &str| document["paths"][path]["get"]["operationId"].clone();
    assert_eq!(id("/in/one"), "app-one");
    assert_eq!(id("/a/in/one"), "outer-one");
    assert_eq!(id("/b/in/one"), "router-one");
    assert_eq!(id("/b/in/two"), "all-one");
}

#[test]
fn slashes_are_redirected_unless_the_application_says_otherwise() {
    let status = |app: App| {
        let client = TestClient::blocking(app.routes(routes![one]));
        client.get("/one/").follow_redirects(false).send().status()
    };
    assert_eq!(status(App::new()), 307);
    assert_eq!(status(App::new().redirect_slashes(false)), 404);
    // The root path itself lacks the slash of the path of `top`.
    let status = |app: App| {
        let client = TestClient::blocking(app.root_path("/api").routes(routes![top]));
        client.get("/api").follow_redirects(false).send().status()
    };
    assert_eq!(status(App::new()), 307);
    assert_eq!(status(App::new().redirect_slashes(false)), 404);
}

#[get("/")]
fn top() {}
