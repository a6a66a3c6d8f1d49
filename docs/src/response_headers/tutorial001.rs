use twinlane::prelude::*;

#[get("/headers/")]
fn get_headers() -> Response {
    Response::json(&json!({ "message": "Hello World" }))
        .with_header("X-Cat-Dog", "alone in the world")
        .with_header("Content-Language", "en-US")
}

pub fn app() -> App {
    App::new().routes(routes![get_headers])
}
