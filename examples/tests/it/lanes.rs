//! `lanes`: what blocks holds nobody up, and the page says who does.

use crate::process::Process;

#[test]
fn every_lane_answers_and_the_page_shows_it() {
    let lanes = Process::start("lanes");
    for (path, answer) in [
        ("/async?ms=1", "\"waited, and held nobody up\""),
        (
            "/blocking?ms=1",
            "\"blocked a thread that is there for it\"",
        ),
        ("/blocked?ms=60", "\"blocked a worker of the event loop\""),
        ("/short", "\"short\""),
        ("/ping", "\"pong\""),
    ] {
        let (head, body) = lanes.ask("GET", path, "");
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        assert_eq!(body, answer);
    }
    let (_, body) = lanes.ask("GET", "/cpu?ms=1", "");
    body.parse::<u64>().unwrap();
    let (head, body) = lanes.ask("GET", "/cpu?ms=10001", "");
    assert!(head.starts_with("HTTP/1.1 422"), "{head}\n{body}");

    let (head, page) = lanes.ask("GET", "/_lanes", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(page.contains("<title>Lanes</title>"));
    // A watchdog that was given no processor itself is silent: there is a next time.
    let is_advised = |_| {
        lanes.ask("GET", "/blocked?ms=60", "");
        let (_, state) = lanes.ask("GET", "/_lanes/json", "");
        let by_mistake = state.split("GET /blocked (by_mistake)").nth(1).unwrap();
        by_mistake.contains(r#""keyword":"fn","why":"it has held the event loop"#)
    };
    assert!((0..200).any(is_advised));
}

#[test]
fn what_blocks_by_mistake_holds_nobody_up() {
    let lanes = Process::start("lanes");
    // More than there are cores, and longer than any deadline that a test may have.
    let blocked: Vec<_> = (0..6)
        .map(|_| lanes.begin("GET", "/blocked?ms=10000", "", ""))
        .collect();
    let (head, body) = lanes.ask("GET", "/ping", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(body, "\"pong\"");
    assert!(blocked.iter().all(|connection| !connection.has_answered()));
}
