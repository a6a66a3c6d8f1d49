//! The items of a program.

use std::collections::HashMap;
use std::fmt::{Debug, Formatter, Result as Written};

use twinlane::prelude::*;
use twinlane::security::OAuth2PasswordBearer;
use twinlane::types::{BytesAsBase64, Email, HttpUrl};
const MOST: i64 = 10;
#[model(rename_all = "camelCase", extra = "forbid", check = is_whole)]
#[derive(Debug, Clone)]
struct Item {
    #[field(min_length = 1, max_length = 20, pattern = "^[a-z]+$", examples = ["lamp"])]
    name: String,
    #[field(gt = 0, le = MOST, default = MOST)]
    price: i64,
    #[field(default = MOST)]
    limit: Option<i64>,
    #[field(default = ["a"], unique_items)]
    tags: Vec<String>,
    #[field(max_length = 255)]
    owner: Option<Email>,
    #[field(max_length = 255)]
    site: Option<HttpUrl>,
    #[field(default = Color::Red)]
    color: Color,
    #[field(deprecated, default)]
    old: Option<Size>,
    picture: Option<BytesAsBase64>,
}

#[expect(clippy::unnecessary_wraps, reason = "a check may fail")]
const fn is_whole(_: &Item) -> core::result::Result<(), FieldError> {
    Ok(())
}
#[model]
#[derive(Debug)]
struct Page<T> {
    items: Vec<T>,
    #[field(flatten)]
    rest: Rest,
    #[field(extra)]
    extra: HashMap<String, Value>,
}
#[model]
#[derive(Debug, Clone, Copy)]
struct Rest {
    total: u8,
}
#[model(rename_all = "lowercase")]
#[derive(Debug, Clone, Copy)]
enum Color {
    Red,
    Green,
}
#[model(integer)]
#[derive(Debug, Clone, Copy)]
enum Size {
    #[field(value = 1)]
    One,
    #[field(value = 2)]
    Two,
}
#[model(json_schema_extra = json!({ "x-name": true }))]
#[derive(Debug, Clone)]
struct Name(#[field(min_length = 1)] String);
#[model(untagged)]
#[derive(Debug)]
enum Either {
    Number(#[field(ge = 1)] i64),
    Text(String),
}
#[model(tag = "kind")]
#[derive(Debug, Clone, Copy)]
enum Pet {
    Cat { lives: u8 },
    Dog(Rest),
}
#[model(foreign, schema = json!({ "type": "integer" }))]
#[derive(Debug, Clone, Copy)]
struct Foreign(core::num::NonZeroU8);
#[settings(prefix = "PROGRAM_")]
#[derive(Debug)]
struct Config {
    #[field(default = "lints")]
    name: String,
}
#[derive(ApiError)]
enum CreateError {
    #[error(status = 409, detail = "This item exists")]
    Exists,
    #[error(status = 404, detail = "No shelf {shelf}")]
    NoShelf { shelf: String },
    #[error(internal)]
    Internal(twinlane::Error),
}

impl Debug for CreateError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str("CreateError")
    }
}
#[security(OAuth2PasswordBearer(token_url = "token"))]
#[derive(Debug)]
struct Bearer(String);
#[dependency]
async fn paging(
    #[query(default = 0)] skip: usize,
    #[query(default = 100, le = 1000)] limit: usize,
) -> (usize, usize) {
    (skip, limit)
}
#[dependency]
fn user(token: Bearer, #[header] host: Option<String>) -> Result<String> {
    drop(host);
    Some(token.0).or_401("Not authenticated")
}
#[get("/items/{item_id}", tags = ["items"])]
async fn read_item(
    item_id: i64,
    #[query(max_length = 5)] text: Option<String>,
    paging: Depends<paging>,
    user: Depends<user>,
) -> Value {
    json!([item_id, text, paging.0, *user])
}
#[post("/items", status = 201)]
fn create_item(
    item: Item,
    name: Name,
    #[body] pet: Option<Pet>,
) -> core::result::Result<Item, CreateError> {
    drop((name, pet));
    if item.price > 1_000 {
        return Err(CreateError::Exists);
    }
    if item.limit == Some(0) {
        let shelf = item.name;
        return Err(CreateError::NoShelf { shelf });
    }
    Ok(item)
}
#[get("/page")]
async fn page(either: Option<Color>, #[cookie] key: Option<String>) -> Page<Item> {
    drop((either, key));
    Page {
        items: Vec::new(),
        rest: Rest { total: 0 },
        extra: HashMap::new(),
    }
}
#[post("/form")]
async fn form(#[form] name: String, #[file] file: UploadFile) -> String {
    drop(file);
    name
}

#[post("/kinds")]
async fn kinds(#[body] either: Either, #[body] foreign: Foreign, config: State<Config>) -> String {
    let number = match either {
        Either::Number(number) => number.to_string(),
        Either::Text(text) => text,
    };
    format!("{number} {} {}", foreign.0, config.name)
}

#[derive(ApiError)]
enum Hidden {
    #[error(status = 404, detail = "Not here")]
    Missing { name: String },
    #[error(status = 409, body = json!({ "taken": true }))]
    Taken(i64),
}

impl Debug for Hidden {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str("Hidden")
    }
}

#[derive(ApiError)]
#[error(status = 418, body = json!({ "tea": cups }))]
struct Tea {
    cups: u8,
}

impl Debug for Tea {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str("Tea")
    }
}

#[get("/hidden")]
fn hidden(#[query(not_null)] taken: Option<i64>) -> core::result::Result<String, Hidden> {
    let missing = || Hidden::Missing {
        name: "x".to_owned(),
    };
    Err(taken.map_or_else(missing, Hidden::Taken))
}

/// The application.
pub(crate) fn app() -> App {
    App::new()
        .dependencies(dependencies![paging])
        .state(Config {
            name: "lints".to_owned(),
        })
        .routes(routes![read_item, create_item, page, form, kinds, hidden])
        .routes(routes![
            crate::public::read_item,
            crate::public::create_item
        ])
        .routes(routes![crate::public::page, crate::public::form])
}
