//! Return types that are several responses, and errors with bodies.

use twinlane::prelude::*;
use twinlane::response::AdditionalResponse;
use twinlane::testing::TestClient;

#[model]
struct Lamp {
    name: String,
}

#[model]
struct Problem {
    title: String,
}

#[derive(ApiResponse)]
enum Answer {
    /// A lamp
    #[response(status = 200)]
    Lamp(Lamp),
    /// A problem
    #[response(status = 200)]
    Problem(Problem),
    #[response(status = 200)]
    Page(Html),
    #[response(status = 202)]
    Taken { lamp: Lamp },
}

#[derive(ApiResponse)]
#[response(status = 201, description = "Made")]
struct Made {
    #[response(header = "x-by")]
    by: String,
    lamp: Lamp,
}

#[derive(ApiError)]
enum Refused {
    #[error(status = 409, body = taken(&name), media_type = "application/problem+json")]
    Taken { name: String },
    /// Another
    #[error(status = 409, body)]
    Lamp(Lamp),
    #[error(status = 503, detail = "Later", headers = [("retry-after", "60")])]
    Busy,
}

fn lamp() -> Lamp {
    Lamp {
        name: "Lamp".to_owned(),
    }
}

#[get("/answer/{which}")]
async fn answer(which: u8) -> Result<Answer, Refused> {
    let problem = Problem {
        title: "dark".to_owned(),
    };
    match which {
        0 => Ok(Answer::Lamp(lamp())),
        1 => Ok(Answer::Problem(problem)),
        2 => Ok(Answer::Page(Html::new("<p>"))),
        3 => Ok(Answer::Taken { lamp: lamp() }),
        4 => Err(Refused::Taken {
            name: "lamp".to_owned(),
        }),
        5 => Err(Refused::Lamp(lamp())),
        _ => Err(Refused::Busy),
    }
}

#[get("/made")]
fn made() -> Made {
    Made {
        by: "me\n".to_owned(),
        lamp: lamp(),
    }
}

fn document(app: App) -> Value {
    TestClient::blocking(app).get("/openapi.json").send().json()
}

#[test]
fn each_case_has_its_own_response() {
    let client = TestClient::blocking(App::new().routes(routes![answer, made]));
    let json = Some("application/json");
    for (path, status, content_type, text) in [
        ("/answer/0", 200, json, r#"{"name":"Lamp"}"#),
        ("/answer/1", 200, json, r#"{"title":"dark"}"#),
        ("/answer/2", 200, Some("text/html; charset=utf-8"), "<p>"),
        ("/answer/3", 202, json, r#"{"name":"Lamp"}"#),
        (
            "/answer/4",
            409,
            Some("application/problem+json"),
            r#"{"title":"no lamp"}"#,
        ),
        ("/answer/5", 409, json, r#"{"name":"Lamp"}"#),
        ("/answer/6", 503, json, r#"{"detail":"Later"}"#),
        ("/made", 201, json, r#"{"name":"Lamp"}"#),
    ] {
        let response = client.get(path).send();
        let got = (
            response.status().as_u16(),
            response.header("content-type"),
            response.text(),
        );
        assert_eq!(got, (status, content_type, text.to_owned()), "{path}");
    }
    let busy = client.get("/answer/6").send();
    assert_eq!(busy.header("retry-after"), Some("60"));
    // HTTP allows no line break there.
    assert_eq!(client.get("/made").send().header("x-by"), None);
}

#[test]
fn one_status_has_all_of_its_bodies() {
    let document = document(App::new().routes(routes![answer, made]));
    let responses = &document["paths"]["/answer/{which}"]["get"]["responses"];
    let reference = |name| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(
        responses["200"],
        json!({
            "description": "A lamp; A problem",
            "content": {
                "application/json": { "schema": {
                    "anyOf": [reference("Lamp"), reference("Problem")],
                    "title": "Response 200 Answer Answer  Which  Get",
                } },
                "text/html": { "schema": { "type": "string" } },
            },
        })
    );
    assert_eq!(responses["202"]["description"], "Accepted");
    assert_eq!(
        responses["409"],
        json!({
            "description": "Conflict; Another",
            "content": {
                "application/problem+json": { "schema": reference("Problem") },
                "application/json": { "schema": reference("Lamp") },
            },
        })
    );
    assert_eq!(responses["503"]["description"], "Later");
    let made = &document["paths"]["/made"]["get"]["responses"]["201"];
    assert_eq!(made["description"], "Made");
    assert_eq!(
        made["headers"],
        json!({ "x-by": { "required": true, "schema": { "type": "string" } } })
    );
}

#[derive(ApiResponse)]
enum Stored {
    #[response(status = 204)]
    Nothing,
    #[response(status = 303)]
    Moved(Redirect),
    #[response(status = 200)]
    Known(Lamp),
    #[response(status = 404)]
    Lost(Lost),
}

#[derive(ApiResponse)]
enum Lost {
    #[response(status = 410)]
    Gone(Problem),
    #[response(status = 200)]
    Page(Html),
}

#[get("/stored/{which}", media_type = "application/vnd.lamp+json")]
async fn stored(which: u8) -> Stored {
    let problem = Problem {
        title: "dark".to_owned(),
    };
    match which {
        0 => Stored::Nothing,
        1 => Stored::Moved(Redirect::to("/")),
        2 => Stored::Known(lamp()),
        3 => Stored::Lost(Lost::Gone(problem)),
        _ => Stored::Lost(Lost::Page(Html::new("<p>"))),
    }
}

/// The first of them has no content; what is within another is sent with its status.
#[test]
fn a_media_type_is_that_of_each_json() {
    let app = || App::new().routes(routes![stored]);
    let client = TestClient::blocking(app()).follow_redirects(false);
    let vendor = Some("application/vnd.lamp+json");
    for (which, status, content_type) in [
        (0, 204, None),
        (1, 303, None),
        (2, 200, vendor),
        (3, 404, vendor),
        (4, 404, Some("text/html; charset=utf-8")),
    ] {
        let response = client.get(&format!("/stored/{which}")).send();
        let got = (response.status().as_u16(), response.header("content-type"));
        assert_eq!(got, (status, content_type), "{which}");
    }
    let document = document(app());
    let responses = &document["paths"]["/stored/{which}"]["get"]["responses"];
    let media_types = |status: &str| {
        let content = responses[status]["content"].as_object();
        content.map(|content| content.keys().cloned().collect::<Vec<_>>())
    };
    assert_eq!((media_types("204"), media_types("303")), (None, None));
    assert_eq!(media_types("200").unwrap(), ["application/vnd.lamp+json"]);
    let of_both = ["application/vnd.lamp+json", "text/html"];
    assert_eq!(media_types("404").unwrap(), of_both);
    assert_eq!(responses.get("410"), None);
}

#[derive(ApiResponse)]
#[expect(dead_code, reason = "the application does not start")]
enum Wrong {
    #[response(status = 204)]
    Nothing(Lamp),
    #[response(status = 201)]
    Moved(Redirect),
    #[response(status = 200)]
    Lamp {
        #[response(header = "x y")]
        spaced: String,
        #[response(header)]
        model: Lamp,
    },
}

#[get("/wrong", status = 201, response_exclude = ["name"])]
fn wrong() -> Wrong {
    Wrong::Nothing(lamp())
}

#[get("/made", status = 202)]
fn made_otherwise() -> Made {
    made()
}

#[webhook(post, "told")]
fn told() -> Wrong;

#[get("/data", media_type = None, responses(AdditionalResponse::new(99), 404 = ("x", headers = headers())))]
fn data() -> Lamp {
    lamp()
}

fn headers() -> Value {
    json!(["x-a"])
}

#[test]
fn what_cannot_be_answered_is_a_mistake() {
    let mistakes = |app: App| app.check().unwrap_err().to_string();
    let found = mistakes(App::new().routes(routes![wrong]));
    for expected in [
        "the return type says a status for each of its responses: leave `status` out",
        "a response with the status 204 has no body",
        "a redirect does not have the status 201",
        "`x y` is no name of a header",
        "the header `model` has one value: give it a text, a number, or an `Option` of one",
        "the fields that are sent cannot be chosen of a return type that is several responses",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
    let leaves_out = "leave `status` out";
    let found = mistakes(App::new().routes(routes![made_otherwise]));
    assert!(found.contains(leaves_out), "{found}");
    let found = mistakes(App::new().webhooks(webhooks![told]));
    assert!(found.contains("`x y` is no name of a header"), "{found}");
    let found = mistakes(App::new().routes(routes![data]));
    for expected in [
        "`media_type = None` is for a `Response`",
        "`99` is no status",
        "the `headers` of the response 404 is no object: write `json!({ .. })`",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}

fn taken(name: &str) -> Problem {
    Problem {
        title: format!("no {name}"),
    }
}

const BROKEN: &str = "text/x\r\nx-a: b";

#[derive(ApiError)]
#[error(status = 409, body = json!({}), media_type = BROKEN)]
struct BrokenType;

#[get("/broken")]
fn broken() -> Result<Value, BrokenType> {
    Err(BrokenType)
}

#[dependency]
fn breaks() -> Result<(), BrokenType> {
    Err(BrokenType)
}

#[get("/breaks", dependencies = [breaks])]
fn with_broken() {}

async fn handle_broken(_: HttpError, _: Request) -> Result<Value, BrokenType> {
    Err(BrokenType)
}

/// Nor is it sent as something else where only the response knows of it.
#[test]
fn a_media_type_that_is_none_is_a_mistake() {
    for app in [
        App::new().routes(routes![broken]),
        App::new().routes(routes![with_broken]),
    ] {
        let found = app.check().unwrap_err().to_string();
        assert!(
            found.contains(r"`text/x\r\nx-a: b` is no media type"),
            "{found}"
        );
    }
    let app = App::new().on_status(StatusCode::NOT_FOUND, handle_broken);
    let response = TestClient::blocking(app).get("/nowhere").send();
    assert_eq!(response.status(), 500);
}
