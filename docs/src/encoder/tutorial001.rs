use std::collections::HashMap;
use std::sync::Mutex;
use twinlane::prelude::*;
use twinlane::types::DateTime;

type FakeDb = Mutex<HashMap<String, Value>>;

#[model]
struct Item {
    title: String,
    timestamp: DateTime,
    description: Option<String>,
}

#[put("/items/{id}")]
fn update_item(id: String, item: Item, fake_db: State<FakeDb>) -> Value {
    fake_db.lock().unwrap().insert(id, json!(item));
    Value::Null
}

pub fn app() -> App {
    App::new()
        .state(FakeDb::default())
        .routes(routes![update_item])
}
