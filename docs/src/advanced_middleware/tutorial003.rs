use twinlane::prelude::*;

#[get("/")]
async fn main() -> Value {
    json!("somebigcontent")
}

pub fn app() -> App {
    App::new()
        .routes(routes![main])
        .middleware(GZip::new().minimum_size(1000).level(5))
}
