//! Another dependency that does not live as long.

use twinlane::prelude::*;

#[dependency(lifespan)]
async fn pool() -> u8 {
    1
}

#[dependency]
async fn of_each_request() -> u8 {
    1
}

fn main() {
    let _ = App::new().override_dependency_with::<pool, of_each_request>();
}
