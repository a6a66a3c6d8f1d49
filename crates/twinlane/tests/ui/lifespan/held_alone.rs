//! A lifespan dependency that a function would have for itself, or do without.

use twinlane::prelude::*;

#[dependency(lifespan)]
async fn pool() -> u8 {
    1
}

#[get("/")]
async fn borrows(mut pool: DependsMut<pool>) -> u8 {
    *pool += 1;
    *pool
}

#[get("/fresh")]
fn anew(pool: Fresh<pool>) -> u8 {
    *pool
}

#[dependency]
async fn without(pool: Option<Depends<pool>>) -> bool {
    pool.is_some()
}

#[dependency]
async fn looks(pool: Result<Depends<pool>>) -> bool {
    pool.is_ok()
}

fn main() {}
