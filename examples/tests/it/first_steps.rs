//! `first_steps`: the first application.

use crate::process::Process;

#[test]
fn the_first_application_answers_and_stops() {
    let shop = Process::start("first_steps");
    assert!(shop.banner.iter().any(|line| line.contains("Twinlane")));

    let (head, body) = shop.ask("GET", "/", "");
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body, r#"{"Hello":"World"}"#);

    let (_, body) = shop.ask("GET", "/items/3?q=lamp", "");
    assert_eq!(body, r#"{"item_id":3,"q":"lamp"}"#);

    let (head, body) = shop.ask("GET", "/items/foo", "");
    assert!(head.starts_with("HTTP/1.1 422"), "{head}");
    assert_eq!(
        body,
        r#"{"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"foo"}]}"#
    );

    let (_, body) = shop.ask("GET", "/items", "");
    assert_eq!(body, r#"{"skip":0,"limit":10}"#);
    let (_, body) = shop.ask("GET", "/items?skip=20&limit=3", "");
    assert_eq!(body, r#"{"skip":20,"limit":3}"#);

    let (_, body) = shop.ask("PUT", "/items/3", r#"{"name":"Lamp","price":"3.5"}"#);
    assert_eq!(body, r#"{"item_id":3,"item_name":"Lamp"}"#);

    let (head, body) = shop.ask("GET", "/docs", "");
    assert!(
        head.contains("content-type: text/html; charset=utf-8"),
        "{head}"
    );
    assert!(body.contains("<title>Shop - Swagger UI</title>"));

    let (ended_well, log) = shop.stop();
    assert!(ended_well, "{log}");
    assert!(log.contains("stopped"), "{log}");
}
