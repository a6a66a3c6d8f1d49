use twinlane::prelude::*;

#[get("/")]
fn root() -> Value {
    json!({ "message": "Hello World" })
}

pub fn app() -> App {
    App::new().routes(routes![root])
}
