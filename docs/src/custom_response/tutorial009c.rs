use twinlane::prelude::*;
use twinlane::response::Content;

#[get("/", media_type = "application/json")]
async fn main() -> Content {
    // Two spaces is also what `{:#}` of a `Value` writes.
    Content::new(
        "application/json",
        format!("{:#}", json!({ "message": "Hello World" })),
    )
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
