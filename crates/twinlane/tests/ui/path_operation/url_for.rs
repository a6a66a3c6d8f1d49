//! A URL leads to an operation, by its type. A function of another kind is none.

use twinlane::prelude::*;
use twinlane::UrlFor;

#[dependency]
async fn pool() -> u8 {
    0
}

#[webhook(post, "new")]
fn new_item(body: String);

#[get("/")]
async fn index(request: &Request, item: UrlFor<pool>) -> Result<String> {
    let _ = request.url_for::<new_item>().url()?;
    Ok(item.url()?)
}

fn main() {}
