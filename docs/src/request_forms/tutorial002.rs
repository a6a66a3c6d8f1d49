use twinlane::prelude::*;

#[post("/preferences/")]
async fn update_preferences(#[form(default = false)] subscribe: bool) -> Value {
    json!({ "subscribe": subscribe })
}

pub fn app() -> App {
    App::new().routes(routes![update_preferences])
}
