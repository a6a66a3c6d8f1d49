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
async fn stream_items(#[header] last_event_id: Option<usize>) -> EventStream<Value> {
    let start = last_event_id.map_or(0, |id| id + 1);
    let items = items().into_iter().enumerate().skip(start);
    EventStream::of(items.map(|(i, item)| Event::new(json!(item)).id(i.to_string())))
}

pub fn app() -> App {
    App::new().routes(routes![stream_items])
}
