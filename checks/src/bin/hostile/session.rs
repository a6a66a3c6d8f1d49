//! Sessions, in the cookie and on the server.

use twinlane::prelude::*;
use twinlane::response::Text;
use twinlane::sessions::{MemorySessions, Session, Sessions};

/// As in `src/hostile/sessions.py`.
const SECRET: &str = "the secret of the sessions under attack";
const MOST_KEPT: usize = 1000;

#[get("/read")]
async fn read(session: &Session) -> Text {
    Text::new(session.to_json())
}

#[post("/write")]
async fn write(session: &mut Session) -> Result<usize> {
    session.insert("text", "x".repeat(1000))?;
    Ok(session.len())
}

pub(crate) fn add(app: App) -> App {
    let in_cookies = Sessions::new(SECRET);
    let kept = Sessions::new(SECRET).store(MemorySessions::new().max_sessions(MOST_KEPT));
    let router = |prefix: &str| Router::new().prefix(prefix).routes(routes![read, write]);
    app.router(router("/session").middleware(in_cookies))
        .router(router("/kept").middleware(kept))
}
