use twinlane::prelude::*;
use twinlane::types::Email;

#[model]
struct UserBase {
    username: String,
    email: Email,
    full_name: Option<String>,
}

#[model]
struct UserIn {
    #[field(flatten)]
    base: UserBase,
    password: String,
}

#[model]
struct UserOut {
    #[field(flatten)]
    base: UserBase,
}

#[model]
struct UserInDb {
    #[field(flatten)]
    base: UserBase,
    hashed_password: String,
}

fn fake_password_hasher(raw_password: &str) -> String {
    format!("supersecret{raw_password}")
}

fn fake_save_user(user_in: UserIn) -> UserInDb {
    println!("User saved! ..not really");
    UserInDb {
        base: user_in.base,
        hashed_password: fake_password_hasher(&user_in.password),
    }
}

#[post("/user/")]
async fn create_user(user_in: UserIn) -> UserOut {
    UserOut {
        base: fake_save_user(user_in).base,
    }
}

pub fn app() -> App {
    App::new().routes(routes![create_user])
}
