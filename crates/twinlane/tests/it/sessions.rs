//! Sessions: what functions write and read, what goes to the browser, and what is refused.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::response::{SameSite, Text};
use twinlane::sessions::{Session, Sessions};
use twinlane::testing::{BlockingClient, TestClient};
use twinlane_log_lines::LogLines;
use twinlane_web::session::{SessionContent, SessionKeys};

const SECRET: &str = "a secret of 32 random characters";

#[dependency]
async fn counted(session: &mut Session) -> Result<u32> {
    Ok(session.update("count", |count: &mut u32| {
        *count += 1;
        *count
    })?)
}

#[get("/count")]
async fn count(counted: Depends<counted>, session: &Session) -> Result<Value> {
    Ok(json!([*counted, session.get::<u32>("count")?]))
}

#[get("/json")]
async fn read_json(session: &Session) -> Text {
    Text::new(session.to_json())
}

#[get("/untouched")]
async fn untouched() {}

#[post("/put")]
async fn put_value(key: String, value: Value, session: &mut Session) -> Result<()> {
    Ok(session.insert(&key, value)?)
}

#[post("/push")]
fn push(item: i64, session: &mut Session) -> Result<usize> {
    Ok(session.update("list", |list: &mut Vec<i64>| {
        list.push(item);
        list.len()
    })?)
}

#[post("/remove")]
async fn remove(key: String, session: &mut Session) -> Result<bool> {
    Ok(session.remove(&key)?)
}

#[post("/clear")]
async fn clear(session: &mut Session) -> Result<()> {
    Ok(session.clear()?)
}

#[post("/renew")]
async fn renew(session: &mut Session) -> Result<()> {
    Ok(session.renew()?)
}

#[get("/wrong")]
async fn wrong(session: &mut Session) -> Result<Option<u8>> {
    session.insert("text", "a")?;
    Ok(session.get("text")?)
}

fn app(sessions: Sessions) -> App {
    let routes = routes![
        count, read_json, untouched, put_value, push, remove, clear, renew, wrong
    ];
    App::new().routes(routes).middleware(sessions)
}

fn client() -> BlockingClient {
    TestClient::blocking(app(Sessions::new(SECRET)))
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

fn signed(json: &str) -> String {
    let content = SessionContent::parse(json).unwrap();
    SessionKeys::new([SECRET]).sign_content(&content, now())
}

/// The answer of `/json` to a cookie, and the cookie that it sends.
fn read_with(client: &BlockingClient, cookie: &str) -> String {
    let response = client
        .get("/json")
        .header("cookie", format!("session={cookie}"))
        .send();
    assert_eq!(response.status(), 200);
    assert!(response.header("set-cookie").is_none());
    response.text()
}

#[test]
fn a_request_has_one_session_and_browsers_keep_it() {
    let client = client();
    assert_eq!(client.get("/count").send().json::<Value>(), json!([1, 1]));
    let response = client.get("/count").send();
    assert_eq!(response.json::<Value>(), json!([2, 2]));
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.starts_with("session=eyJjb3VudCI6IDJ9."), "{cookie}");
    assert!(cookie.ends_with("; path=/; Max-Age=1209600; httponly; samesite=lax"));
    assert_eq!(response.header("vary").unwrap(), "Cookie");
}

#[test]
fn nothing_is_sent_for_a_session_that_nobody_touched_or_changed() {
    let client = client();
    let _sent = client.get("/count").send();
    let untouched = client.get("/untouched").send();
    assert!(untouched.header("vary").is_none() && untouched.header("set-cookie").is_none());
    let read = client.get("/json").send();
    assert_eq!(
        (&*read.text(), read.header("vary").is_some()),
        ("{\"count\": 1}", true)
    );
    assert!(read.header("set-cookie").is_none());
    let nothing = client.post("/remove?key=other").send();
    assert!(nothing.header("set-cookie").is_none());
}

#[test]
fn a_cleared_session_is_forgotten_if_there_was_one() {
    let client = client();
    assert!(client.post("/clear").send().header("set-cookie").is_none());
    let _sent = client.get("/count").send();
    let cleared = client.post("/remove?key=count").send();
    assert_eq!(
        cleared.header("set-cookie").unwrap(),
        "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax"
    );
    assert_eq!(client.get("/json").send().text(), "{}");
}

#[test]
fn a_change_within_a_value_is_noticed() {
    let client = client();
    assert_eq!(client.post("/push?item=3").send().text(), "1");
    assert_eq!(client.post("/push?item=4").send().text(), "2");
    assert_eq!(client.get("/json").send().text(), "{\"list\": [3, 4]}");
}

#[test]
fn what_python_has_put_there_is_kept() {
    let client = client();
    let json = r#"{"a": 1.0, "b": 1e+16, "c": 123456789012345678901234567890, "d": NaN, "e": "\ud800\u00e9", "list": [1]}"#;
    let sent = format!("session={}", signed(json));
    let response = client.post("/push?item=2").header("cookie", &sent).send();
    let cookie = response.header("set-cookie").unwrap().to_owned();
    let cookie = cookie
        .strip_prefix("session=")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert_eq!(read_with(&client, cookie), json.replace("[1]", "[1, 2]"));
}

#[test]
fn hostile_cookies_are_no_session() {
    let client = client();
    let good = signed("{\"a\": 1}");
    assert_eq!(read_with(&client, &good), "{\"a\": 1}");
    let keys = SessionKeys::new([SECRET]);
    let content = SessionContent::parse("{\"a\": 1}").unwrap();
    let hostile = [
        String::new(),
        "null".to_owned(),
        "...".to_owned(),
        good[1..].to_owned(),
        good[..good.len() - 2].to_owned(),
        SessionKeys::new(["another"]).sign_content(&content, now()),
        keys.sign_content(&content, now() - 1_209_602),
        keys.sign_content(&content, now() + 60),
        keys.sign("bnVsbA==", now()),
        keys.sign("W10=", now()),
        keys.sign("no base64", now()),
        "a".repeat(8000),
    ];
    for cookie in hostile {
        assert_eq!(read_with(&client, &cookie), "{}", "{cookie}");
    }
}

#[test]
fn every_key_reads_and_the_first_signs() {
    let client = TestClient::blocking(app(Sessions::with_keys([
        "the new secret of many characters",
        SECRET,
    ])));
    assert_eq!(read_with(&client, &signed("{\"a\": 1}")), "{\"a\": 1}");
    let response = client.get("/count").send();
    let cookie = response.header("set-cookie").unwrap().to_owned();
    let cookie = cookie
        .strip_prefix("session=")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert!(
        SessionKeys::new([SECRET])
            .verify(cookie, now(), None)
            .is_none()
    );
    assert_eq!(read_with(&client, cookie), "{\"count\": 1}");
}

#[test]
fn every_option_is_in_the_cookie() {
    let sessions = Sessions::new(SECRET)
        .cookie_name("s")
        .max_age(None)
        .path("/")
        .same_site(SameSite::Strict)
        .https_only()
        .domain("example.com")
        .partitioned();
    let client = TestClient::blocking(app(sessions));
    let response = client.get("/count").send();
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.starts_with("s=ey"), "{cookie}");
    assert!(
        cookie.ends_with(
            "; path=/; httponly; samesite=strict; secure; domain=example.com; partitioned"
        )
    );
    let short = TestClient::blocking(app(Sessions::new(SECRET).max_age(Duration::from_mins(1))));
    let response = short.get("/count").send();
    assert!(
        response
            .header("set-cookie")
            .unwrap()
            .contains("; Max-Age=60; ")
    );
}

#[test]
fn a_value_of_another_type_is_a_500() {
    let client = TestClient::blocking(app(Sessions::new(SECRET))).panic_on_server_error(false);
    assert_eq!(client.get("/wrong").send().status(), 500);
}

#[get("/query")]
async fn of_query(#[query] session: &mut Session) -> bool {
    session.is_empty()
}

#[test]
fn mistakes_are_told_at_the_start() {
    let told = |app: App| app.check().unwrap_err().to_string();
    let routes = routes![of_query];
    let query = told(App::new().routes(routes).middleware(Sessions::new(SECRET)));
    assert!(query.contains("parameter `session`"), "{query}");
    let without = told(App::new().routes(routes![count]));
    assert!(without.contains("parameter `session`"), "{without}");
    assert!(
        without.contains(".middleware(Sessions::new(secret))"),
        "{without}"
    );
    assert!(without.contains("of the dependency `counted`"), "{without}");
    for (sessions, words) in [
        (Sessions::new(""), "its secret is empty"),
        (Sessions::with_keys(["", SECRET]), "its secret is empty"),
        (Sessions::with_keys([""; 0]), "its secret is empty"),
        (
            Sessions::new(SECRET).cookie_name("a b"),
            "no name of a cookie",
        ),
        (Sessions::new(SECRET).path("/;"), "no path of a cookie"),
        (Sessions::new(SECRET).domain(""), "no domain of a cookie"),
        (
            Sessions::new(SECRET).max_age(Duration::from_millis(999)),
            "`max_age` is less than a second",
        ),
    ] {
        let text = told(app(sessions));
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn sessions_may_stand_around_a_router_or_a_mount() {
    let router = Router::new()
        .routes(routes![count])
        .middleware(Sessions::new(SECRET));
    let client = TestClient::blocking(App::new().router(router));
    let _sent = client.get("/count").send();
    assert_eq!(client.get("/count").send().json::<Value>(), json!([2, 2]));

    let inner = App::new().routes(routes![count]);
    let outer = App::new()
        .mount("/in", inner)
        .middleware(Sessions::new(SECRET));
    let client = TestClient::blocking(outer);
    let _sent = client.get("/in/count").send();
    assert_eq!(
        client.get("/in/count").send().json::<Value>(),
        json!([2, 2])
    );
}

#[test]
fn a_middleware_within_has_the_session() {
    async fn only_for_users(request: Request, next: Next) -> Result<Response> {
        let mut session = request.session().await?;
        if !session.contains("user") {
            return Err(HttpError::new(401, "Not logged in").into());
        }
        session.insert("seen", true)?;
        Ok(next.run(request).await)
    }
    let app = App::new()
        .routes(routes![read_json])
        .middleware(only_for_users);
    let client = TestClient::blocking(app.middleware(Sessions::new(SECRET)));
    assert_eq!(client.get("/json").send().status(), 401);
    let cookie = format!("session={}", signed("{\"user\": 1}"));
    let response = client.get("/json").header("cookie", &cookie).send();
    assert_eq!(response.text(), "{\"user\": 1, \"seen\": true}");
}

#[tokio::test]
async fn dangers_are_told_in_the_log() {
    let (lines, _log) = LogLines::keep(LevelFilter::WARN);
    let client = TestClient::new(app(Sessions::new("short").same_site(SameSite::None)));
    let long = "x".repeat(3100);
    let _sent = client.post("/put?key=a").json(&json!(long)).await;
    let text = lines.text();
    assert!(text.contains("less than 16 bytes"), "{text}");
    assert!(
        text.contains("browsers drop the cookie `session`"),
        "{text}"
    );
    assert!(text.contains("browsers drop it above 4096"), "{text}");
}

#[websocket("/ws")]
async fn websocket(mut socket: WebSocket, session: &mut Session) -> Result<()> {
    session.insert("before", 1)?;
    socket.accept().await?;
    let refused = session.insert("after", 2);
    socket
        .send_text(format!("{} {}", session.to_json(), refused.is_err()))
        .await?;
    Ok(())
}

#[test]
fn a_websocket_reads_it_and_changes_it_before_it_accepts() {
    let client = TestClient::blocking(app(Sessions::new(SECRET)).routes(routes![websocket]));
    let _sent = client.get("/count").send();
    let mut socket = client.websocket("/ws").connect().unwrap();
    assert_eq!(socket.receive_text(), "{\"count\": 1, \"before\": 1} true");
    let cookie = socket.headers()["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("session=eyJjb3VudCI6IDEsICJiZWZvcmUiOiAxfQ==."),
        "{cookie}"
    );
    assert!(socket.headers().get("vary").is_none());
    assert_eq!(
        client.get("/json").send().text(),
        "{\"count\": 1, \"before\": 1}"
    );
}

#[websocket("/refused")]
async fn refused(mut socket: WebSocket, session: &mut Session) -> Result<()> {
    session.insert("before", 1)?;
    socket.close(1000, "");
    Ok(())
}

#[websocket("/teapot")]
async fn teapot(mut socket: WebSocket, session: &mut Session) -> Result<()> {
    session.insert("before", 1)?;
    let teapot = (StatusCode::IM_A_TEAPOT, "Teapot".to_owned());
    socket.refuse(teapot).await?;
    let _ = session.insert("after", 1);
    Ok(())
}

#[websocket("/unchanged")]
async fn unchanged(mut socket: WebSocket, session: &Session) -> Result<()> {
    let _ = session;
    socket.accept().await?;
    Ok(())
}

#[test]
fn a_refused_websocket_has_changed_it() {
    let routes = routes![refused, teapot, unchanged];
    let client = TestClient::blocking(App::new().routes(routes).middleware(Sessions::new(SECRET)));
    for (path, status) in [("/refused", 403), ("/teapot", 418)] {
        let refused = client.websocket(path).connect().unwrap_err();
        assert_eq!(refused.response().status(), status);
        let cookie = refused.response().header("set-cookie").unwrap();
        assert!(
            cookie.starts_with("session=eyJiZWZvcmUiOiAxfQ==."),
            "{cookie}"
        );
        assert_eq!(refused.response().header("vary").unwrap(), "Cookie");
    }
    let socket = client.websocket("/unchanged").connect().unwrap();
    assert!(socket.headers().get("set-cookie").is_none());
}
