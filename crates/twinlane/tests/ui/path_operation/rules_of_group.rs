//! Rules and defaults on a model of parameters.

use twinlane::prelude::*;

#[model]
struct Page {
    skip: u32,
    limit: u32,
}

#[get("/items")]
async fn list(#[query(ge = 1)] page: Page) -> String {
    format!("{} {}", page.skip, page.limit)
}

#[get("/other")]
async fn other(#[header(max_length = 3)] page: Page, #[cookie(gt = 1)] also: Page) -> String {
    format!("{} {} {}", page.skip, page.limit, also.skip)
}

fn main() {
    let _ = routes![list, other];
}
