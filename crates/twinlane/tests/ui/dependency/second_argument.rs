use twinlane::prelude::*;

struct User;

#[dependency]
async fn get_user() -> i64 {
    1
}

#[get("/a")]
async fn twice(_user: Depends<User, User>) {}

#[get("/b")]
async fn other(_user: Depends<get_user, String>) {}

fn main() {
    let _ = routes![twice, other];
}
