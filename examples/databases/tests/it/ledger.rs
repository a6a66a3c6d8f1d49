//! `ledger`: a transaction a request.

use std::thread;

use crate::process::Process;

#[test]
fn a_transfer_is_whole_or_not_at_all() {
    let temporary =
        std::env::temp_dir().join(format!("twinlane-ledger-test-{}", std::process::id()));
    std::fs::create_dir_all(&temporary).unwrap();
    let ledger = Process::start_in("ledger", &temporary);
    let status = |(head, _): &(String, String)| head[9..12].to_owned();
    for (owner, cents) in [("ada", 500), ("bob", 0)] {
        let answer = ledger.ask("PUT", &format!("/accounts/{owner}?cents={cents}"), "");
        assert_eq!(status(&answer), "200");
    }
    let transfer = |from: &str, to: &str, cents: i64| {
        let body = format!(r#"{{"from": "{from}", "to": "{to}", "cents": {cents}}}"#);
        ledger.ask("POST", "/transfers", &body)
    };
    let accounts = || ledger.ask("GET", "/accounts", "").1;

    let (_, left) = transfer("ada", "bob", 200);
    assert_eq!(left, r#"{"owner":"ada","cents":300}"#);
    // Bob was given the money before Ada turned out to be too poor: that is undone.
    for (answer, expected) in [
        (transfer("ada", "bob", 301), "409"),
        (transfer("eve", "bob", 1), "404"),
        (transfer("ada", "bob", 0), "422"),
    ] {
        assert_eq!(status(&answer), expected, "{answer:?}");
    }
    let before = r#"[{"owner":"ada","cents":300},{"owner":"bob","cents":200}]"#;
    assert_eq!(accounts(), before);

    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| assert_eq!(status(&transfer("ada", "bob", 10)), "200"));
            scope.spawn(|| assert_eq!(status(&transfer("bob", "ada", 10)), "200"));
        }
    });
    assert_eq!(accounts(), before);

    let (ended_well, log) = ledger.stop();
    assert!(ended_well, "{log}");
    std::fs::remove_dir_all(&temporary).unwrap();
}
