use twinlane::middleware::HttpsRedirect;
use twinlane::prelude::*;

#[get("/")]
async fn main() -> Value {
    json!({ "message": "Hello World" })
}

pub fn app() -> App {
    App::new()
        .routes(routes![main])
        .middleware(HttpsRedirect::new())
}
