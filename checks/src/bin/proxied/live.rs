//! WebSockets: an echo that says what it takes its handshake for, and what has become of each connection.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use twinlane::prelude::*;
use twinlane::websocket::{Disconnected, Message};

/// The codes with which connections have ended.
#[derive(Default)]
struct Ends(Mutex<Vec<u16>>);

impl Ends {
    fn add(&self, code: u16) {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ends.push(code);
    }
}

#[get("/ends")]
async fn ends(ends: State<Ends>) -> Vec<u16> {
    let ends = ends.0.lock().unwrap_or_else(PoisonError::into_inner);
    ends.clone()
}

/// Pings more often than the proxies of the check wait.
#[websocket("/", ping_interval = Duration::from_millis(500))]
async fn echo(mut socket: WebSocket, request: &Request, ends: State<Ends>) -> Result<()> {
    socket.accept().await?;
    let client = request.client().map(|client| client.ip().to_string());
    let scheme = request.scheme().as_str();
    let told = json!({ "client": client, "scheme": scheme, "url": socket.url() });
    socket.send_json(&told).await?;
    let end = echo_until_end(&mut socket).await;
    ends.add(end.code);
    Err(end.into())
}

#[websocket("/silent", ping_interval = Duration::ZERO)]
async fn silent(mut socket: WebSocket, ends: State<Ends>) -> Result<()> {
    socket.accept().await?;
    let end = echo_until_end(&mut socket).await;
    ends.add(end.code);
    Err(end.into())
}

/// Reads a cookie, so that pages of the application itself alone may connect.
#[websocket("/own")]
async fn own(mut socket: WebSocket, #[cookie] session: Option<String>) -> Result<()> {
    socket.accept().await?;
    socket.send_text(session.unwrap_or_default()).await?;
    Ok(())
}

/// Closes if it is told to.
async fn echo_until_end(socket: &mut WebSocket) -> Disconnected {
    loop {
        let message = match socket.receive().await {
            Ok(message) => message,
            Err(end) => return end,
        };
        if matches!(&message, Message::Text(text) if text == "close") {
            socket.close(4001, "as you say");
        } else if let Err(end) = socket.send(message).await {
            return end;
        }
    }
}

/// The application with these operations.
pub(crate) fn added_to(app: App) -> App {
    let router = Router::new().prefix("/live");
    app.state(Ends::default())
        .router(router.routes(routes![ends, echo, silent, own]))
}
