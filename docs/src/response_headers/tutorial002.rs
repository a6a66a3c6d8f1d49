use twinlane::prelude::*;

#[get("/headers-and-object/")]
fn get_headers(response: &mut ResponseParts) -> Value {
    response.set_header("X-Cat-Dog", "alone in the world");
    json!({ "message": "Hello World" })
}

pub fn app() -> App {
    App::new().routes(routes![get_headers])
}
