//! `photos`: a form with files.

use crate::process::Process;

const FORM: &str = "multipart/form-data; boundary=B";

fn form(file_name: &str, kind: &str, content: &str) -> String {
    format!(
        "--B\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"{file_name}\"\r\nContent-Type: {kind}\r\n\r\n{content}\r\n--B--\r\n"
    )
}

#[test]
fn photos_are_kept_listed_and_sent() {
    let temporary =
        std::env::temp_dir().join(format!("twinlane-photos-test-{}", std::process::id()));
    std::fs::create_dir_all(&temporary).unwrap();
    let shop = Process::start_in("photos", &temporary);

    let large = "0123456789".repeat(200_000);
    for (name, content) in [("../a.png", "small"), ("a.png", large.as_str())] {
        let (head, _) = shop.send("POST", "/photos", FORM, &form(name, "image/png", content));
        assert!(
            head.starts_with("HTTP/1.1 303") && head.contains("location: /\r\n"),
            "{head}"
        );
    }
    let (_, body) = shop.ask("GET", "/photos", "");
    assert_eq!(
        body,
        r#"[{"name":"a-1.png","size":2000000},{"name":"a.png","size":5}]"#
    );
    let (head, body) = shop.ask("GET", "/photos/a-1.png", "");
    assert!(
        head.contains("content-type: image/png") && head.contains("etag: "),
        "{head}"
    );
    assert!(body == large);

    for (file, kind, status) in [("a.txt", "text/plain", 415), ("", "", 422)] {
        let content = if file.is_empty() { "" } else { "text" };
        let (head, body) = shop.send("POST", "/photos", FORM, &form(file, kind, content));
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}")),
            "{head}\n{body}"
        );
    }
    for path in [
        "/photos/b.png",
        "/photos/..",
        "/photos/..%2f..%2fetc%2fpasswd",
    ] {
        let (head, body) = shop.ask("GET", path, "");
        assert!(head.starts_with("HTTP/1.1 404"), "{path}: {head}\n{body}");
    }
    let (head, page) = shop.ask("GET", "/", "");
    assert!(head.contains("content-type: text/html; charset=utf-8") && page.contains("<form"));

    let (ended_well, log) = shop.stop();
    assert!(ended_well, "{log}");
    // Nothing but the photos is left in the temporary folder.
    let left: Vec<_> = temporary
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["twinlane-photos"]);
    std::fs::remove_dir_all(temporary).unwrap();
}
