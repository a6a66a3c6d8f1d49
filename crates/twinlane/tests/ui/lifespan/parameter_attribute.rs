//! Attributes that a lifespan dependency cannot have, and their messages.

use twinlane::prelude::*;

#[dependency(lifespan)]
async fn of_a_query(#[query] q: String) -> String {
    q
}

#[dependency(lifespan)]
fn of_a_scope(#[scopes("admin")] number: Depends<number>) -> u8 {
    *number
}

#[dependency(lifespan)]
async fn of_a_response(response: &mut ResponseParts) {
    let _ = response;
}

#[dependency(lifespan, thread_capacity = 2)]
fn number() -> u8 {
    1
}

#[dependency(lifespan = "yes")]
fn flag() -> u8 {
    1
}

// Another that asks for one with a mistake is none.
#[dependency(lifespan)]
fn asks(number: Depends<number>) -> u8 {
    *number
}

#[get("/")]
async fn read(number: Depends<number>) -> u8 {
    *number
}

fn main() {}
