//! Sessions that the server keeps: ids, ends, and stores that fail.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tracing::level_filters::LevelFilter;
use twinlane::Error;
use twinlane::middleware::Next;
use twinlane::prelude::*;
use twinlane::response::Text;
use twinlane::sessions::{MemorySessions, Session, SessionStore, Sessions};
use twinlane::testing::{TestClient, TestResponse};
use twinlane_log_lines::LogLines;

const SECRET: &str = "a secret of 32 random characters";

#[get("/json")]
async fn read_json(session: &Session) -> Text {
    Text::new(session.to_json())
}

#[get("/untouched")]
async fn untouched() -> String {
    "untouched".to_owned()
}

#[post("/write")]
async fn write(value: i64, session: &mut Session) -> Result<String> {
    session.insert("value", value)?;
    Ok("written".to_owned())
}

#[post("/login")]
async fn login(session: &mut Session) -> Result<()> {
    session.renew()?;
    Ok(session.insert("user", "ada")?)
}

#[post("/login-anew")]
async fn login_anew(session: &mut Session) -> Result<()> {
    session.clear()?;
    Ok(session.insert("user", "ada")?)
}

#[post("/logout")]
async fn logout(session: &mut Session) -> Result<()> {
    Ok(session.clear()?)
}

#[derive(Clone, Default)]
struct Gate {
    reached: Arc<Notify>,
    open: Arc<Notify>,
}

#[post("/slow")]
async fn slow(gate: State<Gate>, renews: bool, session: &mut Session) -> Result<String> {
    gate.reached.notify_one();
    gate.open.notified().await;
    session.insert("slow", 1)?;
    if renews {
        session.renew()?;
    }
    Ok("done".to_owned())
}

fn client(store: impl SessionStore) -> TestClient {
    client_of(Sessions::new(SECRET).store(store))
}

fn client_of(sessions: Sessions) -> TestClient {
    let routes = routes![read_json, untouched, write, login, login_anew, logout];
    let client = TestClient::new(App::new().routes(routes).middleware(sessions));
    client.panic_on_server_error(false)
}

/// The cookie that a response sets, as a browser sends it back.
fn cookie(response: &TestResponse) -> String {
    let cookie = response.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn id(cookie: &str) -> &str {
    cookie.split(['=', '.']).nth(1).unwrap()
}

async fn read_with(client: &TestClient, cookie: &str) -> String {
    let response = client.get("/json").header("cookie", cookie).await;
    assert_eq!(response.status(), 200);
    response.text()
}

#[tokio::test]
async fn the_cookie_is_an_id_which_stays() {
    let client = client(MemorySessions::new());
    let first = cookie(&client.post("/write?value=1").await);
    assert_eq!(id(&first).len(), 64);
    let second = cookie(&client.post("/write?value=2").await);
    assert_eq!(id(&second), id(&first));
    assert_eq!(read_with(&client, &first).await, "{\"value\": 2}");
}

#[tokio::test]
async fn a_login_does_not_take_the_room_of_its_own_session() {
    let client = client(MemorySessions::new().max_sessions(1));
    let planted = cookie(&client.post("/write?value=1").await);
    let own = cookie(&client.post("/login").await);
    assert_ne!(id(&own), id(&planted));
    assert!(read_with(&client, &own).await.contains("\"user\": \"ada\""));
}

#[tokio::test]
async fn a_login_gets_another_id_and_the_old_one_is_worth_nothing() {
    for path in ["/login", "/login-anew"] {
        let client = client(MemorySessions::new());
        let planted = cookie(&client.post("/write?value=1").await);
        let own = cookie(&client.post(path).await);
        assert_ne!(id(&own), id(&planted));
        assert_eq!(read_with(&client, &planted).await, "{}", "{path}");
        assert!(read_with(&client, &own).await.contains("\"user\": \"ada\""));
    }
}

#[tokio::test]
async fn a_copy_of_the_cookie_is_worth_nothing_after_the_end() {
    let client = client(MemorySessions::new());
    let own = cookie(&client.post("/login").await);
    let cleared = client.post("/logout").await;
    assert!(cookie(&cleared).starts_with("session=null"));
    assert_eq!(read_with(&client, &own).await, "{}");
}

#[tokio::test]
async fn a_request_that_began_before_the_end_does_not_undo_it() {
    for renews in [false, true] {
        let (response, store) = slow_beside(renews, "/logout").await;
        assert_eq!(response.json::<Value>(), "done");
        assert!(response.header("set-cookie").is_none());
        assert!(store.alive().await.is_empty(), "{renews}");
    }
}

#[tokio::test]
async fn of_two_that_renew_at_once_one_alone_has_a_session() {
    let (response, store) = slow_beside(true, "/login").await;
    assert!(response.header("set-cookie").is_none());
    let alive = store.alive().await;
    assert_eq!(alive, ["{\"user\": \"ada\"}"]);
}

/// The response of `/slow`, in the course of which the same browser sends another request, and the store after it.
async fn slow_beside(renews: bool, other: &str) -> (TestResponse, Watched) {
    let gate = Gate::default();
    let store = Watched::default();
    let sessions = Sessions::new(SECRET).store(store.clone());
    let app = App::new().routes(routes![login, logout, slow]);
    let client = TestClient::new(app.state(gate.clone()).middleware(sessions));
    let own = cookie(&client.post("/login").await);
    let slow = client.post(&format!("/slow?renews={renews}"));
    let slow = async { slow.header("cookie", &own).await };
    let beside = async {
        gate.reached.notified().await;
        let _sent = client.post(other).header("cookie", &own).await;
        gate.open.notify_one();
    };
    let (slow, ()) = tokio::join!(slow, beside);
    (slow, store)
}

#[tokio::test]
async fn an_id_that_was_signed_but_is_not_kept_is_no_session() {
    let first = client(MemorySessions::new());
    let own = cookie(&first.post("/login").await);
    let other = client(MemorySessions::new());
    assert_eq!(read_with(&other, &own).await, "{}");
    let response = other.post("/write?value=1").header("cookie", &own).await;
    assert_ne!(id(&cookie(&response)), id(&own));
}

/// Notes how long it is to keep sessions, and fails where it is told to.
#[derive(Clone, Default)]
struct Watched {
    kept: Arc<MemorySessions>,
    ids: Arc<Mutex<Vec<String>>>,
    ages: Arc<Mutex<Vec<Duration>>>,
    fails: Arc<[AtomicBool; 4]>,
}

const LOAD: usize = 0;
const CREATE: usize = 1;
const UPDATE: usize = 2;
const DELETE: usize = 3;

impl Watched {
    fn step(&self, step: usize) -> Result<()> {
        if self.fails[step].load(Ordering::Relaxed) {
            return Err(Error::msg("the disk is full"));
        }
        Ok(())
    }

    fn note(&self, age: Duration) {
        let mut ages = self.ages.lock().unwrap_or_else(PoisonError::into_inner);
        ages.push(age);
    }

    /// The sessions that can still be loaded.
    async fn alive(&self) -> Vec<String> {
        let ids = self.ids.lock().unwrap().clone();
        let mut alive = Vec::new();
        for id in ids {
            alive.extend(self.kept.load(&id).await.unwrap());
        }
        alive
    }

    fn ages(&self) -> Vec<Duration> {
        self.ages.lock().unwrap().clone()
    }
}

impl SessionStore for Watched {
    async fn load(&self, id: &str) -> Result<Option<String>> {
        self.step(LOAD)?;
        self.kept.load(id).await
    }

    async fn create(&self, id: &str, content: &str, expires_in: Duration) -> Result<()> {
        self.step(CREATE)?;
        self.note(expires_in);
        self.ids.lock().unwrap().push(id.to_owned());
        self.kept.create(id, content, expires_in).await
    }

    async fn update(&self, id: &str, content: &str, expires_in: Duration) -> Result<bool> {
        self.step(UPDATE)?;
        self.note(expires_in);
        self.kept.update(id, content, expires_in).await
    }

    async fn delete(&self, id: &str) -> Result<bool> {
        self.step(DELETE)?;
        self.kept.delete(id).await
    }
}

#[tokio::test]
async fn a_store_keeps_a_session_as_long_as_its_cookie_is_good() {
    let day = Duration::from_hours(24);
    for (age, expected) in [
        (Some(day), day),
        (Some(Duration::from_secs(1)), Duration::from_secs(1)),
        (None, 14 * day),
    ] {
        let store = Watched::default();
        let client = client_of(Sessions::new(SECRET).store(store.clone()).max_age(age));
        let _new = client.post("/write?value=1").await;
        let _changed = client.post("/write?value=2").await;
        let _read = client.get("/json").await;
        assert_eq!(store.ages(), [expected, expected]);
    }
}

#[tokio::test]
async fn a_store_that_fails_is_a_500_and_nothing_is_sent() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    for (step, path) in [
        (LOAD, "/write?value=2"),
        (LOAD, "/logout"),
        (UPDATE, "/write?value=2"),
        (CREATE, "/login"),
        (DELETE, "/login"),
        (DELETE, "/logout"),
    ] {
        let store = Watched::default();
        let client = client(store.clone());
        let own = cookie(&client.post("/write?value=1").await);
        store.fails[step].store(true, Ordering::Relaxed);
        let response = client.post(path).await;
        assert_eq!(response.status(), 500, "{step} {path}");
        assert_eq!(response.text(), "Internal Server Error");
        assert!(response.header("set-cookie").is_none(), "{step} {path}");
        assert_eq!(client.get("/untouched").await.status(), 200);
        store.fails[step].store(false, Ordering::Relaxed);
        assert_eq!(read_with(&client, &own).await, "{\"value\": 1}");
    }
    assert_eq!(lines.text().matches("the disk is full").count(), 6);
}

#[tokio::test]
async fn a_store_is_asked_for_ids_alone() {
    // The session was in the cookie, before there was a store.
    let before = client_of(Sessions::new(SECRET));
    let own = cookie(&before.post("/write?value=1").await);
    let store = Watched::default();
    store.fails[LOAD].store(true, Ordering::Relaxed);
    assert_eq!(read_with(&client(store), &own).await, "{}");
}

/// A store that panics where a session is to be kept.
struct Panics;

impl SessionStore for Panics {
    async fn load(&self, _: &str) -> Result<Option<String>> {
        Ok(None)
    }

    async fn create(&self, _: &str, _: &str, _: Duration) -> Result<()> {
        panic!("broken store")
    }

    async fn update(&self, _: &str, _: &str, _: Duration) -> Result<bool> {
        Ok(false)
    }

    async fn delete(&self, _: &str) -> Result<bool> {
        Ok(false)
    }
}

async fn passes(request: Request, next: Next) -> Response {
    next.run(request).await
}

/// Applications with sessions alone, within another middleware, and around one.
fn wherever_sessions_stand(sessions: impl Fn() -> Sessions) -> [App; 3] {
    let app = || App::new().routes(routes![write, untouched]);
    [
        app().middleware(sessions()),
        app().middleware(passes).middleware(sessions()),
        app().middleware(sessions()).middleware(passes),
    ]
}

#[tokio::test]
async fn a_store_that_panics_is_a_500_wherever_its_sessions_stand() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    for app in wherever_sessions_stand(|| Sessions::new(SECRET).store(Panics)) {
        let client = TestClient::new(app).panic_on_server_error(false);
        let response = client.post("/write?value=1").await;
        assert_eq!(response.status(), 500);
        assert!(response.header("set-cookie").is_none());
        assert_eq!(client.get("/untouched").await.status(), 200);
        let told = lines.take();
        assert_eq!(told.matches("broken store").count(), 1, "{told}");
    }
}

/// A store that panics where a session is asked for that it has kept.
struct PanicsLater;

impl SessionStore for PanicsLater {
    async fn load(&self, _: &str) -> Result<Option<String>> {
        panic!("broken store")
    }

    async fn create(&self, _: &str, _: &str, _: Duration) -> Result<()> {
        Ok(())
    }

    async fn update(&self, _: &str, _: &str, _: Duration) -> Result<bool> {
        Ok(true)
    }

    async fn delete(&self, _: &str) -> Result<bool> {
        Ok(false)
    }
}

#[tokio::test]
async fn a_store_that_panics_when_it_is_asked_is_a_500_wherever_its_sessions_stand() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    for app in wherever_sessions_stand(|| Sessions::new(SECRET).store(PanicsLater)) {
        let client = TestClient::new(app).panic_on_server_error(false);
        assert_eq!(client.post("/write?value=1").await.status(), 200);
        assert_eq!(client.post("/write?value=2").await.status(), 500);
        assert_eq!(client.get("/untouched").await.status(), 200);
        let told = lines.take();
        assert_eq!(told.matches("broken store").count(), 1, "{told}");
    }
}

#[tokio::test]
async fn debug_shows_the_panic_of_a_store() {
    let sessions = Sessions::new(SECRET).store(Panics);
    let app = App::new().routes(routes![write]).middleware(sessions);
    let client = TestClient::new(app.debug(true)).panic_on_server_error(false);
    let written = client.post("/write?value=1").header("accept", "text/html");
    let response = written.await;
    assert_eq!(response.status(), 500);
    assert!(response.text().contains("broken store"));
}

#[tokio::test]
#[should_panic(expected = "it panicked")]
async fn a_test_is_told_of_a_store_that_panics() {
    let sessions = Sessions::new(SECRET).store(Panics);
    let client = TestClient::new(App::new().routes(routes![write]).middleware(sessions));
    client
        .panic_on_server_error(true)
        .post("/write?value=1")
        .await;
}

#[tokio::test]
async fn one_that_cannot_be_kept_at_all_is_a_500() {
    let store = Watched::default();
    store.fails[CREATE].store(true, Ordering::Relaxed);
    let client = client(store);
    let response = client.post("/write?value=1").await;
    assert_eq!(response.status(), 500);
    assert!(response.header("set-cookie").is_none());
    assert_eq!(client.get("/json").await.text(), "{}");
}

#[websocket("/ws")]
async fn websocket(mut socket: WebSocket, session: &mut Session) -> Result<()> {
    session.insert("value", 1)?;
    socket.accept().await?;
    socket.send_text("open").await?;
    Ok(())
}

#[tokio::test]
async fn a_websocket_whose_session_cannot_be_kept_does_not_open() {
    let store = Watched::default();
    store.fails[CREATE].store(true, Ordering::Relaxed);
    let sessions = Sessions::new(SECRET).store(store);
    let client = TestClient::new(App::new().routes(routes![websocket]).middleware(sessions));
    let client = client.panic_on_server_error(false);
    let refused = client.websocket("/ws").await.unwrap_err();
    assert_eq!(refused.response().status(), 500);
    assert_eq!(refused.response().header("connection"), Some("close"));
    assert!(refused.response().header("set-cookie").is_none());
}
