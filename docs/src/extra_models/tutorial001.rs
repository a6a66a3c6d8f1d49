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

#[model]
struct UserInDb {
    username: String,
    hashed_password: String,
    email: Email,
    full_name: Option<String>,
}

fn fake_password_hasher(raw_password: &str) -> String {
    format!("supersecret{raw_password}")
}

fn fake_save_user(user_in: UserIn) -> UserInDb {
    println!("User saved! ..not really");
    UserInDb {
        username: user_in.username,
        hashed_password: fake_password_hasher(&user_in.password),
        email: user_in.email,
        full_name: user_in.full_name,
    }
}

#[post("/user/")]
async fn create_user(user_in: UserIn) -> UserOut {
    let UserInDb {
        username,
        email,
        full_name,
        ..
    } = fake_save_user(user_in);
    UserOut {
        username,
        email,
        full_name,
    }
}

pub fn app() -> App {
    App::new().routes(routes![create_user])
}
