use std::collections::HashMap;
use std::sync::Mutex;
use twinlane::prelude::*;

const FAKE_SECRET_TOKEN: &str = "coneofsilence";

#[model]
#[derive(Clone)]
struct Item {
    id: String,
    title: String,
    description: Option<String>,
}

type FakeDb = Mutex<HashMap<String, Item>>;

#[get("/items/{item_id}")]
async fn read_main(
    item_id: String,
    #[header] x_token: String,
    fake_db: State<FakeDb>,
) -> Result<Item> {
    if x_token != FAKE_SECRET_TOKEN {
        return Err(HttpError::new(400, "Invalid X-Token header").into());
    }
    Ok(fake_db
        .lock()
        .unwrap()
        .get(&item_id)
        .or_404("Item not found")?
        .clone())
}

#[post("/items/")]
async fn create_item(
    item: Item,
    #[header] x_token: String,
    fake_db: State<FakeDb>,
) -> Result<Item> {
    if x_token != FAKE_SECRET_TOKEN {
        return Err(HttpError::new(400, "Invalid X-Token header").into());
    }
    let mut fake_db = fake_db.lock().unwrap();
    if fake_db.contains_key(&item.id) {
        return Err(HttpError::new(409, "Item already exists").into());
    }
    fake_db.insert(item.id.clone(), item.clone());
    Ok(item)
}

pub fn app() -> App {
    let item = |id: &str, title: &str, description: &str| {
        let (id, title, description) = (
            id.to_owned(),
            title.to_owned(),
            Some(description.to_owned()),
        );
        (
            id.clone(),
            Item {
                id,
                title,
                description,
            },
        )
    };
    let fake_db = HashMap::from([
        item("foo", "Foo", "There goes my hero"),
        item("bar", "Bar", "The bartenders"),
    ]);
    App::new()
        .state(Mutex::new(fake_db))
        .routes(routes![read_main, create_item])
}
