//! Values that must be sent and may be `null`, in every place.

use twinlane::prelude::*;
use twinlane::types::Bytes;
use twinlane::Value;

#[model]
struct Item {
    #[field(required)]
    name: Option<String>,
    #[field(required, gt = 1)]
    size: Option<i64>,
    #[field(required)]
    tags: Option<Vec<i64>>,
    note: Option<String>,
}

#[model]
struct Filters {
    #[field(required)]
    x: Option<i64>,
}

#[model(tag = "kind")]
enum Pet {
    #[serde(rename = "cat")]
    Cat {
        #[field(required)]
        lives: Option<i64>,
    },
    #[serde(rename = "dog")]
    Dog {
        #[field(required)]
        bone: Option<String>,
    },
}

#[post("/item")]
async fn item(item: Item) -> Item {
    item
}

#[post("/nested")]
async fn nested(items: Vec<Item>) -> usize {
    items.len()
}

#[post("/tagged")]
async fn tagged(pet: Pet) -> &'static str {
    match pet {
        Pet::Cat { .. } => "cat",
        Pet::Dog { .. } => "dog",
    }
}

#[get("/query")]
async fn query(
    #[query(required)] q: Option<String>,
    #[query(required, gt = 2)] size: Option<i64>,
    #[query(required)] tags: Option<Vec<i64>>,
) -> Value {
    json!([q, size, tags])
}

#[get("/query-alias")]
async fn query_alias(
    #[query(required, alias = "other", title = "Other", description = "A text.")] q: Option<String>,
) -> Value {
    json!(q)
}

#[get("/filters")]
async fn filters(#[query] filters: Filters) -> Filters {
    filters
}

#[get("/header")]
async fn header(
    #[header(required)] x_a: Option<String>,
    #[header(required)] x_all: Option<Vec<String>>,
) -> Value {
    json!([x_a, x_all])
}

#[get("/cookie")]
async fn cookie(#[cookie(required)] key: Option<String>) -> Value {
    json!(key)
}

#[post("/form")]
async fn form(
    #[form(required)] q: Option<String>,
    #[form(required)] size: Option<i64>,
    #[form(required)] tags: Option<Vec<i64>>,
) -> Value {
    json!([q, size, tags])
}

#[post("/form-model")]
async fn form_model(#[form] filters: Filters) -> Filters {
    filters
}

#[post("/file")]
async fn file(
    #[file(required)] file: Option<UploadFile>,
    #[file(required)] content: Option<Bytes>,
) -> Value {
    json!([file.is_none(), content.unwrap_or_default().len()])
}

#[post("/whole")]
async fn whole(#[body(required)] text: Option<String>) -> Value {
    json!(text)
}

#[post("/whole-model")]
async fn whole_model(#[body(required)] filters: Option<Filters>) -> Value {
    json!(filters)
}

#[post("/key")]
async fn key(#[body(required, embed)] text: Option<String>) -> Value {
    json!(text)
}

#[post("/keys")]
async fn keys(
    #[body(required)] size: Option<i64>,
    #[body(required)] filters: Option<Filters>,
) -> Value {
    json!([size, filters])
}

#[model]
struct Answer {
    #[field(required)]
    x: Option<i64>,
    y: Option<String>,
}

#[get("/answer")]
async fn answer() -> Answer {
    Answer { x: None, y: None }
}

#[get("/answer-without-none", response_exclude_none)]
async fn answer_without_none() -> Answer {
    Answer { x: None, y: None }
}

#[get("/answer-without-defaults", response_exclude_defaults)]
async fn answer_without_defaults() -> Answer {
    Answer { x: None, y: None }
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Nullable")
        .routes(routes![item, nested, tagged, query, query_alias, filters, header, cookie])
        .routes(routes![form, form_model, file, whole, whole_model, key, keys])
        .routes(routes![answer, answer_without_none, answer_without_defaults])
}
