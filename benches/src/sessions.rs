//! Operations with a session: one that does not ask for it, one that does, and one that reads the cookie by hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use twinlane::prelude::*;
use twinlane::sessions::{Session, Sessions};

/// `driver/sessions.py` has a cookie that it has signed.
const SECRET: &str = "the secret of the sessions measured";

#[get("/session/none")]
async fn none(request: Request) -> Result<String> {
    let user = request.header("cookie").or_401("Not logged in")?;
    Ok(user.get(..3).unwrap_or_default().to_owned())
}

#[get("/session/read")]
async fn read(request: Request, session: &Session) -> Result<String> {
    let _ = request.header("cookie").or_401("Not logged in")?;
    session.get("user")?.or_401("Not logged in")
}

static KEY: LazyLock<Hmac<Sha1>> = LazyLock::new(|| {
    let digest = Sha1::digest(format!("itsdangerous.Signersigner{SECRET}"));
    Hmac::new_from_slice(&digest).expect("HMAC takes keys of any length")
});

/// HMAC, base64 and `serde_json`, as who has no framework would write it. The age is not looked at.
#[get("/session/by-hand")]
async fn by_hand(request: Request) -> Result<String> {
    let header = request.header("cookie").or_401("Not logged in")?;
    let cookie = header.strip_prefix("session=").or_401("Not logged in")?;
    by_hand_user(cookie).or_401("Not logged in")
}

fn by_hand_user(cookie: &str) -> Option<String> {
    let (signed, signature) = cookie.rsplit_once('.')?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    let made = KEY.clone().chain_update(signed);
    made.verify_slice(&signature).ok()?;
    let (payload, _) = signed.rsplit_once('.')?;
    let json = BASE64_STANDARD.decode(payload).ok()?;
    let session: HashMap<String, Value> = serde_json::from_slice(&json).ok()?;
    session.get("user")?.as_str().map(str::to_owned)
}

/// The application with sessions around it, and with these operations.
pub fn add(app: App) -> App {
    let sessions = Sessions::new(SECRET).max_age(None);
    app.routes(routes![none, read, by_hand])
        .middleware(sessions)
}
