use twinlane::prelude::*;
use twinlane::security::{HttpBasicCredentials, same_secret};

#[dependency]
fn get_current_username(credentials: HttpBasicCredentials) -> Result<String> {
    let is_correct_username = same_secret(&credentials.username, "stanleyjobson");
    let is_correct_password = same_secret(&credentials.password, "swordfish");
    if !(is_correct_username && is_correct_password) {
        return Err(HttpError::new(401, "Incorrect username or password")
            .header("www-authenticate", "Basic")
            .into());
    }
    Ok(credentials.username)
}

#[get("/users/me")]
fn read_current_user(username: Depends<get_current_username>) -> Value {
    json!({ "username": *username })
}

pub fn app() -> App {
    App::new().routes(routes![read_current_user])
}
