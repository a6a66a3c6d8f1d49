//! Batches that cannot start: the application does not either, and says why.

use std::fs::File;
use std::process::Command;

use twinlane::prelude::*;

/// Set in the process that has no file descriptor left.
const STARVED: &str = "TWINLANE_TEST_STARVED";

#[batch(cpu, max_size = 4)]
fn computes(items: Vec<u32>) -> Vec<u32> {
    items
}

#[get("/")]
async fn ask(item: u32, computes: Batch<computes>) -> Result<u32> {
    Ok(computes.one(item).await?)
}

#[test]
fn starts_without_descriptors_if_told_to() {
    if std::env::var_os(STARVED).is_none() {
        return;
    }
    let runtime = twinlane::__private::RuntimeBuilder::new().build().unwrap();
    let error = runtime.block_on(async {
        let app = App::new().routes(routes![ask]).check().unwrap();
        let opened = std::iter::from_fn(|| File::open("/dev/null").ok());
        let all: Vec<File> = opened.collect();
        let refused = app.start().await.map(drop);
        drop(all);
        refused.unwrap_err()
    });
    println!("refused: {error:?}");
}

#[test]
fn an_application_does_not_start_without_the_runtime_of_its_batches() {
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 64; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "batch_start::starts_without_descriptors_if_told_to",
            "--nocapture",
        ])
        .env(STARVED, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let refused = said.lines().find(|line| line.contains("refused: "));
    assert!(
        refused.is_some_and(|line| line.contains("computes")
            && line.contains("no runtime for batches that compute: Too many open files")),
        "{said}"
    );
}
