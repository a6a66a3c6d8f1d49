use twinlane::sessions::Session;
use twinlane::prelude::*;

#[get("/optional")]
async fn optional(session: Option<Session>) {
    let _ = session;
}

fn main() {}
