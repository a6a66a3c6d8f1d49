use twinlane::prelude::*;
use twinlane::response::JsonLines;

#[model]
struct Item {
    name: String,
    #[field(required)]
    description: Option<String>,
}

fn items() -> Vec<Item> {
    [
        ("Plumbus", "A multi-purpose household device."),
        ("Portal Gun", "A portal opening device."),
        ("Meeseeks Box", "A box that summons a Meeseeks."),
    ]
    .map(|(name, description)| Item {
        name: name.to_owned(),
        description: Some(description.to_owned()),
    })
    .into()
}

#[get("/items/stream")]
async fn stream_items() -> JsonLines<Item> {
    JsonLines::of(items())
}

#[get("/items/stream-no-async")]
fn stream_items_no_async() -> JsonLines<Item> {
    JsonLines::blocking(items())
}

#[get("/items/stream-no-annotation")]
async fn stream_items_no_annotation() -> JsonLines<Value> {
    JsonLines::of(items().into_iter().map(|item| json!(item)))
}

#[get("/items/stream-no-async-no-annotation")]
fn stream_items_no_async_no_annotation() -> JsonLines<Value> {
    JsonLines::blocking(items().into_iter().map(|item| json!(item)))
}

pub fn app() -> App {
    App::new().routes(routes![
        stream_items,
        stream_items_no_async,
        stream_items_no_annotation,
        stream_items_no_async_no_annotation,
    ])
}
