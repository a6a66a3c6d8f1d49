use std::collections::HashMap;
use std::sync::Mutex;
use twinlane::prelude::*;

#[model]
#[derive(Clone)]
struct Item {
    name: Option<String>,
    size: Option<i64>,
}

type Items = Mutex<HashMap<String, Item>>;

#[put("/items/{item_id}")]
async fn upsert_item(
    item_id: String,
    #[body] name: Option<String>,
    #[body] size: Option<i64>,
    items: State<Items>,
) -> (StatusCode, Value) {
    let item = Item { name, size };
    let answer = json!(item);
    let before = items.lock().unwrap().insert(item_id, item);
    let status = if before.is_some() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    (status, answer)
}

pub fn app() -> App {
    let item = |id: &str, name: &str, size| {
        (
            id.to_owned(),
            Item {
                name: Some(name.to_owned()),
                size: Some(size),
            },
        )
    };
    let items = HashMap::from([item("foo", "Fighters", 6), item("bar", "Tenders", 3)]);
    App::new()
        .state(Items::new(items))
        .routes(routes![upsert_item])
}
