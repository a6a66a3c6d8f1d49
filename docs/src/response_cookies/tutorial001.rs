use twinlane::prelude::*;

#[post("/cookie/")]
fn create_cookie() -> Response {
    let content = json!({ "message": "Come to the dark side, we have cookies" });
    Response::json(&content).with_cookie(("fakesession", "fake-cookie-session-value"))
}

pub fn app() -> App {
    App::new().routes(routes![create_cookie])
}
