use twinlane::prelude::*;

#[dependency]
async fn pool() -> u32 {
    1
}

fn main() {
    let _ = App::new().routes(routes![pool]);
}
