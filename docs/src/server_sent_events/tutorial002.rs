use std::time::Duration;

use twinlane::prelude::*;
use twinlane::response::{Event, EventStream};

#[model]
struct Item {
    name: String,
    price: f64,
}

fn items() -> Vec<Item> {
    [
        ("Plumbus", 32.99),
        ("Portal Gun", 999.99),
        ("Meeseeks Box", 49.99),
    ]
    .map(|(name, price)| Item {
        name: name.to_owned(),
        price,
    })
    .into()
}

#[get("/items/stream")]
async fn stream_items() -> EventStream<Value> {
    let comment = Event::empty().comment("stream of item updates");
    let updates = items().into_iter().enumerate().map(|(i, item)| {
        Event::new(json!(item))
            .name("item_update")
            .id(i + 1)
            .retry(Duration::from_secs(5))
    });
    EventStream::of(std::iter::once(comment).chain(updates))
}

pub fn app() -> App {
    App::new().routes(routes![stream_items])
}
