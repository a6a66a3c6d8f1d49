//! A function without `#[dependency]` where a dependency is named.

use twinlane::prelude::*;

async fn verify(x_token: String) -> Result<()> {
    Ok(())
}

#[get("/", dependencies = [verify])]
async fn read() -> String {
    String::new()
}

#[get("/other")]
async fn other(checked: Depends<verify>) -> String {
    String::new()
}

fn main() {
    let _ = App::new()
        .dependencies(dependencies![verify])
        .routes(routes![read, other]);
}
