//! Teardowns that change the response.

use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[dependency]
async fn said(response: &mut ResponseParts) -> Provided<u8> {
    response.set_header("x-said", "before");
    response.set_header("x-kept", "before");
    Provided::new(1).before_response(async |_, outcome| {
        let mut response = ResponseParts::new();
        response.set_header("x-said", format!("{outcome:?}"));
        response.set_cookie(("a", "b"));
        response.set_status(StatusCode::ACCEPTED);
        response
    })
}

#[dependency]
fn said_in_a_thread(_said: Depends<said>, fails: bool) -> Provided<()> {
    Provided::new(()).before_response(move |(), _| {
        if fails {
            return Err(HttpError::new(418, "teapot"));
        }
        let mut response = ResponseParts::new();
        response.set_header("x-thread", "yes");
        response.set_header("x-said", "never");
        Ok(response)
    })
}

#[get("/said")]
async fn saying(_said: Depends<said_in_a_thread>, response: &mut ResponseParts) -> String {
    response.set_cookie(("c", "d"));
    "said".to_owned()
}

#[get("/said/whole")]
async fn saying_whole(_said: Depends<said_in_a_thread>) -> Response {
    Response::text("whole")
}

/// The teardown that runs last speaks last, and takes the place of what was said before; cookies come together.
#[test]
fn a_teardown_speaks_of_the_response() {
    let client = TestClient::blocking(App::new().routes(routes![saying, saying_whole]));
    let response = client.get("/said?fails=false").send();
    assert_eq!(response.status(), 202);
    let header = |name| response.header(name);
    assert_eq!(header("x-said"), Some("Answered"));
    assert_eq!(header("x-kept"), Some("before"));
    assert_eq!(header("x-thread"), Some("yes"));
    let cookies = response.headers().get_all("set-cookie").iter();
    let cookies: Vec<&str> = cookies.map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies[0].starts_with("c=d") && cookies[1].starts_with("a=b"));
    for path in ["/said?fails=true", "/said/whole?fails=false"] {
        let response = client.get(path).send();
        assert_ne!(response.status(), 202);
        assert_eq!(response.header("x-said"), None, "{path}");
        assert_eq!(response.header("set-cookie"), None, "{path}");
    }
}

#[dependency]
async fn says_a_status(response: &mut ResponseParts) -> Provided<u8> {
    response.set_status(StatusCode::ACCEPTED);
    Provided::new(1).before_response(async |_, _| {
        let mut response = ResponseParts::new();
        response.set_status(StatusCode::IM_USED);
        response.set_header("content-type", "text/x-late");
        response.set_header("x-word", "late");
        response.set_cookie(("late", "1"));
        response
    })
}

#[get("/status/returned")]
async fn status_returned(_said: Depends<says_a_status>) -> (StatusCode, Value) {
    (StatusCode::CREATED, json!(1))
}

#[get("/status/parts", status = 203)]
async fn status_of_parts(_said: Depends<says_a_status>, response: &mut ResponseParts) -> Value {
    response.set_status(StatusCode::CREATED);
    json!(1)
}

#[get("/status/typed")]
async fn status_typed(_said: Depends<says_a_status>) -> ([(&'static str, &'static str); 3], Value) {
    let headers = [
        ("content-type", "text/x-own"),
        ("x-word", "own"),
        ("set-cookie", "own=1"),
    ];
    (headers, json!(1))
}

/// The returned value has the last word; a teardown comes before the other functions.
#[test]
fn what_is_returned_is_not_changed_by_a_teardown() {
    let routes = routes![status_returned, status_of_parts, status_typed];
    let client = TestClient::blocking(App::new().routes(routes));
    for (path, status, word) in [
        ("returned", 201, "late"),
        ("parts", 226, "late"),
        ("typed", 226, "own"),
    ] {
        let response = client.get(&format!("/status/{path}")).send();
        assert_eq!(response.status(), status, "{path}");
        let types = response.headers().get_all("content-type");
        assert_eq!(types.iter().count(), 1, "{path}");
        let media_type = format!("text/x-{word}");
        assert_eq!(
            response.header("content-type"),
            Some(&*media_type),
            "{path}"
        );
        let words: Vec<_> = response.headers().get_all("x-word").iter().collect();
        assert_eq!(words, [word], "{path}");
        let cookies = response.headers().get_all("set-cookie").iter().count();
        assert_eq!(cookies, if word == "own" { 2 } else { 1 }, "{path}");
    }
}
