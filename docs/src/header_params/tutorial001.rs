use twinlane::prelude::*;

#[get("/items/")]
async fn read_items(#[header] user_agent: Option<String>) -> Value {
    json!({ "User-Agent": user_agent })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
