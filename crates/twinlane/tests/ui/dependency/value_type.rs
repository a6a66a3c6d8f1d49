//! `Depends` of the value's type, not of the function that makes it.

use twinlane::prelude::*;

#[model]
struct User {
    name: String,
}

#[dependency]
async fn get_user() -> User {
    User { name: "Ada".to_owned() }
}

#[get("/me")]
async fn read_me(user: Depends<User>) -> String {
    user.name.clone()
}

#[get("/mine")]
async fn read_mine(mut user: DependsMut<User>) -> String {
    user.name.clone()
}

fn main() {
    let _ = routes![read_me, read_mine];
}
