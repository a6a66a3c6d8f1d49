use twinlane::prelude::*;
use twinlane::response::Text;

#[get("/")]
async fn main() -> Text {
    Text::new("Hello World")
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
