use std::collections::HashMap;
use std::sync::Mutex;
use twinlane::prelude::*;

#[model]
#[derive(Clone)]
struct Item {
    name: Option<String>,
    description: Option<String>,
    price: Option<f64>,
    #[field(default = 10.5)]
    tax: f64,
    #[field(default)]
    tags: Vec<String>,
}

type Items = Mutex<HashMap<String, Item>>;

fn items() -> Items {
    let items = [
        ("foo", json!({ "name": "Foo", "price": 50.2 })),
        (
            "bar",
            json!({ "name": "Bar", "description": "The bartenders", "price": 62, "tax": 20.2 }),
        ),
        (
            "baz",
            json!({ "name": "Baz", "description": null, "price": 50.2, "tax": 10.5, "tags": [] }),
        ),
    ];
    let items = items.map(|(id, item)| (id.to_owned(), Item::from_value(item).expect("an item")));
    Mutex::new(HashMap::from(items))
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String, items: State<Items>) -> Result<Item> {
    items
        .lock()
        .unwrap()
        .get(&item_id)
        .cloned()
        .or_404("Item not found")
}

#[patch("/items/{item_id}")]
async fn update_item(item_id: String, item: Given<Item>, items: State<Items>) -> Result<Item> {
    let mut items = items.lock().unwrap();
    let stored = items.get_mut(&item_id).or_404("Item not found")?;
    item.apply(stored)?;
    Ok(stored.clone())
}

pub fn app() -> App {
    App::new()
        .state(items())
        .routes(routes![read_item, update_item])
}
