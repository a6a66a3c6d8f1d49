use twinlane::prelude::*;

#[get("/items/")]
fn read_items() -> Value {
    json!(["plumbus", "portal gun"])
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
