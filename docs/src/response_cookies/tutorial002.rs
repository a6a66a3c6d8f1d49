use twinlane::prelude::*;

#[post("/cookie-and-object/")]
fn create_cookie(response: &mut ResponseParts) -> Value {
    response.set_cookie(("fakesession", "fake-cookie-session-value"));
    json!({ "message": "Come to the dark side, we have cookies" })
}

pub fn app() -> App {
    App::new().routes(routes![create_cookie])
}
