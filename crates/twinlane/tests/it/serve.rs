//! A served application over real sockets is tested in `examples/tests`; here is what needs no socket.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use twinlane::prelude::*;
use twinlane::{AtShutdown, Provided, log};

#[tokio::test]
async fn a_mistake_is_reported_before_the_port_opens() {
    #[get("/")]
    async fn root(missing: State<String>) -> String {
        missing.to_string()
    }
    let error = App::new()
        .routes(routes![root])
        .serve_with(twinlane::Settings::default().port(0))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the application has no state of type"),
        "{error}"
    );
}

/// Set in the process that is stopped at its start.
const SERVES: &str = "TWINLANE_TEST_STARTS_SLOWLY";

struct First;
struct Second;

#[dependency(lifespan)]
async fn first() -> Provided<First, AtShutdown> {
    Provided::new(First).at_shutdown(async |_| {
        // It takes its time, for which the program has to wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        tracing::info!("first is undone");
    })
}

#[dependency(lifespan)]
async fn second(_first: Depends<first>) -> Second {
    tracing::info!("second is begun");
    std::future::pending().await
}

#[test]
fn starts_slowly_if_told_to() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let runtime = twinlane::__private::RuntimeBuilder::new().build().unwrap();
    let app = App::new().lifespan(dependencies![second]);
    let settings = twinlane::Settings::default().port(0);
    log::start(&settings);
    runtime
        .block_on(async { app.serve_with(settings).await })
        .unwrap();
    tracing::info!("served");
}

/// A database that does not answer must not keep a program from being stopped, nor what it has made from being undone.
#[test]
fn a_signal_at_the_start_undoes_what_was_made() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "serve::starts_slowly_if_told_to", "--nocapture"])
        .env(SERVES, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut lines = String::new();
    while !lines.contains("second is begun") {
        assert_ne!(log.read_line(&mut lines).unwrap(), 0, "{lines}");
    }
    let id = child.id().to_string();
    let asked = Command::new("kill").args(["-TERM", &id]).status();
    assert!(asked.unwrap().success());
    log.read_to_string(&mut lines).unwrap();
    assert!(child.wait().unwrap().success(), "{lines}");
    let order = [
        "first is undone",
        "stopped before the start was over",
        "served",
    ];
    let places = order.map(|part| lines.find(part));
    assert!(places.is_sorted() && places[0].is_some(), "{lines}");
}
