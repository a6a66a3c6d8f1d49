use twinlane::prelude::*;

#[get("/items/", operation_id = "some_specific_id_you_define")]
async fn read_items() -> Value {
    json!([{ "item_id": "Foo" }])
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
