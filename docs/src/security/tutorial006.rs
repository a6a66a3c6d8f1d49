use twinlane::prelude::*;
use twinlane::security::HttpBasicCredentials;

#[get("/users/me")]
fn read_current_user(credentials: HttpBasicCredentials) -> Value {
    json!({ "username": credentials.username, "password": credentials.password })
}

pub fn app() -> App {
    App::new().routes(routes![read_current_user])
}
