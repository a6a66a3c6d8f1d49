use twinlane::Session;
use twinlane::prelude::*;

#[get("/optional")]
async fn optional(session: Option<Session>) {
    let _ = session;
}

#[get("/from-the-query")]
async fn from_query(#[query(alias = "s")] session: &Session) {
    let _ = session;
}

fn main() {}
