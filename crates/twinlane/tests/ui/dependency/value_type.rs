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
    drop(user);
    String::new()
}

fn main() {
    let _ = routes![read_me];
}
