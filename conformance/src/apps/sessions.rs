//! Sessions: `Sessions` with each of its options. The first segment of the path says which.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use indexmap::IndexMap;
use twinlane::http::HeaderValue;
use twinlane::http::header::SET_COOKIE;
use twinlane::prelude::*;
use twinlane::middleware::{Middleware, Next};
use twinlane::response::{SameSite, Text};
use twinlane::sessions::{Session, Sessions};
use twinlane::{Error, Response};
use twinlane_web::session::SessionKeys;

const SECRET: &str = "secret-é";
const OTHER_SECRET: &str = "another secret";
/// A cookie of 2023 is good.
const LONG: Duration = Duration::from_secs(1_000_000_000);

/// In the place of the time and the signature of a session that is sent: what is to be said of them.
async fn cut_cookies(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let cookies: Vec<_> = response
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .map(cut)
        .collect();
    response.headers_mut().remove(SET_COOKIE);
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn cut(cookie: &HeaderValue) -> HeaderValue {
    let text = cookie.to_str().unwrap_or_default();
    let (name, rest) = text.split_once('=').unwrap_or_default();
    let (value, attributes) = rest.split_once("; ").unwrap_or_default();
    if !value.contains('.') {
        return cookie.clone();
    }
    let said = [SECRET, OTHER_SECRET]
        .into_iter()
        .find_map(|secret| {
            let payload = SessionKeys::new([secret]).verify(value, now(), Some(60))?;
            Some(format!(
                "{payload}.signed-now-with-{}",
                secret.chars().count()
            ))
        })
        .unwrap_or_else(|| "not-signed".to_owned());
    let cut = HeaderValue::try_from(format!("{name}={said}; {attributes}"));
    cut.unwrap_or_else(|_| cookie.clone())
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// The sessions that the path names.
struct ByPath {
    usual: Sessions,
    long: Sessions,
    forever: Sessions,
    other_key: Sessions,
    strict: Sessions,
    frames: Sessions,
    outer: Sessions,
}

impl ByPath {
    fn new(outer: Sessions) -> Self {
        let long = || Sessions::new(SECRET).max_age(LONG);
        Self {
            usual: Sessions::new(SECRET),
            long: long(),
            forever: Sessions::new(SECRET).max_age(None),
            other_key: Sessions::new(OTHER_SECRET).max_age(LONG),
            strict: long()
                .cookie_name("s")
                .path("/strict")
                .same_site(SameSite::Strict)
                .https_only()
                .domain("example.com"),
            frames: long().same_site(SameSite::None).https_only().partitioned(),
            outer,
        }
    }
}

impl Middleware for ByPath {
    const GIVES_SESSIONS: bool = true;

    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        let sessions = match request.uri().path().split('/').nth(1) {
            Some("usual") => &self.usual,
            Some("long" | "mounted") => &self.long,
            Some("forever") => &self.forever,
            Some("other-key") => &self.other_key,
            Some("strict") => &self.strict,
            Some("frames") => &self.frames,
            Some("two") => &self.outer,
            _ => return Ok(next.run(request).await),
        };
        sessions.handle(request, next).await
    }
}

/// Sessions within others, below `/two`.
struct InnerOfTwo(Sessions);

impl Middleware for InnerOfTwo {
    const GIVES_SESSIONS: bool = true;

    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        if request.uri().path().starts_with("/two/") {
            return self.0.handle(request, next).await;
        }
        Ok(next.run(request).await)
    }
}

#[dependency]
async fn counted(session: &mut Session) -> Result<i64> {
    Ok(session.update("count", |count: &mut i64| {
        *count += 1;
        *count
    })?)
}

#[get("/{way}/read")]
async fn read(way: String, session: &Session) -> Text {
    let _ = way;
    Text::new(session.to_json())
}

#[get("/{way}/untouched")]
async fn untouched(way: String) -> String {
    let _ = way;
    "untouched".to_owned()
}

#[post("/{way}/write/{key}")]
async fn write(
    way: String,
    key: String,
    #[body] value: Value,
    session: &mut Session,
) -> Result<()> {
    let _ = way;
    Ok(session.insert(&key, value)?)
}

#[get("/{way}/has/{key}")]
async fn has(way: String, key: String, session: &Session) -> bool {
    let _ = way;
    session.contains(&key)
}

#[post("/{way}/remove/{key}")]
async fn remove(way: String, key: String, session: &mut Session) -> Result<()> {
    let _ = way;
    session.remove(&key)?;
    Ok(())
}

#[post("/{way}/clear")]
async fn clear(way: String, session: &mut Session) -> Result<()> {
    let _ = way;
    Ok(session.clear()?)
}

#[post("/{way}/replace")]
async fn replace(
    way: String,
    #[body] values: IndexMap<String, Value>,
    session: &mut Session,
) -> Result<()> {
    let _ = way;
    Ok(session.replace(&values.into_iter().collect())?)
}

#[post("/{way}/nested")]
async fn nested(way: String, session: &mut Session) -> Result<Vec<i64>> {
    let _ = way;
    Ok(session.update("list", |list: &mut Vec<i64>| {
        list.push(2);
        list.clone()
    })?)
}

#[post("/{way}/large/{size}")]
async fn large(way: String, size: i64, session: &mut Session) -> Result<()> {
    let _ = way;
    let size = usize::try_from(size).unwrap_or_default();
    Ok(session.insert("large", "x".repeat(size))?)
}

#[get("/{way}/count")]
async fn count(way: String, session: &Session, count: Depends<counted>) -> Result<Value> {
    let _ = way;
    Ok(json!([*count, session.get::<i64>("count")?]))
}

#[get("/{way}/checked")]
async fn checked(way: String, number: i64, count: Depends<counted>) -> i64 {
    let _ = (way, count);
    number
}

#[get("/{way}/refused")]
async fn refused(way: String, count: Depends<counted>) -> Result<Value> {
    let _ = (way, count);
    Err(HttpError::new(403, "Not for you")
        .header("x-why", "because")
        .into())
}

#[get("/{way}/fails")]
async fn fails(way: String, count: Depends<counted>) -> Result<Value> {
    let _ = (way, count);
    Err(Error::msg("a bug"))
}

#[websocket("/{way}/ws")]
async fn websocket(way: String, mut socket: WebSocket, session: &mut Session) -> Result<()> {
    let _ = way;
    let text = session.to_json();
    session.insert("seen", true)?;
    socket.accept().await?;
    socket.send_text(text).await?;
    Ok(())
}

#[websocket("/{way}/ws-plain")]
async fn plain_websocket(way: String, mut socket: WebSocket) -> Result<()> {
    let _ = way;
    socket.accept().await?;
    socket.send_text("plain").await?;
    Ok(())
}

#[websocket("/{way}/ws-refused")]
async fn refused_websocket(
    way: String,
    mut socket: WebSocket,
    session: &mut Session,
) -> Result<()> {
    let _ = way;
    session.insert("seen", true)?;
    socket.close(1000, "");
    Ok(())
}

#[get("/count")]
async fn count_in_mount(count: Depends<counted>) -> i64 {
    *count
}

fn mounted(title: &str) -> App {
    App::new()
        .title(title)
        .openapi_url(None)
        .routes(routes![count_in_mount])
}

/// The application.
pub fn app() -> App {
    let own = Sessions::new(OTHER_SECRET).cookie_name("own").max_age(LONG);
    let outer = Sessions::new(OTHER_SECRET)
        .cookie_name("outer")
        .max_age(LONG);
    let inner = Sessions::new(SECRET).cookie_name("inner").max_age(LONG);
    App::new()
        .title("Sessions")
        .routes(routes![
            read,
            untouched,
            write,
            has,
            remove,
            clear,
            replace,
            nested,
            large,
            count,
            checked,
            refused,
            fails,
            websocket,
            plain_websocket,
            refused_websocket,
        ])
        .mount("/mounted/same", mounted("Mounted"))
        .mount("/mounted/own", mounted("Own").middleware(own))
        .middleware(InnerOfTwo(inner))
        .middleware(ByPath::new(outer))
        .middleware(cut_cookies)
}
