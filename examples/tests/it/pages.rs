//! `pages`: the login, the form with what is wrong with it, the picture, the part of a page. `browser/pages.py` sees them in Chromium.

use crate::process::Process;

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";
const PARTS: &str = "content-type: multipart/form-data; boundary=B\r\n";

/// The first line and the headers by their lines, and the page.
fn ask(
    pages: &Process,
    method: &str,
    path: &str,
    headers: &[&str],
    body: &str,
) -> (String, String) {
    let (head, page) = pages.send_with(method, path, &headers.concat(), body);
    assert!(
        head.contains("content-security-policy: ") && head.contains("x-frame-options: DENY"),
        "{path}: {head}"
    );
    (head, page)
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_default()
}

fn log_in(pages: &Process) -> String {
    let (head, _) = ask(
        pages,
        "POST",
        "/login",
        &[FORM],
        "name=ada&password=lovelace",
    );
    assert_eq!((status(&head), header(&head, "location")), (303, "/"));
    let cookie = header(&head, "set-cookie");
    assert!(
        cookie.contains("HttpOnly") || cookie.contains("httponly"),
        "{cookie}"
    );
    format!("cookie: {}\r\n", cookie.split(';').next().unwrap())
}

fn card(title: &str, text: &str, picture: &str) -> String {
    let field = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let picture = format!(
        "--B\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.gif\"\r\n\r\n{picture}\r\n--B--\r\n"
    );
    [field("title", title), field("text", text), picture].concat()
}

#[test]
fn somebody_logs_in_and_sends_a_card() {
    let pages = Process::start("pages");
    let (head, _) = ask(&pages, "GET", "/cards/new", &[], "");
    assert_eq!((status(&head), header(&head, "location")), (303, "/login"));
    for wrong in ["name=ada&password=x", "name=eve&password=lovelace", ""] {
        let (head, page) = ask(&pages, "POST", "/login", &[FORM], wrong);
        assert_eq!(status(&head), 422, "{wrong}");
        assert!(
            page.contains("The name or the password is wrong.") && !head.contains("set-cookie")
        );
    }
    let cookie = log_in(&pages);
    let (_, page) = ask(&pages, "GET", "/cards/new", &[&cookie], "");
    assert!(page.contains(r#"<span id="user">ada</span>"#), "{page}");

    let sent = card("<b>Lamp</b>", "A lamp of ours", "GIF89a");
    let (head, _) = ask(&pages, "POST", "/cards", &[PARTS, &cookie], &sent);
    assert_eq!(
        (status(&head), header(&head, "location")),
        (303, "http://shop/cards/1"),
        "{head}"
    );
    let (_, page) = ask(&pages, "GET", "/cards/1", &[], "");
    assert!(
        page.contains("<h1>&lt;b&gt;Lamp&lt;/b&gt;</h1>") && page.contains("<img"),
        "{page}"
    );
    let (head, picture) = ask(&pages, "GET", "/cards/1/picture", &[], "");
    assert_eq!(
        (header(&head, "content-type"), &*picture),
        ("image/gif", "GIF89a")
    );

    let (head, _) = ask(&pages, "POST", "/logout", &[&cookie], "");
    assert_eq!(status(&head), 303);
    assert!(
        header(&head, "set-cookie").contains("session=null"),
        "{head}"
    );
    let (ended_well, log) = pages.stop();
    assert!(ended_well, "{log}");
}

#[test]
fn a_form_is_shown_again_with_what_is_wrong_with_it() {
    let pages = Process::start("pages");
    let cookie = log_in(&pages);
    let sent = card("", "<short>", "no picture");
    let (head, page) = ask(&pages, "POST", "/cards", &[PARTS, &cookie], &sent);
    assert_eq!(status(&head), 422);
    for part in [
        r#"data-field="title">String should have at least 1 character</span>"#,
        r#"data-field="text">String should have at least 10 characters</span>"#,
        r#"data-field="picture">Choose a PNG, JPEG or GIF</span>"#,
        "<textarea name=\"text\">&lt;short&gt;</textarea>",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    let large = card("Lamp", "A lamp of ours", &"x".repeat(1024 * 1024));
    let (head, _) = ask(&pages, "POST", "/cards", &[PARTS, &cookie], &large);
    assert_eq!(status(&head), 413);
    let (_, page) = ask(&pages, "GET", "/", &[], "");
    assert!(page.contains("No cards"), "{page}");
}

#[test]
fn the_list_alone_is_a_part_of_the_page() {
    let pages = Process::start("pages");
    let cookie = log_in(&pages);
    for title in ["Lamp", "Table"] {
        let sent = card(title, "Something of ours", "");
        ask(&pages, "POST", "/cards", &[PARTS, &cookie], &sent);
    }
    let (_, part) = ask(&pages, "GET", "/list?q=LAMP", &[], "");
    let part = part.trim();
    assert!(
        part.starts_with("<li>") && part.ends_with("</li>"),
        "{part}"
    );
    assert!(
        part.contains("Lamp</a> from ada") && !part.contains("Table"),
        "{part}"
    );
    let (_, page) = ask(&pages, "GET", "/?q=lamp", &[], "");
    assert!(page.contains(part), "{page}");
}

#[test]
fn pages_are_guarded() {
    let pages = Process::start("pages");
    let cookie = log_in(&pages);
    let foreign = "sec-fetch-site: cross-site\r\norigin: http://evil.example\r\n";
    let (head, _) = ask(&pages, "POST", "/logout", &[&cookie, foreign], "");
    assert_eq!(status(&head), 403);

    let (head, page) = ask(&pages, "GET", "/", &[], "");
    let policy = header(&head, "content-security-policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(
        nonce.len() > 20 && page.contains(&format!("nonce=\"{nonce}\"")),
        "{page}"
    );

    let (head, _) = ask(&pages, "GET", "/static/site.css", &[], "");
    assert_eq!(header(&head, "content-type"), "text/css; charset=utf-8");
    let etag = format!("if-none-match: {}\r\n", header(&head, "etag"));
    let (head, _) = ask(&pages, "GET", "/static/site.css", &[&etag], "");
    assert_eq!(status(&head), 304);
    for path in [
        "/static/../templates/base.html",
        "/static/nothing",
        "/cards/7",
        "/nothing",
    ] {
        let (head, page) = ask(&pages, "GET", path, &[], "");
        assert_eq!(status(&head), 404, "{path}");
        assert!(page.contains("<h1>404</h1>"), "{path}: {page}");
    }
}
