//! Secrets: what is answered of them, and what an error says about them. Their values in an `input` are the listed difference.

use twinlane::prelude::*;

#[model]
struct Login {
    name: String,
    #[field(min_length = 8, max_length = 12)]
    password: Secret<String>,
}

#[model]
struct Key {
    name: i64,
    key: Secret<String>,
}

#[model(untagged)]
enum Either {
    Login(Login),
    Key(Key),
}

#[model(extra = "forbid")]
struct Closed {
    name: String,
    pin: Option<Secret<String>>,
}

#[post("/login")]
async fn login(login: Login) -> Login {
    login
}

#[post("/logins")]
async fn logins(#[body(max_length = 1)] logins: Vec<Login>) -> usize {
    logins.len()
}

#[post("/either")]
async fn either(either: Either) -> &'static str {
    match either {
        Either::Login(_) => "Login",
        Either::Key(_) => "Key",
    }
}

#[post("/closed")]
async fn closed(closed: Closed) -> Closed {
    closed
}

#[get("/token")]
async fn token(#[query(min_length = 4)] token: Secret<String>) -> usize {
    token.expose().chars().count()
}

#[post("/form")]
async fn form(#[form] login: Login) -> String {
    login.name
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Secrets")
        .routes(routes![login, logins, either, closed, token, form])
}
