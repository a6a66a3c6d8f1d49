use twinlane::prelude::*;
use twinlane::types::Email;

#[model]
struct UserIn {
    username: String,
    password: String,
    email: Email,
    full_name: Option<String>,
}

#[post("/user/")]
async fn create_user(user: UserIn) -> UserIn {
    user
}

pub fn app() -> App {
    App::new().routes(routes![create_user])
}
