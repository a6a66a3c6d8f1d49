//! The option `crate` is a path.

use twinlane::prelude::*;

#[get("/number", crate = 1)]
fn number() {}

#[model(crate = "my crate")]
struct Item {
    name: String,
}

#[derive(Debug, ApiError)]
#[error(crate)]
enum Refused {
    #[error(status = 404)]
    Missing,
}

fn main() {
    let _ = App::new().routes(routes![number]);
    let _ = (Item { name: String::new() }, Refused::Missing);
}
