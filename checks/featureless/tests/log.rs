//! `App::serve` without the feature `log`: it sets no subscriber of `tracing`. One test alone is here, so that the program which it starts needs no
//! argument, which `serve` would read.

use std::process::Command;

use twinlane::prelude::*;
use twinlane::{App, Error};

/// Set in the program that is served.
const SERVED: &str = "TWINLANE_TEST_SERVED";

struct Never;

#[dependency(lifespan)]
async fn looks() -> Result<Never> {
    let is_set = tracing::dispatcher::has_been_set();
    Err(Error::msg(format!("a subscriber is set: {is_set}")))
}

#[test]
fn a_served_application_has_no_log_but_its_own() {
    if std::env::var_os(SERVED).is_some() {
        let runtime = twinlane::__private::RuntimeBuilder::new().build().unwrap();
        let app = App::new().lifespan(dependencies![looks]);
        let ended = runtime.block_on(app.serve());
        panic!("{:?}", ended.unwrap_err());
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .env(SERVED, "1")
        .env("TWINLANE_PORT", "0")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let is_set = |answer: bool| said.contains(&format!("a subscriber is set: {answer}"));
    // Beside packages that turn the feature on the log is there.
    let is_wanted = std::env::var_os("TWINLANE_FEATURELESS").is_some();
    assert!(is_set(false) || !is_wanted && is_set(true), "{said}");
}
