use twinlane::prelude::*;

#[get("/app")]
fn read_main() -> Value {
    json!({ "message": "Hello World from main app" })
}

#[get("/sub")]
fn read_sub() -> Value {
    json!({ "message": "Hello World from sub API" })
}

pub fn app() -> App {
    let subapi = App::new().routes(routes![read_sub]);
    App::new()
        .routes(routes![read_main])
        .mount("/subapi", subapi)
}
