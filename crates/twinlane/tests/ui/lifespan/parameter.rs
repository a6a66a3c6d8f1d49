//! Parameters of a lifespan dependency that are not there when the application starts.

use twinlane::prelude::*;

#[dependency]
async fn user() -> String {
    "Ada".to_owned()
}

#[dependency(lifespan)]
async fn pool() -> u8 {
    1
}

#[dependency(lifespan)]
async fn of_a_request(request: &Request) -> usize {
    request.headers().len()
}

#[dependency(lifespan)]
async fn of_a_query(q: String) -> String {
    q
}

#[dependency(lifespan)]
fn of_a_user(user: Depends<user>) -> String {
    user.clone()
}

#[dependency(lifespan)]
async fn alone(pool: DependsMut<pool>) -> u8 {
    *pool
}

#[dependency(lifespan)]
async fn maybe(pool: Option<Depends<pool>>) -> bool {
    pool.is_some()
}

fn main() {}
