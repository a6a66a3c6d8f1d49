//! The fields of a model that were given.

use std::collections::HashMap;

use twinlane::prelude::*;

#[model]
struct Size {
    #[field(default = 1)]
    x: i64,
    #[field(default = 2)]
    y: i64,
}

#[model(tag = "kind")]
enum Pet {
    #[serde(rename = "cat")]
    Cat {
        #[field(default = 9)]
        lives: i64,
    },
    #[serde(rename = "dog")]
    Dog { bone: Option<String> },
}

#[model]
struct Base {
    #[field(alias = "ownedBy", default = "none")]
    owner: String,
    note: Option<String>,
}

#[model(computed(up: String))]
struct Item {
    #[field(flatten)]
    base: Base,
    #[field(min_length = 1)]
    name: String,
    #[field(alias = "thePrice", default = 10.5, gt = 0)]
    price: f64,
    size: Option<Size>,
    #[field(default)]
    sizes: Vec<Size>,
    #[field(default)]
    by_name: HashMap<String, Size>,
    pet: Option<Pet>,
}

impl Item {
    fn up(&self) -> String {
        self.name.to_uppercase()
    }
}

#[model]
struct Open {
    #[field(default = 1)]
    x: i64,
    #[field(extra)]
    more: HashMap<String, Value>,
}

#[model]
struct Page<T> {
    item: T,
    #[field(default = 1)]
    total: i64,
}

#[model]
struct Filters {
    #[field(default = 10, gt = 0)]
    limit: i64,
    q: Option<String>,
    #[field(default)]
    tags: Vec<String>,
}

#[model(check = is_ordered, partial = "SpanUpdate")]
struct Span {
    #[field(default = 3, ge = 0)]
    start: i64,
    #[field(default = 7, le = 100)]
    end: i64,
}

const STORED: Span = Span { start: 30, end: 70 };

fn is_ordered(span: &Span) -> std::result::Result<(), FieldError> {
    if span.end < span.start {
        return Err(FieldError::value("it ends before it begins"));
    }
    Ok(())
}

#[post("/item")]
async fn item(item: Given<Item>) -> Given<Item> {
    item
}

#[post("/items")]
async fn items(items: Vec<Given<Item>>) -> Vec<Given<Item>> {
    items
}

#[post("/page")]
async fn page(page: Given<Page<Size>>) -> Given<Page<Size>> {
    page
}

#[post("/open")]
async fn open_(item: Given<Open>) -> Given<Open> {
    item
}

#[post("/maybe")]
async fn maybe(item: Option<Given<Size>>) -> Option<Given<Size>> {
    item
}

#[post("/two")]
async fn two(item: Size, other: Given<Size>) -> Given<Size> {
    let _ = item;
    other
}

#[get("/query")]
async fn query(#[query] filters: Given<Filters>) -> Given<Filters> {
    filters
}

#[post("/form")]
async fn form(#[form] filters: Given<Filters>) -> Given<Filters> {
    filters
}

#[post("/value")]
async fn value(value: HashMap<String, Value>) -> Result<Given<Size>> {
    Ok(Given::from_value(json!(value))?)
}

#[get("/made")]
async fn made() -> Given<Item> {
    let item = Item {
        base: Base {
            owner: "none".to_owned(),
            note: None,
        },
        name: "a".to_owned(),
        price: 3.0,
        size: None,
        sizes: Vec::new(),
        by_name: HashMap::new(),
        pet: None,
    };
    Given::new(item, fields![Item: name, price])
}

#[post("/none", response_exclude_none)]
async fn none(item: Given<Item>) -> Given<Item> {
    item
}

#[post("/include", response_include = ["name", "size"])]
async fn include(item: Given<Item>) -> Given<Item> {
    item
}

#[patch("/copy")]
async fn copy(item: Given<Size>) -> Result<Size> {
    let mut size = Size { x: 7, y: 8 };
    item.apply(&mut size)?;
    Ok(size)
}

#[patch("/span")]
async fn span(changes: Given<Span>) -> Result<Span> {
    let mut span = STORED;
    changes.apply(&mut span)?;
    Ok(span)
}

#[patch("/span-update")]
async fn span_update(changes: Partial<Span>) -> Result<Span> {
    let mut span = STORED;
    changes.apply(&mut span)?;
    Ok(span)
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Given")
        .routes(routes![item, items, page, open_, maybe, two, query, form])
        .routes(routes![value, made, none, include, copy])
        .routes(routes![span, span_update])
}
