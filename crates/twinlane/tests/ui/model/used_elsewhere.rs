//! Items with a mistake are still there: what uses them is no mistake of its own.

use twinlane::prelude::*;
use twinlane::security::OAuth2PasswordBearer;
use twinlane::routing::UrlFor;
use twinlane::Settings;

#[model(extr = "forbid")]
#[derive(Clone)]
struct Item {
    name: String,
}

#[model]
struct Page {
    items: Vec<Item>,
    #[field(flatten)]
    first: Item,
}

#[model(tag = "kind")]
enum Shown {
    One(Item),
}

#[settings(env_prefix = "SHOP_")]
struct Config {
    name: String,
}

#[security(OAuth2PasswordBearer(tokenUrl = "token"))]
struct Bearer(String);

#[dependency(wrong)]
async fn user(token: Bearer, config: State<Config>) -> String {
    token.0 + &config.name
}

#[get("/items/{id}", tags = 3)]
async fn read(id: u32, user: Depends<user>) -> String {
    format!("{id} {}", user.len())
}

#[post("/items", dependencies = [user])]
async fn make(item: Item, #[query] filter: Item, user: Option<Depends<user>>) -> Page {
    let first = item.clone();
    drop(user);
    Page { items: vec![item, filter], first }
}

#[patch("/items")]
async fn change(changes: Partial<Item>) -> (StatusCode, Shown) {
    let mut item = Item { name: String::new() };
    let _ = changes.apply(&mut item);
    (StatusCode::OK, Shown::One(item))
}

#[get("/latest")]
async fn latest(link: UrlFor<read>, token: Option<Bearer>) -> Result<String> {
    drop(token);
    Ok(link.param("id", 3).url()?)
}

fn main() {
    let config = Config::load().unwrap();
    let _ = Item::from_json("{}").map(|item| item.to_json());
    let _ = Item::json_schema();
    let app = App::new().state(config).routes(routes![read, make, change, latest]);
    let _ = app.dependencies(dependencies![user]).check_with(&Settings::new());
}
