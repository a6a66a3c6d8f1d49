//! Users in SQLite who log in, with scopes, and stay logged in: what FastAPI's guide builds in its chapters on security, whole.
//! The database is `users.sqlite` in the folder for temporary files; the first who registers may do everything.
//!
//! ```sh
//! cd examples/databases
//! cargo run --example users                 # then http://localhost:8000/docs: register, press Authorize
//! curl localhost:8000/users --json '{"username": "ada", "password": "analytical engine"}'
//! curl localhost:8000/token -d 'username=ada&password=analytical engine&scope=me' -c cookies
//! curl localhost:8000/users/me -H 'authorization: Bearer ...'
//! curl -X POST localhost:8000/token/refresh -b cookies -c cookies
//! ```

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row};
use twinlane::prelude::*;
use twinlane::response::{SameSite, SetCookie};
use twinlane::security::jwt::{self, Key};
use twinlane::security::{ApiKeyCookie, OAuth2PasswordBearer, OAuth2PasswordForm, password};

/// The lifetime of a token. A token cannot be taken back, so it is short.
const TOKEN: Duration = Duration::from_secs(15 * 60);
/// The time for which one stays logged in without asking for anything.
const SESSION: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The Authorize button of `/docs` logs in by this.
#[security(OAuth2PasswordBearer(
    token_url = "token",
    scopes = { "me" = "Read about yourself", "admin" = "Read about everybody" },
))]
struct Bearer(String);

/// The cookie that a browser shows to `/token/refresh` alone. No script can read it, and no other site can have it sent.
#[security(ApiKeyCookie(name = "session", description = "Given with a token"))]
struct Session(String);

impl Session {
    fn cookie(value: &str) -> SetCookie {
        SetCookie::new("session", value)
            .path("/token")
            .max_age(SESSION)
            .http_only()
            .secure()
            .same_site(SameSite::Strict)
    }
}

#[model]
struct NewUser {
    #[field(min_length = 1, max_length = 40, pattern = "^[a-z]+$")]
    username: String,
    #[field(min_length = 12, max_length = 200)]
    password: Secret<String>,
}

/// A user, as others see one.
#[model]
struct User {
    username: String,
    scopes: Vec<String>,
}

/// The answer of a login, in the words of OAuth2.
#[model]
struct Token {
    access_token: String,
    token_type: String,
    expires_in: u64,
    scope: String,
}

/// The claims of a token.
#[model]
struct Claims {
    sub: String,
    exp: u64,
    aud: String,
    #[field(default)]
    scopes: Vec<String>,
    /// The session that a token of a cookie is for.
    jti: Option<Uuid>,
}

/// The users, their sessions, and the keys that sign for them. SQLite blocks, so what asks for it is a plain `fn`.
struct Users {
    database: Mutex<Connection>,
    token_key: Key,
    session_key: Key,
}

impl Users {
    fn open() -> Result<Self> {
        let database = Connection::open(std::env::temp_dir().join("users.sqlite"))?;
        database.execute_batch(
            "CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, hash TEXT NOT NULL, scopes TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL) STRICT;",
        )?;
        // Without a secret of its own, a program that is started again has everybody log in again.
        let secret = std::env::var("USERS_SECRET");
        let secret = secret.unwrap_or_else(|_| format!("{}{}", Uuid::new_v4(), Uuid::new_v4()));
        let key = Key::hs256(secret)?;
        Ok(Self {
            database: Mutex::new(database),
            token_key: key.clone().audience("token"),
            session_key: key.audience("session"),
        })
    }

    fn database(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, name: &str) -> Result<Option<(User, String)>> {
        let found = self.database().query_row(
            "SELECT name, scopes, hash FROM users WHERE name = ?1",
            [name],
            |row| Ok((user(row)?, row.get(2)?)),
        );
        Ok(found.optional()?)
    }

    /// A token for some of what a user may do, and a cookie that is good for the next.
    fn log_in(&self, user: &User, response: &mut ResponseParts) -> Result<Token> {
        let session = Uuid::new_v4();
        self.database().execute(
            "INSERT INTO sessions VALUES (?1, ?2, ?3)",
            (session.to_string(), &user.username, user.scopes.join(" ")),
        )?;
        let claims = |audience: &str, time, session| Claims {
            sub: user.username.clone(),
            exp: jwt::expires_in(time),
            aud: audience.to_owned(),
            scopes: user.scopes.clone(),
            jti: session,
        };
        let cookie = jwt::encode(
            &claims("session", SESSION, Some(session)),
            &self.session_key,
        )?;
        response.set_cookie(Session::cookie(&cookie));
        Ok(Token {
            access_token: jwt::encode(&claims("token", TOKEN, None), &self.token_key)?,
            token_type: "bearer".to_owned(),
            expires_in: TOKEN.as_secs(),
            scope: user.scopes.join(" "),
        })
    }

    /// Ends a session: each is good for one more token. A stolen one is worth nothing once its owner has used it.
    fn end(&self, session: &Session) -> Result<Option<User>> {
        let claims: Claims = jwt::decode(&session.0, &self.session_key)?;
        let session = claims.jti.unwrap_or_default().to_string();
        let found = self.database().query_row(
            "DELETE FROM sessions WHERE id = ?1 RETURNING name, scopes",
            [session],
            user,
        );
        Ok(found.optional()?)
    }
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    let scopes: String = row.get(1)?;
    Ok(User {
        username: row.get(0)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
    })
}

/// The user who is asking, if the token names one and allows what is needed.
#[dependency]
fn current_user(token: Bearer, scopes: &SecurityScopes, users: State<Users>) -> Result<User> {
    let refused = || scopes.unauthorized("Could not validate credentials");
    let claims: Claims = jwt::decode(&token.0, &users.token_key).map_err(|_| refused())?;
    scopes.require(&claims.scopes)?;
    let (user, _) = users.find(&claims.sub)?.ok_or_else(refused)?;
    Ok(user)
}

/// Registers somebody. A hash keeps a processor busy, so it takes the cpu lane.
#[post("/users", cpu, status = 201, responses(409 = "The name is taken"))]
fn register(new: NewUser, users: State<Users>) -> Result<User> {
    let hash = password::hash(new.password.expose())?;
    let insert =
        "INSERT INTO users SELECT ?1, ?2, iif(EXISTS (SELECT * FROM users), 'me', 'me admin')
                  ON CONFLICT DO NOTHING RETURNING name, scopes";
    let added = users
        .database()
        .query_row(insert, (&new.username, hash), user);
    added.optional()?.or_409("The name is taken")
}

/// Logs in. Grants the scopes that were asked for and are allowed; if none was asked for, all that are allowed.
#[post("/token", cpu)]
fn login(
    form: OAuth2PasswordForm,
    users: State<Users>,
    response: &mut ResponseParts,
) -> Result<Token> {
    let found = users.find(&form.username)?;
    let hash = found.as_ref().map(|(_, hash)| hash.as_str());
    // Also where there is no such user, so that the time does not tell.
    let is_right = password::verify(&form.password, hash);
    let (mut user, _) = found
        .filter(|_| is_right)
        .or_400("Incorrect username or password")?;
    if !form.scopes.is_empty() {
        user.scopes.retain(|scope| form.scopes.contains(scope));
    }
    users.log_in(&user, response)
}

/// A new token, for the cookie of the one before.
#[post("/token/refresh")]
fn refresh(session: Session, users: State<Users>, response: &mut ResponseParts) -> Result<Token> {
    let user = users.end(&session)?.or_401("Log in again")?;
    users.log_in(&user, response)
}

#[post("/token/forget", status = 204)]
fn log_out(session: Session, users: State<Users>, response: &mut ResponseParts) -> Result<()> {
    users.end(&session)?;
    response.set_cookie(Session::cookie("").max_age(Duration::ZERO));
    Ok(())
}

#[get("/users/me")]
async fn me(#[scopes("me")] user: Depends<current_user>) -> Depends<current_user> {
    user
}

#[get("/users", dependencies = [#[scopes("admin")] current_user])]
fn everybody(users: State<Users>) -> Result<Vec<User>> {
    let database = users.database();
    let mut select = database.prepare("SELECT name, scopes FROM users ORDER BY name")?;
    let all = select.query_map([], user)?.collect::<Result<_, _>>()?;
    Ok(all)
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    App::new()
        .title("Users")
        .document_errors(true)
        .state(Users::open()?)
        .routes(routes![register, login, refresh, log_out, me, everybody])
        .serve()
        .await
}
