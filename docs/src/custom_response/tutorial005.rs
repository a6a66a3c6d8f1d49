use twinlane::Text;
use twinlane::prelude::*;

#[get("/")]
async fn main() -> Text {
    Text::new("Hello World")
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
