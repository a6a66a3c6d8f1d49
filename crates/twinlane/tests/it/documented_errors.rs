//! `App::document_errors`: what the document says of errors beyond FastAPI's, each as it is answered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use twinlane::http::StatusCode;
use twinlane::http::request::Parts;
use twinlane::parameter::RequestBody;
use twinlane::prelude::*;
use twinlane::response::AdditionalResponse;
use twinlane::security::{
    ApiKeyHeader, HttpBasic, HttpBasicCredentials, HttpBearer, OAuth2PasswordBearer, SecurityScheme,
};
use twinlane::testing::{BlockingClient, TestClient, TestServer};
use twinlane::{Settings, UploadFile};

#[security(HttpBearer)]
struct Bearer(String);

#[security(HttpBasic(realm = "shop"))]
struct Basic(HttpBasicCredentials);

#[security(ApiKeyHeader(name = "x-key"))]
struct Key(String);

#[security(OAuth2PasswordBearer(token_url = "token", scopes = { "me" = "Read" }))]
struct Token(String);

/// A scheme of one's own, whose refusal is another.
struct Forwarded;

impl Forwarded {
    const fn new() -> Self {
        Self
    }
}

impl SecurityScheme for Forwarded {
    type Credentials = String;

    fn credentials(&self, request: &Parts) -> Result<Option<String>, HttpError> {
        match request.headers.get("x-email").map(|value| value.to_str()) {
            Some(Err(_)) => Err(HttpError::new(400, "No address")),
            value => Ok(value.and_then(Result::ok).map(str::to_owned)),
        }
    }

    fn not_authenticated(&self) -> HttpError {
        HttpError::new(403, json!({ "code": 7 }))
    }

    fn unreadable(&self) -> Option<HttpError> {
        Some(HttpError::new(400, "No address"))
    }

    fn name(&self) -> &'static str {
        "Forwarded"
    }

    fn object(&self) -> Value {
        json!({ "type": "apiKey", "in": "header", "name": "x-email" })
    }
}

#[security(Forwarded)]
struct Colleague(String);

#[model]
struct Item {
    name: String,
}

#[get("/plain")]
async fn plain(q: Option<String>) -> Option<String> {
    q
}

#[get("/bearer")]
async fn bearer(token: Bearer) -> String {
    token.0
}

#[get("/bearer/optional")]
async fn optional_bearer(token: Option<Bearer>) -> bool {
    token.is_some()
}

#[get("/basic/optional")]
async fn optional_basic(basic: Option<Basic>) -> Option<String> {
    basic.map(|basic| basic.0.username)
}

#[get("/colleague")]
async fn colleague(colleague: Colleague) -> String {
    colleague.0
}

#[get("/colleague/optional")]
async fn optional_colleague(colleague: Option<Colleague>) -> Option<String> {
    colleague.map(|colleague| colleague.0)
}

#[dependency]
async fn user(token: Token, scopes: &SecurityScopes) -> Result<String, UserError> {
    if token.0.is_empty() {
        return Err(UserError::Old);
    }
    scopes
        .require(&[&token.0])
        .map_err(|_| UserError::Unknown)?;
    Ok(token.0)
}

#[derive(Debug, ApiError)]
enum UserError {
    #[error(status = 403, detail = "Nobody knows them")]
    Unknown,
    #[error(status = 401, body = Item { name: "token".to_owned() })]
    Old,
}

/// Below a dependency, and one beside it: two refusals of one status.
#[get("/user")]
async fn of_user(#[scopes("me")] user: Depends<user>, key: Key) -> String {
    user.to_string() + &key.0
}

#[post("/items")]
async fn create(item: Item) -> Item {
    item
}

#[post("/form")]
async fn form(#[form] name: String, file: Option<UploadFile>) -> String {
    name + file.as_ref().map_or("", UploadFile::file_name)
}

#[post("/raw", max_body_size = 4)]
async fn raw(body: RequestBody) -> Result<usize> {
    Ok(body.bytes().await?.len())
}

#[get("/slow", thread_capacity = 1, thread_queue = 0, timeout = Duration::from_millis(5))]
fn slow() -> u8 {
    std::thread::sleep(Duration::from_millis(50));
    1
}

#[get("/loop")]
async fn on_the_loop() -> u8 {
    1
}

#[get("/said", responses(401 = (Item, "Mine")))]
async fn said(token: Bearer) -> String {
    token.0
}

#[post("/all", responses("4XX" = "Wrong"))]
async fn all_said(token: Bearer, item: Item) -> String {
    token.0 + &item.name
}

#[get("/extra", openapi_extra = json!({ "responses": { "401": { "description": "Extra" } } }))]
async fn extra(token: Bearer) -> String {
    token.0
}

/// The token is asked for, but who has none is nobody, and no error.
#[dependency]
async fn guest(token: Bearer) -> String {
    token.0
}

#[get("/guest")]
async fn of_guest(guest: Option<Depends<guest>>) -> Option<String> {
    guest.map(|guest| guest.to_string())
}

#[get("/guest/result")]
async fn of_guest_or_error(guest: Result<Depends<guest>>) -> bool {
    guest.is_ok()
}

#[get("/guest/needed")]
async fn of_both(guest: Option<Depends<guest>>, token: Bearer) -> String {
    token.0 + &guest.map_or_else(String::new, |guest| guest.to_string())
}

fn app() -> App {
    App::new().routes(routes![
        plain,
        bearer,
        optional_bearer,
        optional_basic,
        colleague,
        optional_colleague,
        of_user,
        create,
        form,
        raw,
        slow,
        on_the_loop,
        said,
        all_said,
        extra,
        of_guest,
        of_guest_or_error,
        of_both
    ])
}

fn document(app: App) -> Value {
    TestClient::blocking(app).get("/openapi.json").send().json()
}

fn responses(document: &Value, method: &str, path: &str) -> Value {
    document["paths"][path][method]["responses"].clone()
}

fn statuses(document: &Value, method: &str, path: &str) -> Vec<String> {
    let responses = responses(document, method, path);
    let mut keys: Vec<String> = responses.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    keys
}

#[test]
fn it_is_off_unless_it_is_turned_on() {
    let text = |app: App| TestClient::blocking(app).get("/openapi.json").send().text();
    assert_eq!(text(app()), text(app().document_errors(false)));
    let document = document(app());
    assert_eq!(statuses(&document, "get", "/bearer"), ["200"]);
    assert_eq!(statuses(&document, "post", "/items"), ["200", "422"]);
}

#[test]
fn each_operation_has_what_it_can_be_answered_with_and_no_more() {
    // The operation on the event loop has no line to wait in.
    let document = document(app().thread_queue(9).document_errors(true));
    for (method, path, expected) in [
        ("get", "/plain", ["200", "422"].as_slice()),
        ("get", "/bearer", &["200", "401"]),
        ("get", "/bearer/optional", &["200"]),
        ("get", "/basic/optional", &["200", "401"]),
        ("get", "/colleague", &["200", "400", "403"]),
        ("get", "/colleague/optional", &["200", "400"]),
        ("get", "/user", &["200", "401", "403"]),
        ("post", "/items", &["200", "400", "408", "413", "422"]),
        ("post", "/form", &["200", "400", "408", "413", "422"]),
        ("post", "/raw", &["200", "408", "413"]),
        ("get", "/slow", &["200", "503", "504"]),
        ("get", "/loop", &["200"]),
        ("get", "/said", &["200", "401"]),
        ("post", "/all", &["200", "4XX"]),
        ("get", "/extra", &["200", "401"]),
        ("get", "/guest", &["200"]),
        ("get", "/guest/result", &["200"]),
        ("get", "/guest/needed", &["200", "401"]),
    ] {
        assert_eq!(statuses(&document, method, path), expected, "{path}");
    }
}

#[test]
fn what_is_said_already_stays_as_it_is() {
    let off = document(app());
    let on = document(app().document_errors(true));
    for (method, path) in [("get", "/said"), ("post", "/all"), ("get", "/extra")] {
        assert_eq!(responses(&on, method, path), responses(&off, method, path));
    }
    let of_router = |app: App| {
        let unauthorized = AdditionalResponse::new(401).description("Of the router");
        app.router(Router::new().response(unauthorized).routes(routes![bearer]))
    };
    let off = document(of_router(App::new()));
    let on = document(of_router(App::new().document_errors(true)));
    assert_eq!(on, off);
}

/// The content type, the example of the body and of the header are those of the response.
fn assert_is_real(document: &Value, response: &twinlane::testing::TestResponse, at: (&str, &str)) {
    let status = response.status().as_u16().to_string();
    let described = &responses(document, at.0, at.1)[&status];
    let media_type = response.header("content-type").unwrap();
    let media_type = media_type.split(';').next().unwrap();
    let example = &described["content"][media_type]["example"];
    if media_type == "text/plain" {
        assert_eq!(*example, response.text());
    } else {
        assert_eq!(*example, response.json::<Value>());
    }
    let headers = described["headers"].as_object().into_iter().flatten();
    for (name, header) in headers {
        let sent = response.header(&name.to_ascii_lowercase());
        assert_eq!(sent, header["example"].as_str(), "{name}");
    }
    let challenges = response.header("www-authenticate").is_some();
    assert_eq!(
        challenges,
        described["headers"]["WWW-Authenticate"].is_object()
    );
}

#[test]
fn what_is_documented_is_what_is_answered() {
    let document = document(app().document_errors(true));
    let client: BlockingClient = TestClient::blocking(app());
    let large = "x".repeat(17 * 1024 * 1024);
    let json = |body: Vec<u8>| {
        let request = client
            .post("/items")
            .header("content-type", "application/json");
        request.body(body).send()
    };
    let real = [
        (client.get("/bearer").send(), 401, ("get", "/bearer")),
        (
            client
                .get("/basic/optional")
                .header("authorization", "Basic x")
                .send(),
            401,
            ("get", "/basic/optional"),
        ),
        (client.get("/colleague").send(), 403, ("get", "/colleague")),
        (
            client.get("/guest/needed").send(),
            401,
            ("get", "/guest/needed"),
        ),
        (json(vec![b'"', 0xff, b'"']), 400, ("post", "/items")),
        (json(large.into_bytes()), 413, ("post", "/items")),
        (
            client.post("/raw").body("12345").send(),
            413,
            ("post", "/raw"),
        ),
        (client.get("/slow").send(), 504, ("get", "/slow")),
    ];
    for (response, status, at) in &real {
        assert_eq!(response.status(), *status, "{at:?}");
        assert_is_real(&document, response, *at);
    }
    let form = client
        .post("/form")
        .header("content-type", "multipart/form-data");
    assert_eq!(form.body("x").send().status(), 400);
    assert_eq!(client.get("/guest").send().status(), 200);
    assert_eq!(client.get("/guest/result").send().status(), 200);
    let malformed = json(b"{".to_vec());
    assert_eq!(malformed.status(), 422, "so no status of its own");
}

/// A body that does not come, over a socket: whoever reads it.
#[tokio::test]
async fn a_body_that_is_too_slow_is_answered_as_documented() -> Result {
    let document = TestClient::new(app().document_errors(true));
    let document: Value = document.get("/openapi.json").await.json();
    let settings = Settings::new().body_idle_timeout(Duration::from_millis(50));
    let server = TestServer::start_with(app(), &settings).await?;
    for (path, media_type) in [
        ("/items", "application/json"),
        ("/form", "application/x-www-form-urlencoded"),
        ("/form", "multipart/form-data; boundary=b"),
        ("/raw", "text/plain"),
    ] {
        let described = &responses(&document, "post", path)["408"];
        let json = &described["content"]["application/json"];
        assert_eq!(described["description"], "Request Timeout");

        let mut client = TcpStream::connect(server.address()).await?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {media_type}\r\ncontent-length: 3\r\n\r\n"
        );
        client.write_all(head.as_bytes()).await?;
        let mut response = String::new();
        client.read_to_string(&mut response).await?;
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 408 "), "{path}: {response}");
        assert!(
            head.contains("content-type: application/json\r\n"),
            "{head}"
        );
        assert_eq!(json["example"], Value::from_json(body)?, "{path}");
        assert_eq!(json["schema"]["required"], json!(["detail"]));
    }
    server.stop().await
}

/// The number of times that the addition has been made.
static EXTRAS: AtomicUsize = AtomicUsize::new(0);

fn counted_extra() -> Value {
    EXTRAS.fetch_add(1, Ordering::Relaxed);
    json!({ "responses": { "401": { "description": "Extra" } } })
}

#[get("/counted", openapi_extra = counted_extra())]
async fn counted(token: Bearer) -> String {
    token.0
}

/// Once to be checked, and once for the document.
#[test]
fn an_addition_is_made_as_often_with_the_errors_as_without() {
    let made = |are_documented: bool| {
        let earlier = EXTRAS.load(Ordering::Relaxed);
        let app = App::new().routes(routes![counted]);
        let document = document(app.document_errors(are_documented));
        assert_eq!(
            responses(&document, "get", "/counted")["401"],
            json!({ "description": "Extra" })
        );
        EXTRAS.load(Ordering::Relaxed) - earlier
    };
    assert_eq!((made(false), made(true)), (2, 2));
}

#[test]
fn two_refusals_of_one_status_are_one_response() {
    let document = document(app().document_errors(true));
    let user = &responses(&document, "get", "/user");
    let schema = &user["401"]["content"]["application/json"]["schema"];
    let arms = schema["anyOf"].as_array().unwrap();
    assert_eq!(arms.len(), 2, "the item, and the detail: {schema}");
    assert!(user["401"]["headers"]["WWW-Authenticate"].is_object());
    assert_eq!(user["403"]["description"], "Nobody knows them");
}

/// A scheme whose refusal has a media type of its own.
struct Problem;

impl Problem {
    const fn new() -> Self {
        Self
    }
}

impl SecurityScheme for Problem {
    type Credentials = String;

    fn credentials(&self, _: &Parts) -> Result<Option<String>, HttpError> {
        Ok(None)
    }

    fn not_authenticated(&self) -> HttpError {
        HttpError::new(401, "Who?")
            .header("content-type", "application/problem+json; charset=utf-8")
            .header("www-authenticate", "Mine")
    }

    fn name(&self) -> &'static str {
        "Problem"
    }

    fn object(&self) -> Value {
        json!({ "type": "http", "scheme": "mine" })
    }
}

#[security(Problem)]
struct Mine(String);

#[get("/problem")]
async fn problem(mine: Mine) -> String {
    mine.0
}

#[test]
fn a_refusal_has_its_own_media_type() {
    let app = || App::new().routes(routes![problem]);
    let document = document(app().document_errors(true));
    let described = &responses(&document, "get", "/problem")["401"];
    let content = described["content"].as_object().unwrap();
    assert_eq!(
        content.keys().collect::<Vec<_>>(),
        ["application/problem+json"]
    );
    let headers = described["headers"].as_object().unwrap();
    assert_eq!(headers.keys().collect::<Vec<_>>(), ["WWW-Authenticate"]);
    let response = TestClient::blocking(app()).get("/problem").send();
    assert_is_real(&document, &response, ("get", "/problem"));
}

#[derive(Debug, ApiError)]
enum Expired {
    #[error(status = 401, detail = "Expired")]
    Token,
}

#[get("/expired")]
async fn expired(token: Bearer) -> Result<String, Expired> {
    if token.0.is_empty() {
        return Err(Expired::Token);
    }
    Ok(token.0)
}

/// The type's 401 drops the router's, so the scheme's is beside it.
#[test]
fn a_status_that_the_router_no_longer_describes_is_described() {
    let unauthorized = AdditionalResponse::new(401).description("Of the router");
    let router = Router::new()
        .response(unauthorized)
        .routes(routes![expired]);
    let document = document(App::new().document_errors(true).router(router));
    let refused = &responses(&document, "get", "/expired")["401"];
    assert_eq!(refused["description"], "Expired");
    assert!(
        refused["headers"]["WWW-Authenticate"].is_object(),
        "{refused}"
    );
}

#[test]
fn what_a_handler_answers_has_no_content() {
    async fn told(_: HttpError, _: Request) -> Html {
        Html::new("no")
    }
    let on = || app().document_errors(true);
    let by_status = document(on().on_status(StatusCode::UNAUTHORIZED, told));
    let refused = &responses(&by_status, "get", "/bearer")["401"];
    assert_eq!(refused["description"], "Unauthorized");
    assert!(refused.get("content").is_none(), "{refused}");
    let items = responses(&by_status, "post", "/items");
    assert!(items["413"]["content"].is_object());

    let by_type = document(on().on_error(told));
    let items = responses(&by_type, "post", "/items");
    assert!(items["413"].get("content").is_none(), "{items}");
}

#[test]
fn an_application_that_is_mounted_decides_for_itself() {
    let inner = App::new().document_errors(true).routes(routes![bearer]);
    let app = App::new().routes(routes![bearer]).mount("/inner", inner);
    let client = TestClient::blocking(app);
    let own: Value = client.get("/openapi.json").send().json();
    assert_eq!(statuses(&own, "get", "/bearer"), ["200"]);
    let inner: Value = client.get("/inner/openapi.json").send().json();
    assert_eq!(statuses(&inner, "get", "/bearer"), ["200", "401"]);
}
