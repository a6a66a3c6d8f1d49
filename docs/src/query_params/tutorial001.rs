use twinlane::prelude::*;

#[get("/items/")]
async fn read_item(
    #[query(default = 0)] skip: usize,
    #[query(default = 10)] limit: usize,
) -> Value {
    let items = [
        json!({ "item_name": "Foo" }),
        json!({ "item_name": "Bar" }),
        json!({ "item_name": "Baz" }),
    ];
    items.into_iter().skip(skip).take(limit).collect()
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
