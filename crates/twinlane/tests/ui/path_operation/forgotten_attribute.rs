//! A function without its attribute: its name is no type, and its parameters have no attributes.

use twinlane::prelude::*;

async fn list(#[query] page: u32) -> u32 {
    page
}

async fn user() -> String {
    String::new()
}

#[get("/")]
async fn read(user: Depends<user>) -> usize {
    user.len()
}

fn main() {
    let _ = routes![list, read];
}
