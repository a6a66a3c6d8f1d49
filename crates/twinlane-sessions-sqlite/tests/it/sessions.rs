//! An application whose sessions are in a file.

use rusqlite::Connection;
use twinlane::prelude::*;
use twinlane::sessions::{Session, Sessions};
use twinlane::testing::TestClient;
use twinlane_sessions_sqlite::SqliteSessions;

#[post("/login")]
async fn login(user: String, session: &mut Session) -> Result<()> {
    session.renew()?;
    Ok(session.insert("user", user)?)
}

#[get("/me")]
async fn me(session: &Session) -> Result<Option<String>> {
    Ok(session.get("user")?)
}

#[post("/logout")]
async fn logout(session: &mut Session) -> Result<()> {
    Ok(session.clear()?)
}

fn app(path: &std::path::Path) -> App {
    let sessions = Sessions::new("a secret of 32 random characters");
    let sessions = sessions.store(SqliteSessions::open(path).unwrap());
    App::new()
        .routes(routes![login, me, logout])
        .middleware(sessions)
}

#[tokio::test]
async fn a_login_survives_a_restart_and_no_logout() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.sqlite");
    let client = TestClient::new(app(&path));
    let response = client.post("/login").query([("user", "ada")]).await;
    let cookie = response.header("set-cookie").unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();

    let client = TestClient::new(app(&path));
    let me = client.get("/me").header("cookie", cookie).await;
    assert_eq!(me.json::<Value>(), "ada");
    let logout = client.post("/logout").header("cookie", cookie).await;
    assert!(
        logout
            .header("set-cookie")
            .unwrap()
            .starts_with("session=null; ")
    );
    let me = client.get("/me").header("cookie", cookie).await;
    assert_eq!(me.json::<Value>(), Value::Null);
}

#[tokio::test]
async fn a_file_that_is_broken_is_a_500_and_no_login() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.sqlite");
    let client = TestClient::new(app(&path)).panic_on_server_error(false);
    let login = client.post("/login").query([("user", "ada")]).await;
    assert_eq!(login.status(), 200);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("DROP TABLE sessions").unwrap();
    for request in [
        client.get("/me"),
        client.post("/logout"),
        client.post("/login?user=eve"),
    ] {
        let response = request.await;
        assert_eq!(response.status(), 500);
        assert_eq!(response.text(), "Internal Server Error");
        assert!(response.header("set-cookie").is_none());
    }
}
