//! The crate's tests. None asserts how fast something is: what must not wait for a blocked worker is made what
//! releases that worker, so that a failure is a deadline of [`LONG`] that has passed.

#![allow(clippy::unwrap_used, reason = "what fails here is a test")]

mod watchdog;
mod watch;
mod thread_lane;
mod step_out;
mod cpu_lane;
mod figures;
mod crossing;
mod group;
mod in_flight;
mod run_to_end;
mod panicked;
mod runtime;
mod log;
mod batch;

use std::time::{Duration, Instant};

use twinlane_lanes::{Runtime, RuntimeBuilder};

/// No test waits so long unless it fails.
const LONG: Duration = Duration::from_secs(30);

fn runtime(workers: usize, spare_workers: usize) -> Runtime {
    let builder = RuntimeBuilder::new()
        .workers(workers)
        .spare_workers(spare_workers);
    builder.build().unwrap()
}

/// Waits until it is so, from outside the runtime.
#[track_caller]
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + LONG;
    while !is_so() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
