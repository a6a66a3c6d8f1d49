//! Options that are constants, defaults made by a function, and values without a type, in every place.

use std::collections::HashSet;

use twinlane::prelude::*;

const ITEMS: &str = "items";
const OLD: &str = "old";
const MOST: i64 = 10;
const LEAST: f64 = 0.5;
const LONGEST: usize = 4;
const LETTERS: &str = "^[a-z]+$";

/// An item.
#[model]
struct Item {
    #[field(max_length = LONGEST, pattern = LETTERS)]
    name: String,
    #[field(le = MOST, ge = MOST - 9, title = ITEMS)]
    count: i64,
    #[field(ge = LEAST)]
    price: f64,
    #[field(lt = 60 * 60, default = 10)]
    seconds: i64,
    #[field(default = ["a", "b"])]
    tags: Vec<String>,
    #[field(default = [1])]
    sizes: HashSet<i64>,
    #[field(default = [])]
    none: Vec<i64>,
}

fn made_tags() -> Vec<String> {
    vec!["made".to_owned()]
}

#[model]
struct Made {
    #[field(default_factory = made_tags)]
    tags: Vec<String>,
    #[field(default_factory = || 3)]
    size: i64,
}

#[model]
struct Untyped {
    q: Value,
    #[field(default = [])]
    r: Vec<Value>,
}

#[post("/items", tags = [ITEMS, "all"], status = StatusCode::CREATED, summary = ITEMS, operation_id = OLD)]
async fn create(item: Item) -> Item {
    item
}

#[get("/constants/{size}", tags = [OLD])]
async fn constants(
    #[path(le = MOST)] size: i64,
    #[header(max_length = LONGEST)] h: String,
    #[cookie(ge = LEAST, default = 0.5)] c: f64,
    #[query(pattern = LETTERS, description = ITEMS, default = "a")] q: String,
    #[query(default = 10)] limit: i64,
    #[query(max_length = LONGEST, default = ["a"])] names: Vec<String>,
    #[query(default = [1, 2])] numbers: Vec<i64>,
) -> Value {
    json!([size, h, c, q, limit, names, numbers])
}

#[post("/form-constants")]
async fn form_constants(
    #[form(multiple_of = MOST)] size: i64,
    #[form(min_length = 1, default = ["a"])] names: Vec<String>,
) -> Value {
    json!([size, names])
}

#[post("/body-constants")]
async fn body_constants(
    #[body(lt = MOST)] size: i64,
    #[body(default = ["a"])] names: Vec<String>,
) -> Value {
    json!([size, names])
}

fn letters() -> Vec<String> {
    vec!["a".to_owned()]
}

#[get("/made")]
async fn made(
    #[query(default_factory = letters)] q: Vec<String>,
    #[query(default_factory = || 3)] n: i64,
    #[header(default_factory = || 4)] h: i64,
    #[cookie(default_factory = || 5)] c: i64,
) -> Value {
    json!([q, n, h, c])
}

#[get("/made-group")]
async fn made_group(#[query] group: Made) -> Value {
    json!(group)
}

#[post("/made-form")]
async fn made_form(#[form(default_factory = || 7)] x: i64) -> i64 {
    x
}

#[post("/made-form-model")]
async fn made_form_model(#[form] x: Made) -> Made {
    x
}

#[post("/made-body")]
async fn made_body(#[body(default_factory = || 7)] x: i64) -> i64 {
    x
}

#[post("/made-model")]
async fn made_model(x: Made) -> Made {
    x
}

#[post("/made-keys")]
async fn made_keys(
    #[body(default_factory = || 7)] x: i64,
    #[body(default_factory = Vec::new)] y: Vec<i64>,
) -> Value {
    json!([x, y])
}

#[get("/untyped/{item_id}")]
async fn untyped(item_id: Value, #[query] q: Value, #[query(default = [])] r: Vec<Value>) -> Value {
    json!([item_id, q, r])
}

#[get("/untyped-headers")]
async fn untyped_headers(
    #[header] h: Value,
    #[cookie] c: Value,
    #[header(default = [])] hs: Vec<Value>,
) -> Value {
    json!([h, c, hs])
}

#[post("/untyped-form")]
async fn untyped_form(#[form] f: Value, #[form(default = [])] g: Vec<Value>) -> Value {
    json!([f, g])
}

#[get("/untyped-group")]
async fn untyped_group(#[query] group: Untyped) -> Value {
    json!(group)
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Declarations")
        .routes(routes![create, constants, form_constants, body_constants])
        .routes(routes![made, made_group, made_form, made_form_model, made_body, made_model, made_keys])
        .routes(routes![untyped, untyped_headers, untyped_form, untyped_group])
}
