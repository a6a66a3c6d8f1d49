use std::collections::HashMap;
use std::time::Duration;

use twinlane::prelude::*;
use twinlane::security::jwt::{self, Key};
use twinlane::security::{OAuth2PasswordBearer, OAuth2PasswordForm, password};

// to get a string like this run:
// openssl rand -hex 32
const SECRET_KEY: &str = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";
const ACCESS_TOKEN_EXPIRE: Duration = Duration::from_secs(30 * 60);

#[model]
struct Token {
    access_token: String,
    token_type: String,
}

#[model]
struct Claims {
    sub: String,
    exp: u64,
}

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
    let users = [(
        "johndoe",
        "John Doe",
        "johndoe@example.com",
        "$argon2id$v=19$m=65536,t=3,p=4$wagCPXjifgvUFBzq4hqe3w$CYaIb8sB+wtD+Vu/P4uod1+Qof8h+1g7bbDlBID48Rc",
        false,
    )];
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

#[security(OAuth2PasswordBearer(token_url = "token"))]
struct OAuth2Scheme(String);

#[dependency]
async fn get_current_user(token: OAuth2Scheme, key: State<Key>) -> Result<User> {
    // It refuses a token that is wrong or too old with a 401.
    let claims: Claims = jwt::decode(&token.0, &key)?;
    let user = fake_users_db().remove(&claims.sub);
    let user = user.ok_or_else(|| {
        HttpError::new(401, "Could not validate credentials").header("www-authenticate", "Bearer")
    })?;
    Ok(user.user)
}

#[dependency]
async fn get_current_active_user(current_user: Depends<get_current_user>) -> Result<User> {
    if current_user.disabled == Some(true) {
        return Err(HttpError::new(400, "Inactive user").into());
    }
    Ok(current_user.clone())
}

// It computes a hash, which keeps a core busy.
#[post("/token", cpu)]
fn login_for_access_token(form_data: OAuth2PasswordForm, key: State<Key>) -> Result<Token> {
    let user = fake_users_db().remove(&form_data.username);
    // Without a user it takes as long, so that nobody can tell who has an account.
    if !password::verify(
        &form_data.password,
        user.map(|user| user.hashed_password).as_deref(),
    ) {
        let error = HttpError::new(401, "Incorrect username or password");
        return Err(error.header("www-authenticate", "Bearer").into());
    }
    let claims = Claims {
        sub: form_data.username.clone(),
        exp: jwt::expires_in(ACCESS_TOKEN_EXPIRE),
    };
    Ok(Token {
        access_token: jwt::encode(&claims, &key)?,
        token_type: "bearer".to_owned(),
    })
}

#[get("/users/me/")]
async fn read_users_me(current_user: Depends<get_current_active_user>) -> User {
    current_user.clone()
}

#[get("/users/me/items/")]
async fn read_own_items(current_user: Depends<get_current_active_user>) -> Value {
    json!([{ "item_id": "Foo", "owner": current_user.username }])
}

pub fn app() -> App {
    let key = Key::hs256(SECRET_KEY).expect("the key is long enough");
    App::new().state(key).routes(routes![
        login_for_access_token,
        read_users_me,
        read_own_items
    ])
}
