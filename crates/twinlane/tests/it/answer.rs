//! Return types, and the responses that are sent for them.

use twinlane::Response;
use twinlane::http::StatusCode;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::testing::TestClient;

#[model]
struct Item {
    #[field(alias = "itemName")]
    name: String,
    price: f64,
}

#[get("/nothing")]
async fn nothing() {}

#[get("/option")]
async fn option() -> Option<Item> {
    None
}

#[get("/items", status = 201)]
fn items() -> Vec<Item> {
    vec![Item {
        name: "Lamp".to_owned(),
        price: f64::NAN,
    }]
}

#[get("/whole")]
async fn whole() -> Response {
    let mut response = Response::new(Body::from("whole"));
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

#[get("/result")]
fn result() -> Result<String> {
    Ok(char::from_u32(0xe9).or_404("no such letter")?.to_string())
}

#[track_caller]
fn check(path: &str, status: u16, body: &str) {
    let client =
        TestClient::blocking(App::new().routes(routes![nothing, option, items, whole, result]));
    let response = client.get(path).send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (status, body)
    );
}

#[test]
fn every_kind_of_answer_is_sent() {
    check("/nothing", 200, "null");
    check("/option", 200, "null");
    check("/items", 201, r#"[{"itemName":"Lamp","price":null}]"#);
    check("/whole", 202, "whole");
    check("/result", 200, "\"é\"");
}

/// A map whose keys are no texts.
#[derive(serde::Serialize)]
struct Unwritable(std::collections::BTreeMap<(i8, i8), i8>);

#[get("/converted/{kind}")]
async fn converted(kind: String) -> Response {
    match kind.as_str() {
        "html" => Html::new("<p>").into(),
        "text" => twinlane::response::Text::new("plain").into(),
        "content" => twinlane::response::Content::new("text/csv", "a,b").into(),
        "json" => twinlane::response::Json(vec![1, 2]).into(),
        "unwritable" => twinlane::response::Json(Unwritable([((1, 2), 3)].into())).into(),
        "found" => Redirect::to("/new").with_status(StatusCode::FOUND).into(),
        _ => Redirect::to("/new").into(),
    }
}

#[test]
fn what_an_operation_can_return_becomes_a_whole_response() {
    let client = TestClient::blocking(App::new().routes(routes![converted]));
    for (kind, status, media_type, text) in [
        ("html", 200, "text/html; charset=utf-8", "<p>"),
        ("text", 200, "text/plain; charset=utf-8", "plain"),
        ("content", 200, "text/csv; charset=utf-8", "a,b"),
        ("json", 200, "application/json", "[1,2]"),
        (
            "unwritable",
            500,
            "text/plain; charset=utf-8",
            "Internal Server Error",
        ),
    ] {
        let response = client.get(&format!("/converted/{kind}")).send();
        assert_eq!(response.status(), status, "{kind}");
        assert_eq!(response.headers()["content-type"], media_type, "{kind}");
        assert_eq!(response.text(), text, "{kind}");
    }
    for (kind, status) in [("found", 302), ("temporary", 307)] {
        let response = client.get(&format!("/converted/{kind}")).send();
        assert_eq!(response.status(), status, "{kind}");
        assert_eq!(response.headers()["location"], "/new", "{kind}");
        assert_eq!(response.headers()["content-length"], "0", "{kind}");
    }
}

#[get("/with_headers")]
async fn with_headers() -> ([(&'static str, String); 2], Vec<i64>) {
    let values = [
        ("x-cat", "alone".to_owned()),
        ("x-cat", "in the world".to_owned()),
    ];
    (values, vec![1])
}

#[get("/with_both")]
async fn with_both() -> (StatusCode, [(&'static str, &'static str); 3], Html) {
    let headers = [
        ("x-cat", "Tom"),
        ("x-bad", "line\nbreak"),
        ("no name", "left out"),
    ];
    (StatusCode::CREATED, headers, Html::new("<p>"))
}

#[test]
fn headers_stand_beside_an_answer_as_pairs() {
    let client = TestClient::blocking(App::new().routes(routes![with_headers, with_both]));
    let response = client.get("/with_headers").send();
    let values: Vec<_> = response.headers().get_all("x-cat").iter().collect();
    assert_eq!(values, ["alone", "in the world"]);
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (200, "[1]")
    );

    let response = client.get("/with_both").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (201, "<p>")
    );
    assert_eq!(response.headers()["x-cat"], "Tom");
    assert!(!response.headers().contains_key("x-bad"));
    let schema = &client.get("/openapi.json").send().json::<Value>()["paths"]["/with_headers"];
    assert_eq!(
        schema["get"]["responses"]["200"]["content"]["application/json"]["schema"]["items"]["type"],
        "integer"
    );
}
