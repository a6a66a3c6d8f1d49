//! WebSockets: handshakes, refusals, messages, ends. `/events/{case}` says what the application has seen of an exchange.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use twinlane::http::header::WWW_AUTHENTICATE;
use twinlane::prelude::*;
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::middleware::{HttpsRedirect, Middleware, Next, TrustedHost};
use twinlane::websocket::{Disconnected, Message, WebSocketError};
use twinlane::{Provided, Response};

/// The middleware that the path names.
struct ByPath {
    trusted: TrustedHost,
    https: HttpsRedirect,
}

impl Middleware for ByPath {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        match request.uri().path().split('/').nth(1) {
            Some("trusted") => self.trusted.handle(request, next).await,
            Some("https") => self.https.handle(request, next).await,
            _ => Ok(next.run(request).await),
        }
    }
}

async fn marked(request: Request, next: Next) -> Response {
    let is_both = request.uri().path().starts_with("/both");
    let response = next.run(request).await;
    if is_both { response.with_header("x-http", "seen") } else { response }
}

/// The events, by the name of the exchange.
#[derive(Default)]
struct Seen(Mutex<HashMap<String, Vec<String>>>);

impl Seen {
    fn lines(&self, case: &str) -> Vec<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.get(case).cloned().unwrap_or_default()
    }
}

/// The events of one exchange.
#[derive(Clone)]
struct Log {
    seen: State<Seen>,
    case: String,
}

impl Log {
    fn add(&self, line: impl Into<String>) {
        let mut lines = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = lines.entry(self.case.clone()).or_default();
        lines.push(line.into());
    }
}

#[dependency]
fn log(seen: State<Seen>, #[query(default = "")] case: String) -> Log {
    Log { seen, case }
}

#[get("/events/{case}")]
async fn events(case: String, seen: State<Seen>) -> Vec<String> {
    seen.lines(&case)
}

#[websocket("/echo")]
async fn echo(socket: &mut WebSocket, log: Depends<log>) -> Result<()> {
    log.add("begin");
    socket.accept().await?;
    let end = echo_until_end(socket).await;
    log.add(format!("disconnected {} {}", end.code, end.reason).trim_end());
    log.add("end");
    Ok(())
}

async fn echo_until_end(socket: &mut WebSocket) -> Disconnected {
    loop {
        let message = match socket.receive().await {
            Ok(message) => message,
            Err(end) => return end,
        };
        if let Err(end) = socket.send(message).await {
            return end;
        }
    }
}

#[websocket("/accepts")]
async fn accepts(socket: &mut WebSocket, subprotocol: Option<String>) -> Result<()> {
    let offered = socket.subprotocols().to_vec();
    let mut accept = socket.accept();
    for (name, value) in [("X-First", "1"), ("X-Second", "2"), ("x-first", "3")] {
        accept = accept.header(name, value);
    }
    if let Some(subprotocol) = subprotocol {
        accept = accept.subprotocol(subprotocol);
    }
    accept.await?;
    socket.send_json(&offered).await?;
    Ok(())
}

#[websocket("/accepts-with")]
async fn accepts_with(
    socket: &mut WebSocket,
    name: String,
    #[query(default = "1")] value: String,
) -> Result<()> {
    socket.accept().header(name, value).await
}

#[websocket("/before/{how}")]
async fn before(socket: &mut WebSocket, how: String) -> Result<()> {
    match how.as_str() {
        "close" => socket.close(1008, "x"),
        "close-1000" => socket.close(1000, ""),
        "policy" => return Err(WebSocketError::new(1008, "pol").into()),
        "http" => {
            let error = HttpError::new(401, "who are you?");
            return Err(error.header(WWW_AUTHENTICATE, "Basic").into());
        }
        "denial" => {
            let page = (StatusCode::IM_A_TEAPOT, [("x-why", "tea")], Html::new("<p>no</p>"));
            socket.refuse(page).await?;
        }
        "crash" => return Err(std::io::Error::other("a bug").into()),
        _ => {}
    }
    Ok(())
}

#[websocket("/after/{how}")]
async fn after(socket: &mut WebSocket, how: String) -> Result<()> {
    socket.accept().await?;
    socket.send_text("hello").await?;
    match how.as_str() {
        "policy" => return Err(WebSocketError::new(1008, "pol").into()),
        "policy-4000" => return Err(WebSocketError::new(4000, "").into()),
        "http" => return Err(HttpError::new(404, "gone").into()),
        "crash" => return Err(std::io::Error::other("a bug").into()),
        "close" => socket.close(1000, ""),
        "close-reason" => socket.close(4001, "bye"),
        "close-1001" => socket.close(1001, "später"),
        _ => {}
    }
    Ok(())
}

#[websocket("/parameters/{number}")]
async fn parameters(
    socket: &mut WebSocket,
    number: i64,
    #[query(default, max_items = 2)] q: Vec<String>,
    #[query(default = 1, ge = 1)] size: i64,
    #[header(min_length = 3)] x_key: Option<String>,
    #[cookie] session: Option<i64>,
) -> Result<()> {
    socket.accept().await?;
    socket.send_json(&json!([number, q, size, x_key, session])).await?;
    Ok(())
}

#[dependency]
async fn user(_socket: &mut WebSocket, token: Option<String>) -> Result<String> {
    match token {
        None => {
            let error = HttpError::new(401, "no token");
            Err(error.header(WWW_AUTHENTICATE, "Bearer").into())
        }
        Some(token) if token == "bad" => Err(WebSocketError::new(1008, "bad token").into()),
        Some(token) => Ok(token),
    }
}

#[websocket("/users")]
async fn users(socket: &mut WebSocket, user: Depends<user>) -> Result<()> {
    socket.accept().await?;
    socket.send_text(&*user).await?;
    Ok(())
}

#[dependency]
async fn accepted(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await
}

#[websocket("/accepted", dependencies = [accepted])]
async fn after_accepted(socket: &mut WebSocket, number: i64) -> Result<()> {
    socket.send_json(&number).await?;
    Ok(())
}

#[dependency]
async fn of_function(log: Depends<log>) -> Provided<&'static str> {
    log.add("open function");
    let log = log.clone();
    Provided::new("function").before_response(async move |_, outcome| {
        if let Outcome::Failed(_) = outcome {
            log.add("function failed");
        }
        log.add("close function");
    })
}

#[dependency]
async fn of_request(log: Depends<log>) -> Provided<&'static str, AfterResponse> {
    log.add("open request");
    let log = log.clone();
    Provided::new("request").after_response(async move |_, _| {
        log.add("close request");
        log.add("end");
    })
}

#[websocket("/undone/{how}")]
async fn undone(
    socket: &mut WebSocket,
    how: String,
    log: Depends<log>,
    of_request: Depends<of_request>,
    of_function: Depends<of_function>,
) -> Result<()> {
    if how == "refused" {
        return Err(HttpError::new(403, "no").into());
    }
    socket.accept().await?;
    log.add("accepted");
    socket.send_json(&json!([*of_request, *of_function])).await?;
    if how == "policy" {
        return Err(WebSocketError::new(1008, "pol").into());
    }
    socket.close(1000, "");
    log.add("closed");
    Ok(())
}

#[websocket("/text")]
async fn text(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    let text = socket.receive_text().await?;
    socket.send_text(text).await?;
    Ok(())
}

#[websocket("/bytes")]
async fn read_bytes(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    let bytes = socket.receive_bytes().await?;
    socket.send_bytes(bytes).await?;
    Ok(())
}

#[websocket("/json")]
async fn read_json(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    let value: Value = socket.receive_json().await?;
    socket.send_json(&value).await?;
    Ok(())
}

#[websocket("/iterates")]
async fn iterates(socket: &mut WebSocket, log: Depends<log>) -> Result<()> {
    socket.accept().await?;
    let mut texts = socket.iter_text();
    while let Some(text) = texts.next().await {
        socket.send_text(text).await?;
    }
    log.add("end");
    Ok(())
}

/// Sends when the client has closed.
#[websocket("/sends-after")]
async fn sends_after(socket: &mut WebSocket, log: Depends<log>) -> Result<()> {
    socket.accept().await?;
    if let Err(end) = socket.receive_text().await {
        log.add(format!("received {}", end.code));
    }
    log.add(match socket.send_text("late").await {
        Ok(()) => "sent",
        Err(_) => "not sent",
    });
    log.add("end");
    Ok(())
}

/// Calls what cannot be called then.
#[websocket("/wrong/{how}")]
async fn wrong(socket: &mut WebSocket, how: String) -> Result<()> {
    match how.as_str() {
        "sends-first" => socket.send_text("early").await?,
        "receives-first" => drop(socket.receive_text().await?),
        _ => {}
    }
    socket.accept().await?;
    match how.as_str() {
        "accepts-twice" => socket.accept().await?,
        "sends-closed" => {
            socket.close(4000, "");
            socket.send_text("late").await?;
        }
        "closes-twice" => {
            socket.close(4000, "");
            socket.close(4001, "");
        }
        _ => {}
    }
    socket.send_text("all is well").await?;
    Ok(())
}

/// Receives when much has been sent.
#[websocket("/late")]
async fn late(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (mut count, mut size) = (0, 0);
    while let Message::Binary(bytes) = socket.receive().await? {
        count += 1;
        size += bytes.len();
    }
    socket.send_json(&json!([count, size])).await?;
    Ok(())
}

/// Sends more than a client takes that does not read.
#[websocket("/sends-much")]
async fn sends_much(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    for number in 0..64 {
        socket.send_text(format!("{number:02}").repeat(32_768)).await?;
    }
    Ok(())
}

/// Closes while the client still sends.
#[websocket("/closes-early")]
async fn closes_early(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.receive_text().await?;
    socket.close(1000, "enough");
    Ok(())
}

#[get("/both")]
async fn both_http() -> &'static str {
    "http"
}

#[websocket("/both")]
async fn both(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.send_text("websocket").await?;
    Ok(())
}

#[get("/only-http")]
async fn only_http() -> &'static str {
    "http"
}

#[dependency]
async fn key(#[header] x_key: String) -> Result<()> {
    if x_key != "secret" {
        return Err(HttpError::new(400, "wrong key").into());
    }
    Ok(())
}

#[websocket("/{room}/ws")]
async fn room(socket: &mut WebSocket, room: String) -> Result<()> {
    let own = socket.url_for::<room>();
    let urls = (own.param("room", "a b").url()?, socket.url_for::<only_http>().url()?);
    socket.accept().await?;
    socket.send_json(&json!([room, urls.0, urls.1])).await?;
    Ok(())
}

#[get("/urls")]
async fn urls(request: &Request) -> Result<String> {
    Ok(request.url_path_for_name("room").param("room", "a-b").path()?)
}

#[websocket("/trusted/ws")]
async fn behind_trusted(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.send_text("here").await?;
    Ok(())
}

#[websocket("/https/ws")]
async fn behind_https(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.send_text("here").await?;
    Ok(())
}

#[websocket("/ws")]
async fn mounted(socket: &mut WebSocket) -> Result<()> {
    socket.accept().await?;
    let place = json!([socket.root_path(), socket.url()]);
    socket.send_json(&place).await?;
    Ok(())
}

/// The application.
pub fn app() -> App {
    let rooms = Router::new().prefix("/rooms").dependencies(dependencies![key]).routes(routes![room]);
    App::new()
        .title("WebSockets")
        .state(Seen::default())
        .middleware(ByPath {
            trusted: TrustedHost::new(["example.com"]),
            https: HttpsRedirect::new(),
        })
        .middleware(marked)
        .routes(routes![
            events, echo, accepts, accepts_with, wrong, late, sends_much, before, after, parameters, users, after_accepted, undone, text,
            read_bytes, read_json, iterates, sends_after, closes_early, both_http, both, only_http
        ])
        .router(rooms)
        .routes(routes![urls, behind_trusted, behind_https])
        .mount("/sub", App::new().routes(routes![mounted]))
}
