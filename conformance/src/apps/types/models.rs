//! The options of a model and of its fields.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use twinlane::prelude::*;

use super::choices::Colour;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_closed,
        post_open,
        post_open_ints,
        post_open_aliases,
        post_aliases,
        post_camel,
        post_checked,
        post_checked_list,
        post_rectangle,
        post_described,
        post_page_of_items,
        post_page_of_ints,
        post_node,
        post_strict,
        post_order,
    ])
}

#[model(extra = "forbid")]
struct Closed {
    a: i64,
    #[field(default = 2)]
    b: i64,
}

#[post("/closed")]
async fn post_closed(body: Closed) -> Closed {
    body
}

#[model(extra = "allow")]
struct Open {
    a: i64,
    #[field(extra)]
    more: IndexMap<String, Value>,
}

#[post("/open")]
async fn post_open(body: Open) -> Open {
    body
}

#[model(extra = "allow")]
struct OpenInts {
    a: i64,
    #[field(extra)]
    more: IndexMap<String, i64>,
}

#[post("/open_ints")]
async fn post_open_ints(body: OpenInts) -> OpenInts {
    body
}

#[model(extra = "allow", populate_by_name)]
struct OpenAliases {
    #[field(alias = "numberOne")]
    one: i64,
    #[field(validation_alias = ["second", "zwei"], serialization_alias = "numberTwo")]
    two: i64,
    #[field(extra)]
    more: IndexMap<String, Value>,
}

#[post("/open_aliases")]
async fn post_open_aliases(body: OpenAliases) -> OpenAliases {
    body
}

#[model(populate_by_name)]
struct Aliases {
    #[field(alias = "numberOne")]
    one: i64,
    #[field(validation_alias = ["second", "zwei"], serialization_alias = "numberTwo")]
    two: i64,
    #[field(validation_alias = "third", serialization_alias = "three")]
    three: Option<i64>,
}

#[post("/aliases")]
async fn post_aliases(body: Aliases) -> Aliases {
    body
}

#[model(rename_all = "camelCase", extra = "forbid")]
struct Camel {
    first_name: String,
    last_name: Option<String>,
}

#[post("/camel")]
async fn post_camel(body: Camel) -> Camel {
    body
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "a check borrows")]
fn is_even(value: &i64) -> Result<(), FieldError> {
    if value % 2 == 0 {
        Ok(())
    } else {
        Err(FieldError::value("should be even"))
    }
}

fn is_short(value: &str) -> Result<(), FieldError> {
    if value.chars().count() < 5 {
        Ok(())
    } else {
        Err(FieldError::assertion("too long"))
    }
}

#[model(check = is_consistent)]
struct Checked {
    #[field(gt = 0, check = is_even)]
    count: i64,
    #[field(check = is_short)]
    name: Option<String>,
    #[field(default = 100)]
    most: i64,
}

fn is_consistent(checked: &Checked) -> Result<(), FieldError> {
    if checked.count > checked.most {
        Err(FieldError::value("count exceeds most"))
    } else {
        Ok(())
    }
}

#[post("/checked")]
async fn post_checked(body: Checked) -> Checked {
    body
}

#[post("/checked_list")]
async fn post_checked_list(body: Vec<Checked>) -> usize {
    body.len()
}

#[model(computed(
    /// Width times height.
    area: f64
))]
struct Rectangle {
    width: f64,
    #[field(default = 1)]
    height: f64,
    #[field(default = "", exclude)]
    note: String,
}

impl Rectangle {
    fn area(&self) -> f64 {
        self.width * self.height
    }
}

#[post("/rectangle")]
async fn post_rectangle(body: Rectangle) -> Rectangle {
    body
}

/// What the document says.
#[model(title = "A description", example = json!({ "name": "Lamp" }))]
struct Described {
    /// As on the label
    #[field(title = "The name", examples = ["Lamp", "Chair"])]
    name: String,
    #[field(default = 1, deprecated)]
    old: i64,
    #[field(default_factory = Vec::new)]
    made: Vec<i64>,
}

#[post("/described")]
async fn post_described(body: Described) -> Described {
    body
}

#[model]
struct Item {
    name: String,
    #[field(gt = 0)]
    price: f64,
}

#[model]
struct Page<T> {
    items: Vec<T>,
    total: i64,
}

#[post("/page_of_items")]
async fn post_page_of_items(body: Page<Item>) -> Page<Item> {
    body
}

#[post("/page_of_ints")]
async fn post_page_of_ints(body: Page<i64>) -> Page<i64> {
    body
}

#[model]
struct Node {
    value: i64,
    #[field(default = Vec::new())]
    kids: Vec<Node>,
    next: Option<Box<Node>>,
}

#[post("/node")]
async fn post_node(body: Node) -> Node {
    body
}

#[model(strict)]
struct Strict {
    count: i64,
    size: f64,
    flag: bool,
    name: String,
    counts: Vec<i64>,
    item: Item,
    day: Option<Date>,
    colour: Option<Colour>,
    pair: Option<(i64, i64)>,
    sizes: Option<IndexMap<String, i64>>,
    numbers: Option<BTreeSet<i64>>,
}

#[post("/strict")]
async fn post_strict(body: Strict) -> Strict {
    body
}

#[model]
struct Address {
    #[field(min_length = 1)]
    street: String,
    #[field(pattern = "^[0-9]{5}$")]
    zip: String,
}

#[model(extra = "forbid")]
struct Customer {
    #[field(min_length = 2, max_length = 20)]
    name: String,
    address: Address,
    #[field(default = BTreeSet::new())]
    tags: BTreeSet<String>,
}

#[model(untagged)]
enum TextOrInt {
    Text(String),
    Int(i64),
}

#[model]
struct Line {
    item: Item,
    #[field(default = 1, ge = 1, le = 99)]
    count: i64,
    #[field(default = IndexMap::new())]
    options: IndexMap<String, TextOrInt>,
}

#[model]
struct Order {
    id: i64,
    customer: Customer,
    #[field(min_items = 1, max_items = 5)]
    lines: Vec<Line>,
    ship_on: Option<Date>,
    #[field(default = Colour::Red)]
    colour: Colour,
    #[field(max_length = 10)]
    note: Option<String>,
    extra: Option<Value>,
}

#[post("/order")]
async fn post_order(body: Order) -> Order {
    body
}
