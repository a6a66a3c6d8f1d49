use twinlane::prelude::*;
use twinlane::response::EventStream;

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
async fn sse_items() -> EventStream<Item> {
    EventStream::of(items())
}

#[get("/items/stream-no-async")]
fn sse_items_no_async() -> EventStream<Item> {
    EventStream::blocking(items())
}

#[get("/items/stream-no-annotation")]
async fn sse_items_no_annotation() -> EventStream<Value> {
    EventStream::of(items().into_iter().map(|item| json!(item)))
}

#[get("/items/stream-no-async-no-annotation")]
fn sse_items_no_async_no_annotation() -> EventStream<Value> {
    EventStream::blocking(items().into_iter().map(|item| json!(item)))
}

pub fn app() -> App {
    App::new().routes(routes![
        sse_items,
        sse_items_no_async,
        sse_items_no_annotation,
        sse_items_no_async_no_annotation,
    ])
}
