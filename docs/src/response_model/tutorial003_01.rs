use twinlane::prelude::*;
use twinlane::types::Email;

#[model]
struct BaseUser {
    username: String,
    email: Email,
    full_name: Option<String>,
}

#[model]
struct UserIn {
    #[field(flatten)]
    base: BaseUser,
    password: String,
}

#[post("/user/")]
async fn create_user(user: UserIn) -> BaseUser {
    user.base
}

pub fn app() -> App {
    App::new().routes(routes![create_user])
}
