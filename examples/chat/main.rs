//! A chat: rooms, who is there, what was said before, and a login by cookie for browsers and by token for programs.
//!
//! ```sh
//! cargo run --example chat                  # then http://localhost:8000 in two windows
//! curl localhost:8000/login -d name=ada     # a token: `authorization: Bearer ...` in the handshake of /rooms/lobby/ws
//! ```

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::select;
use twinlane::prelude::*;
use twinlane::response::{SameSite, SetCookie};
use twinlane::rooms::Subscription;
use twinlane::security::jwt::{self, Key};
use twinlane::security::{ApiKeyCookie, HttpBearer};

/// The cookie that browsers send. No script can read it. Since it is a cookie, only pages of this application may connect.
#[security(ApiKeyCookie(name = "session"))]
struct Session(String);

/// The token that programs send.
#[security(HttpBearer)]
struct Bearer(String);

/// The name of somebody, as the signed token says.
#[model]
struct User {
    #[field(alias = "sub")]
    name: String,
    exp: u64,
}

/// The answer of a login.
#[model]
struct Token {
    access_token: String,
    token_type: String,
}

/// A message from somebody.
#[model]
struct Saying {
    #[field(min_length = 1, max_length = 1000)]
    text: String,
}

/// A message to all in the room.
#[model]
struct Line {
    room: String,
    from: String,
    text: String,
}

/// The members of the room: sent at the beginning, and whenever that changes.
#[model]
struct Present {
    members: Vec<String>,
}

/// The rooms, and the last lines of all of them.
#[derive(Default)]
struct Chat {
    rooms: Rooms<Line>,
    history: Mutex<VecDeque<Arc<Line>>>,
}

impl Chat {
    /// As many lines are kept, of all rooms together.
    const KEPT: usize = 500;

    // Lines are kept and published within one lock, so that who enters misses none and has none twice. Who is woken may wait for it, no longer
    // than this takes.
    fn say(&self, line: Line) {
        let line = Arc::new(line);
        let mut history = self.history();
        if history.len() == Self::KEPT {
            history.pop_front();
        }
        history.push_back(line.clone());
        self.rooms.publish(&line.room, line.clone());
    }

    /// The messages of before, and those from now on.
    fn enter(&self, room: &str) -> (Vec<Arc<Line>>, Subscription<Line>) {
        let history = self.history();
        let before = history.iter().filter(|line| line.room == room);
        (before.cloned().collect(), self.rooms.subscribe(room))
    }

    fn history(&self) -> MutexGuard<'_, VecDeque<Arc<Line>>> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const SESSION: Duration = Duration::from_secs(12 * 60 * 60);

/// Logs in: a name is enough.
#[post("/login")]
async fn login(
    #[form(pattern = "^[A-Za-z]{1,20}$")] name: String,
    key: State<Key>,
    response: &mut ResponseParts,
) -> Result<Token> {
    let user = User {
        name,
        exp: jwt::expires_in(SESSION),
    };
    let access_token = jwt::encode(&user, &key)?;
    let cookie = SetCookie::new("session", &access_token)
        .max_age(SESSION)
        .http_only()
        .same_site(SameSite::Strict);
    response.set_cookie(cookie); // `.secure()` behind HTTPS
    Ok(Token {
        access_token,
        token_type: "bearer".to_owned(),
    })
}

#[dependency]
async fn current_user(
    session: Option<Session>,
    bearer: Option<Bearer>,
    key: State<Key>,
) -> Result<User> {
    let token = bearer.map(|Bearer(token)| token);
    let token = token.or(session.map(|Session(token)| token));
    let token = token.or_status(StatusCode::UNAUTHORIZED, "Log in first")?;
    Ok(jwt::decode(&token, &key)?)
}

/// A place in a room. A client that sends no [`Saying`] is closed with 1008, one that cannot keep up with the lines with 1013.
#[websocket("/rooms/{room}/ws", max_message_size = 8 * 1024)]
async fn chat(
    mut socket: WebSocket,
    #[path(pattern = "^[a-z]{1,20}$")] room: String,
    user: Depends<current_user>,
    chat: State<Chat>,
) -> Result<()> {
    socket.accept().await?;
    let mut changes = chat.rooms.watch_members(&room);
    // Everywhere that this function can end, it leaves the room.
    let _here = chat.rooms.join(&room, &*user.name);
    let (before, mut lines) = chat.enter(&room);
    let present = || Present {
        members: chat.rooms.members(&room),
    };
    socket.send_json(&present()).await?;
    for line in before {
        socket.send_json(&*line).await?;
    }
    loop {
        select! {
            saying = socket.receive_json::<Saying>() => chat.say(Line {
                room: room.clone(),
                from: user.name.clone(),
                text: saying?.text,
            }),
            line = lines.receive() => socket.send_json(&*line?).await?,
            change = changes.receive() => {
                change?;
                socket.send_json(&present()).await?;
            }
        }
    }
}

#[get("/", hidden)]
async fn home() -> Html {
    Html::new(include_str!("page.html"))
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    // A secret of this process: who has logged in does so again when it is started anew.
    let secret = [Uuid::new_v4(), Uuid::new_v4()].map(|half| half.to_string());
    App::new()
        .title("Chat")
        .state(Chat::default())
        .state(Key::hs256(secret.concat())?)
        .routes(routes![home, login, chat])
        .serve()
        .await
}
