use twinlane::prelude::*;

fn items(item_id: &str) -> Option<&'static str> {
    (item_id == "foo").then_some("The Foo Wrestlers")
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Value> {
    let item = items(&item_id).or_404("Item not found")?;
    Ok(json!({ "item": item }))
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
