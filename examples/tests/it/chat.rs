//! `chat`: who may enter. That windows chat is tested in Chromium: `browser/chat.py`.

use crate::process::Process;

const HANDSHAKE: &str = "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#[test]
fn who_has_logged_in_may_enter_from_a_page_of_the_chat_itself() {
    let chat = Process::start("chat");
    let (head, body) = chat.send("POST", "/login", FORM, "name=Ada");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
    let cookie = head.split("set-cookie: ").nth(1).unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=strict"),
        "{cookie}"
    );
    let cookie = format!("cookie: {}\r\n", cookie.split(';').next().unwrap());
    let token = body.split('"').nth(3).unwrap();
    let bearer = format!("authorization: Bearer {token}\r\n");
    let (own, foreign) = ("origin: http://shop\r\n", "origin: http://evil.example\r\n");

    let enter = |path: &str, headers: &[&str]| {
        let headers = format!("{HANDSHAKE}{}", headers.concat());
        chat.begin("GET", path, &headers, "").status()
    };
    let lobby = "/rooms/lobby/ws";
    assert_eq!(enter(lobby, &[&cookie, own]), 101);
    assert_eq!(enter(lobby, &[&bearer]), 101);
    assert_eq!(enter(lobby, &[&cookie, foreign]), 403);
    assert_eq!(enter(lobby, &[own]), 401);
    assert_eq!(enter(lobby, &["cookie: session=x\r\n", own]), 401);
    assert_eq!(enter("/rooms/LOBBY/ws", &[&bearer]), 403);

    let (head, _) = chat.send("POST", "/login", FORM, "name=<b>");
    assert!(head.starts_with("HTTP/1.1 422"), "{head}");
    let (ended_well, log) = chat.stop();
    assert!(ended_well, "{log}");
}

const FORM: &str = "application/x-www-form-urlencoded";
