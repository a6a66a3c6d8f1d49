//! Rules of texts on the types that make something of a text, bytes in Pydantic's modes, and schemas of newtypes.

use std::collections::HashMap;

use twinlane::Value;
use twinlane::prelude::*;
use twinlane::types::{Base64Bytes, Base64Str, BytesAsBase64, BytesAsHex, Email, FileUrl, HttpUrl, JsonText, Url};

#[model(rename_all = "lowercase")]
enum Color {
    Red,
    Green,
}

#[model(literal, rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

#[model]
struct User {
    #[field(min_length = 8, max_length = 20)]
    email: Email,
    #[field(max_length = 12)]
    other: Option<Email>,
    #[field(max_length = 24)]
    site: HttpUrl,
    #[field(min_length = 16, max_length = 20)]
    any: Option<Url>,
    #[field(max_length = 20)]
    file: Option<FileUrl>,
    #[field(default = Color::Red, max_length = 3)]
    color: Color,
    #[field(min_length = 4)]
    maybe: Option<Color>,
    #[field(default = Level::Low, max_length = 3)]
    level: Level,
    #[field(min_length = 2, max_length = 4)]
    data: Option<Base64Bytes>,
    #[field(min_length = 2, max_length = 4)]
    text: Option<Base64Str>,
}

#[post("/user")]
async fn user(user: User) -> User {
    user
}

#[model]
struct Patterns {
    #[field(max_length = 20, pattern = "^[a-z]+@")]
    email: Email,
    #[field(to_lower, max_length = 20, pattern = "^[a-z@.]+$")]
    lower: Email,
    #[field(strip, to_lower)]
    maybe: Option<Email>,
    #[field(pattern = "e{2}")]
    color: Option<Color>,
    #[field(pattern = "o")]
    level: Option<Level>,
}

#[post("/patterns")]
async fn patterns(patterns: Patterns) -> Patterns {
    patterns
}

#[model]
#[derive(PartialEq, Eq, Hash)]
struct Short(#[field(max_length = 14)] Email);

#[model(title = "A name", description = "What it is called.", examples = ["Ada"], json_schema_extra = json!({"x-a": 1}))]
struct Described(String);

#[model(json_schema_extra = json!({"x-b": [true]}))]
struct Marked(i64);

#[model]
struct Newtypes {
    #[field(default)]
    emails: Vec<Short>,
    #[field(default)]
    named: HashMap<Short, i64>,
    name: Described,
    #[field(default = 3)]
    mark: Marked,
    maybe: Option<Marked>,
    #[field(default)]
    all: Vec<Marked>,
    #[field(default)]
    deeper: Vec<Option<Marked>>,
}

#[post("/newtypes")]
async fn newtypes(newtypes: Newtypes) -> Newtypes {
    newtypes
}

#[model(untagged)]
enum Either {
    Email(#[field(pattern = "^z")] Email),
    Number(i64),
}

#[post("/union")]
async fn union(either: Either) -> i64 {
    match either {
        Either::Email(_) | Either::Number(_) => 1,
    }
}

#[get("/query")]
async fn query(
    #[query(max_length = 14)] email: Email,
    #[query(max_length = 20)] site: Option<HttpUrl>,
    #[query(default = Color::Red, max_length = 3)] color: Color,
    #[query(default, max_length = 2)] emails: Vec<Short>,
    #[query(pattern = "^a")] lower: Option<Email>,
) -> Value {
    json!([email, site, color, emails, lower])
}

#[get("/path/{email}/{color}")]
async fn path(email: Short, #[path(min_length = 4)] color: Color) -> Value {
    json!([email, color])
}

#[get("/header")]
async fn header(
    #[header(max_length = 14)] x_email: Email,
    #[header(pattern = "^r")] x_color: Option<Color>,
) -> Value {
    json!([x_email, x_color])
}

#[get("/cookie")]
async fn cookie(#[cookie(min_length = 10)] email: Email) -> Value {
    json!(email)
}

#[post("/form")]
async fn form(
    #[form(max_length = 14)] email: Email,
    #[form(max_length = 3)] data: Option<Base64Bytes>,
) -> Value {
    let data = data.map(|data| String::from_utf8_lossy(&data).into_owned());
    json!([email, data])
}

#[post("/body")]
async fn body(#[body(max_length = 14)] email: Email) -> Value {
    json!(email)
}

#[model]
struct Filters {
    #[field(max_length = 14)]
    email: Email,
    #[field(pattern = "^r")]
    color: Option<Color>,
}

#[get("/filters")]
async fn filters(#[query] filters: Filters) -> Filters {
    filters
}

#[model]
struct Documents {
    #[field(max_length = 2)]
    text: Option<JsonText<String>>,
    #[field(min_length = 2, max_length = 3)]
    numbers: Option<JsonText<Vec<i64>>>,
}

#[post("/documents")]
async fn documents(documents: Documents) -> usize {
    documents.text.map_or(0, |text| text.0.len()) + documents.numbers.map_or(0, |numbers| numbers.0.len())
}

#[model]
struct InBase64 {
    #[field(min_length = 1, max_length = 4)]
    data: BytesAsBase64,
    maybe: Option<BytesAsBase64>,
    #[field(default)]
    all: Vec<BytesAsBase64>,
}

#[post("/base64")]
async fn base64(body: InBase64) -> InBase64 {
    body
}

#[get("/base64", hidden)]
async fn get_base64(#[query] body: InBase64) -> InBase64 {
    body
}

#[model]
struct InHex {
    #[field(max_length = 2)]
    data: BytesAsHex,
}

#[post("/hex")]
async fn hex(body: InHex) -> InHex {
    body
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Text rules")
        .routes(routes![user, patterns, newtypes, union, query, path, header, cookie])
        .routes(routes![form, body, filters, documents, base64, get_base64, hex])
}
