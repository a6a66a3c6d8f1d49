//! A URL leads to an operation, by its type. A function of another kind is none.

use twinlane::prelude::*;
use twinlane::routing::UrlFor;

#[dependency]
async fn pool() -> u8 {
    0
}

#[webhook(post, "new")]
fn new_item(body: String);

#[get("/")]
async fn index(request: &Request) -> Result<String> {
    Ok(request.url_for::<new_item>().url()?)
}

fn link(item: &UrlFor<pool>) {
    let _ = item;
}

fn main() {}
