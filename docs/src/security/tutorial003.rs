use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::security::{OAuth2PasswordBearer, OAuth2PasswordForm};

#[model]
#[derive(Clone)]
struct User {
    username: String,
    email: Option<String>,
    full_name: Option<String>,
    disabled: Option<bool>,
}

#[model]
#[derive(Clone)]
struct UserInDb {
    #[field(flatten)]
    user: User,
    hashed_password: String,
}

fn fake_users_db() -> HashMap<String, UserInDb> {
    let users = [
        (
            "johndoe",
            "John Doe",
            "johndoe@example.com",
            "fakehashedsecret",
            false,
        ),
        (
            "alice",
            "Alice Wonderson",
            "alice@example.com",
            "fakehashedsecret2",
            true,
        ),
    ];
    let users = users.map(|(username, full_name, email, hash, disabled)| {
        let user = User {
            username: username.to_owned(),
            email: Some(email.to_owned()),
            full_name: Some(full_name.to_owned()),
            disabled: Some(disabled),
        };
        (
            username.to_owned(),
            UserInDb {
                user,
                hashed_password: hash.to_owned(),
            },
        )
    });
    HashMap::from(users)
}

fn fake_hash_password(password: &str) -> String {
    format!("fakehashed{password}")
}

#[security(OAuth2PasswordBearer(token_url = "token"))]
struct OAuth2Scheme(String);

// This doesn't provide any security at all. Check the next version.
#[dependency]
async fn get_current_user(token: OAuth2Scheme) -> Result<UserInDb> {
    let user = fake_users_db().remove(&token.0);
    Ok(user.ok_or_else(|| {
        HttpError::new(401, "Not authenticated").header("www-authenticate", "Bearer")
    })?)
}

#[dependency]
async fn get_current_active_user(current_user: Depends<get_current_user>) -> Result<UserInDb> {
    if current_user.user.disabled == Some(true) {
        return Err(HttpError::new(400, "Inactive user").into());
    }
    Ok(current_user.clone())
}

#[post("/token")]
async fn login(form_data: OAuth2PasswordForm) -> Result<Value> {
    let user = fake_users_db()
        .remove(&form_data.username)
        .or_400("Incorrect username or password")?;
    if user.hashed_password != fake_hash_password(&form_data.password) {
        return Err(HttpError::new(400, "Incorrect username or password").into());
    }
    Ok(json!({ "access_token": user.user.username, "token_type": "bearer" }))
}

#[get("/users/me")]
async fn read_users_me(current_user: Depends<get_current_active_user>) -> Value {
    json!(*current_user)
}

pub fn app() -> App {
    App::new().routes(routes![login, read_users_me])
}
