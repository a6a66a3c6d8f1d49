use twinlane::prelude::*;

#[model]
struct CommonHeaders {
    host: String,
    save_data: bool,
    if_modified_since: Option<String>,
    traceparent: Option<String>,
    #[field(default)]
    x_tag: Vec<String>,
}

#[get("/items/")]
async fn read_items(#[header(convert_underscores = false)] headers: CommonHeaders) -> Value {
    json!(headers)
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
