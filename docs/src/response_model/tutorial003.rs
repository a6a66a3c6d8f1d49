use twinlane::prelude::*;
use twinlane::types::Email;

#[model]
struct UserIn {
    username: String,
    password: String,
    email: Email,
    full_name: Option<String>,
}

#[model]
struct UserOut {
    username: String,
    email: Email,
    full_name: Option<String>,
}

impl From<UserIn> for UserOut {
    fn from(user: UserIn) -> Self {
        Self {
            username: user.username,
            email: user.email,
            full_name: user.full_name,
        }
    }
}

#[post("/user/")]
async fn create_user(user: UserIn) -> UserOut {
    user.into()
}

pub fn app() -> App {
    App::new().routes(routes![create_user])
}
