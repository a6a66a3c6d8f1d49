//! A shop's items: nested models, rules, defaults, and parameters beside the body.

use twinlane::Error;
use twinlane::prelude::*;

#[model]
pub(super) enum Colour {
    #[field(rename = "red")]
    Red,
    #[field(rename = "green")]
    Green,
    #[field(rename = "sky-blue")]
    SkyBlue,
}

/// A picture of an item.
#[model]
struct Image {
    url: String,
    #[field(max_length = 10)]
    name: String,
}

/// An item on sale.
///
/// With everything that a field can have.
#[model]
struct Item {
    #[field(
        min_length = 1,
        max_length = 20,
        title = "The name",
        description = "As on the label."
    )]
    name: String,
    /// In euros.
    #[field(gt = 0)]
    price: f64,
    tax: Option<f64>,
    #[field(default = 1, ge = 0, le = 1000)]
    quantity: i64,
    #[field(default = true)]
    active: bool,
    colour: Option<Colour>,
    #[field(default = Vec::new(), max_length = 3)]
    tags: Vec<String>,
    image: Option<Image>,
    #[field(default = Vec::new(), alias = "imageList")]
    images: Vec<Image>,
    #[field(default = "no note", deprecated)]
    note: String,
}

#[model]
struct Line {
    item: Item,
    #[field(multiple_of = 2)]
    count: i64,
}

#[model]
struct Address {
    street: String,
    city: String,
    #[field(alias = "zipCode", min_length = 5, max_length = 5)]
    zip: String,
}

#[model]
struct Customer {
    name: String,
    address: Address,
    delivery: Option<Address>,
}

#[model]
struct Order {
    customer: Customer,
    #[field(min_length = 1)]
    lines: Vec<Line>,
}

#[model]
struct Changes {
    name: Option<String>,
    #[field(ge = 0)]
    price: Option<f64>,
}

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        create_item,
        replace_item,
        change_item,
        delete_item,
        search_items,
        create_items,
        maybe_item,
        maybe_images,
        create_order,
        create_order_in_thread,
        crash,
    ])
}

#[post("/items", status = 201)]
async fn create_item(item: Item) -> Item {
    item
}

#[put("/items/{item_id}")]
fn replace_item(
    #[path(ge = 1)] item_id: i64,
    item: Item,
    dry_run: bool,
    #[query(default = Vec::new())] tags: Vec<String>,
) -> Value {
    json!({ "item_id": item_id, "name": item.name, "dry_run": dry_run, "tags": tags })
}

#[patch("/items/{item_id}")]
async fn change_item(changes: Changes, item_id: i64) -> Result<Changes> {
    if item_id == 404 {
        return Err(HttpError::new(404, "Item not found").into());
    }
    Ok(changes)
}

#[delete("/items/{item_id}")]
async fn delete_item(item_id: i64, image: Image) -> Value {
    json!({ "item_id": item_id, "image": image })
}

#[get("/items")]
async fn search_items(changes: Changes) -> Changes {
    changes
}

#[post("/items/many")]
fn create_items(items: Vec<Item>) -> Vec<Item> {
    items
}

#[post("/items/maybe")]
async fn maybe_item(item: Option<Item>) -> Value {
    json!({ "name": item.map(|item| item.name) })
}

#[post("/images/maybe-many")]
async fn maybe_images(images: Option<Vec<Image>>) -> Value {
    json!({ "count": images.map(|images| images.len()) })
}

#[post("/orders")]
async fn create_order(order: Order) -> Order {
    order
}

#[post("/orders/in-thread")]
fn create_order_in_thread(order: Order) -> Value {
    json!({ "city": order.customer.address.city, "lines": order.lines.len() })
}

#[post("/crash")]
async fn crash(image: Image) -> Result<Image> {
    Err(Error::msg(format!("no place for {}", image.name)))
}
