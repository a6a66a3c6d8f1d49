//! `response: Response` of `FastAPI`: what goes with the answer has a type of its own.

use twinlane::prelude::*;

#[get("/")]
async fn read(response: &mut Response) -> u8 {
    let _ = response;
    1
}

fn main() {}
