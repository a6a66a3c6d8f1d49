use twinlane::prelude::*;

#[get("/items/")]
async fn read_items(
    #[header(convert_underscores = false)] strange_header: Option<String>,
) -> Value {
    json!({ "strange_header": strange_header })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
