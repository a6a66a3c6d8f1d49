use twinlane::prelude::*;
use twinlane::security::OAuth2PasswordBearer;

#[security(OAuth2PasswordBearer(token_url = "token"))]
struct OAuth2Scheme(String);

#[model]
struct User {
    username: String,
    email: Option<String>,
    full_name: Option<String>,
    disabled: Option<bool>,
}

fn fake_decode_token(token: &str) -> User {
    User {
        username: format!("{token}fakedecoded"),
        email: Some("john@example.com".to_owned()),
        full_name: Some("John Doe".to_owned()),
        disabled: None,
    }
}

#[dependency]
async fn get_current_user(token: OAuth2Scheme) -> User {
    fake_decode_token(&token.0)
}

#[get("/users/me")]
async fn read_users_me(current_user: Depends<get_current_user>) -> Value {
    json!(*current_user)
}

pub fn app() -> App {
    App::new().routes(routes![read_users_me])
}
