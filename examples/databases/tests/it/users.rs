//! `users`: who may do what, and for how long.

use crate::process::Process;

const FORM: &str = "application/x-www-form-urlencoded";

/// An answer of a login: the token and the cookie.
fn granted((head, body): &(String, String)) -> (String, String) {
    assert!(head.starts_with("HTTP/1.1 200"), "{head} {body}");
    let token = body.split('"').nth(3).unwrap();
    let cookie = head.split("set-cookie: ").nth(1).unwrap();
    let (cookie, attributes) = cookie.split_once(';').unwrap();
    for attribute in ["HttpOnly", "Secure", "SameSite=strict", "Path=/token"] {
        assert!(attributes.contains(attribute), "{attributes}");
    }
    (token.to_owned(), cookie.to_owned())
}

#[test]
fn users_log_in_and_stay_logged_in() {
    let temporary =
        std::env::temp_dir().join(format!("twinlane-users-test-{}", std::process::id()));
    std::fs::create_dir_all(&temporary).unwrap();
    let users = Process::start_in("users", &temporary);
    let register = |name: &str, password: &str| {
        let body = format!(r#"{{"username": "{name}", "password": "{password}"}}"#);
        users.ask("POST", "/users", &body)
    };
    let log_in = |form: &str| users.send("POST", "/token", FORM, form);
    let with_token = |path: &str, token: &str| {
        let headers = format!("authorization: Bearer {token}\r\n");
        users.send_with("GET", path, &headers, "")
    };
    let with_cookie = |path: &str, cookie: &str| {
        users.send_with("POST", path, &format!("cookie: {cookie}\r\n"), "")
    };
    let status = |(head, _): &(String, String)| head[9..12].to_owned();

    let short = register("ada", "engine");
    assert_eq!(status(&short), "422");
    assert!(!short.1.contains("engine"), "{}", short.1);
    let ada = r#"{"username":"ada","scopes":["me","admin"]}"#;
    assert_eq!(register("ada", "analytical engine").1, ada);
    assert_eq!(status(&register("ada", "analytical engine")), "409");
    assert_eq!(status(&register("bob", "difference engine")), "201");

    for form in [
        "username=ada&password=difference engine",
        "username=eve&password=analytical engine",
    ] {
        assert_eq!(
            log_in(form).1,
            r#"{"detail":"Incorrect username or password"}"#
        );
    }
    let (token, cookie) = granted(&log_in("username=ada&password=analytical engine&scope=me"));
    assert_eq!(with_token("/users/me", &token).1, ada);
    let (head, body) = with_token("/users", &token);
    assert_eq!(body, r#"{"detail":"Not enough permissions"}"#);
    assert!(
        head.contains(r#"www-authenticate: Bearer scope="admin""#),
        "{head}"
    );
    // The token of a session is none for `/users/me`, and the other way round.
    let (_, session) = cookie.split_once('=').unwrap();
    assert_eq!(status(&with_token("/users/me", session)), "401");
    assert_eq!(
        status(&with_cookie("/token/refresh", &format!("session={token}"))),
        "401"
    );

    let (token, next) = granted(&with_cookie("/token/refresh", &cookie));
    assert_eq!(status(&with_token("/users/me", &token)), "200");
    assert_eq!(
        status(&with_cookie("/token/refresh", &cookie)),
        "401",
        "it was used"
    );
    assert_eq!(status(&with_cookie("/token/forget", &next)), "204");
    assert_eq!(
        status(&with_cookie("/token/refresh", &next)),
        "401",
        "it was given up"
    );

    let (token, _) = granted(&log_in(
        "username=bob&password=difference engine&scope=admin me",
    ));
    assert_eq!(status(&with_token("/users", &token)), "401", "bob may not");
    let (token, _) = granted(&log_in("username=ada&password=analytical engine"));
    assert_eq!(
        with_token("/users", &token).1,
        format!(r#"[{ada},{{"username":"bob","scopes":["me"]}}]"#)
    );

    let (ended_well, log) = users.stop();
    assert!(ended_well && !log.contains("engine\""), "{log}");
    std::fs::remove_dir_all(&temporary).unwrap();
}
