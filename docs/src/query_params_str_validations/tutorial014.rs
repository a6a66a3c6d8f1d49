use twinlane::prelude::*;

#[get("/items/")]
async fn read_items(#[query(hidden)] hidden_query: Option<String>) -> Value {
    json!({ "hidden_query": hidden_query.as_deref().unwrap_or("Not found") })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
