use twinlane::prelude::*;
use twinlane::response::Streaming;

#[get("/")]
async fn main() -> Streaming {
    Streaming::of((0..10).map(|_| "some fake video bytes"))
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
