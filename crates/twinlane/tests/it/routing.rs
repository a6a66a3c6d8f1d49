//! Which operation: found, not found, wrong method, redirect.

use http::Method;
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient};

#[get("/items/{item_id}")]
async fn by_id(item_id: String) -> String {
    item_id
}

#[get("/items/me")]
async fn me() -> &'static str {
    "me"
}

#[post("/items/{name}")]
async fn create(name: String) -> String {
    format!("created {name}")
}

#[get("/slash/")]
async fn slash() -> Value {
    json!("slash")
}

#[get("/files/{path:path}")]
async fn file(path: String) -> String {
    path
}

#[get("/users/{user_id}/x.{format}")]
async fn user(user_id: i64, format: String) -> Value {
    json!([user_id, format])
}

#[get("/url")]
async fn url(request: &Request) -> Value {
    let host = request.host();
    json!([request.url(), host.map(|host| host.name().to_owned())])
}

mod methods {
    use twinlane::prelude::*;

    #[put("/m")]
    async fn put_it() -> Value {
        json!("put")
    }
    #[patch("/m")]
    fn patch_it() -> Value {
        json!("patch")
    }
    #[delete("/m")]
    async fn delete_it() -> Value {
        json!("delete")
    }
    #[head("/m")]
    fn head_it() -> Value {
        json!("head")
    }
    #[options("/m")]
    async fn options_it() -> Value {
        json!("options")
    }
    #[trace("/m")]
    async fn trace_it() -> Value {
        json!("trace")
    }

    pub(super) fn router() -> Router {
        Router::new().prefix("/v1").routes(routes![
            put_it, patch_it, delete_it, head_it, options_it, trace_it
        ])
    }
}

fn client() -> BlockingClient {
    let app = App::new()
        .routes(routes![by_id, me, create, slash, file, user, url])
        .router(methods::router());
    TestClient::blocking(app)
}

#[track_caller]
fn check(method: Method, path: &str, status: u16, body: &str) {
    let response = client().request(method, path).send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (status, body)
    );
}

#[test]
fn a_static_path_goes_before_a_parameter() {
    check(Method::GET, "/items/me", 200, "\"me\"");
    check(Method::GET, "/items/you", 200, "\"you\"");
}

#[test]
fn parameters_of_one_path_may_have_other_names_per_method() {
    check(Method::POST, "/items/you", 200, "\"created you\"");
    check(Method::POST, "/items/me", 200, "\"created me\"");
}

#[test]
fn every_method_is_there() {
    for method in [
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
        Method::TRACE,
    ] {
        let expected = format!("\"{}\"", method.as_str().to_lowercase());
        check(method, "/v1/m", 200, &expected);
    }
    let response = client().request(Method::HEAD, "/v1/m").send();
    assert_eq!(
        (
            response.status().as_u16(),
            response.text(),
            response.header("content-length")
        ),
        (200, String::new(), Some("6"))
    );
}

#[test]
fn an_unknown_path_is_a_404() {
    check(Method::GET, "/nothing", 404, r#"{"detail":"Not Found"}"#);
    check(Method::GET, "//items/1", 404, r#"{"detail":"Not Found"}"#);
    check(Method::GET, "/ITEMS/1", 404, r#"{"detail":"Not Found"}"#);
}

#[test]
fn a_wrong_method_is_a_405_that_allows_every_method_of_the_path() {
    let response = client().delete("/items/1").send();
    assert_eq!(response.status(), 405);
    assert_eq!(response.text(), r#"{"detail":"Method Not Allowed"}"#);
    assert_eq!(response.header("allow"), Some("GET, POST"));
    assert_eq!(
        client().request(Method::HEAD, "/items/1").send().status(),
        405
    );
}

#[test]
fn a_slash_too_many_or_too_few_is_a_redirect() {
    let response = client().get("/slash?q=1").send();
    assert_eq!(
        (response.status().as_u16(), response.header("location")),
        (307, Some("http://testserver/slash/?q=1"))
    );
    let response = client()
        .post("/items/me/")
        .header("host", "shop:8000")
        .send();
    assert_eq!(
        (response.status().as_u16(), response.header("location")),
        (307, Some("http://shop:8000/items/me"))
    );
    assert_eq!(response.header("content-length"), Some("0"));
}

/// One judge for both: what it accepts is tested in `twinlane-path`.
#[test]
fn a_host_that_cannot_be_used_is_in_no_url() {
    let client = client();
    for (host, url, location) in [
        ("Shop:8000", "http://Shop:8000", "http://Shop:8000/slash/"),
        ("[::1]:80", "http://[::1]:80", "http://[::1]:80/slash/"),
        ("a/b?c@d", "", "/slash/"),
        ("user@shop", "", "/slash/"),
        ("shop:65536", "", "/slash/"),
        ("", "", "/slash/"),
    ] {
        let response = client.get("/url?a=b").header("host", host).send();
        let name = host.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
        let name = (!url.is_empty()).then_some(name);
        assert_eq!(
            response.json::<Value>(),
            json!([format!("{url}/url?a=b"), name]),
            "{host}"
        );
        let response = client.get("/slash").header("host", host).send();
        assert_eq!(response.header("location"), Some(location), "{host}");
    }
}

#[test]
fn paths_are_matched_decoded() {
    check(Method::GET, "/items/a%20b%C3%A9", 200, "\"a bé\"");
    check(
        Method::GET,
        "/items/a%2Fb",
        404,
        r#"{"detail":"Not Found"}"#,
    );
    check(Method::GET, "/files/a/b%2Fc", 200, "\"a/b/c\"");
    check(Method::GET, "/files/", 200, "\"\"");
}

#[test]
fn a_segment_may_be_part_text_part_parameter() {
    check(Method::GET, "/users/3/x.json", 200, "[3,\"json\"]");
    check(
        Method::GET,
        "/users/3/xjson",
        404,
        r#"{"detail":"Not Found"}"#,
    );
}
