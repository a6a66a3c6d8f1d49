use twinlane::Session;
use twinlane::prelude::*;

#[get("/optional")]
async fn optional(session: Option<Session>) {
    let _ = session;
}

#[get("/query")]
async fn of_query(#[query] session: &mut Session) {
    let _ = session;
}

#[get("/default")]
async fn with_option(#[query(default = 1)] session: Session) {
    let _ = session;
}

fn main() {}
