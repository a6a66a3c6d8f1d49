//! What `#[twinlane::main]` makes of a program.

use twinlane_lanes::RuntimeBuilder;

use super::env_file;
use crate::error::Result;
use crate::{log_output, panic_hook};

/// Runs `async fn main` of a program on this runtime.
///
/// The option `--env-file`, and its variables, are read first, so that settings which `main` loads have it. A wrong one ends the program
/// with the exit code 2.
///
/// A panic hook that `main` sets finds that of the framework, and may call it. Lines of the log that are not written yet are waited for, for
/// a second at the most.
///
/// # Errors
///
/// What `main` fails with, or that the runtime's threads could not be made.
pub fn run_main<F>(runtime: RuntimeBuilder, main: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: From<Result> + Send + 'static,
{
    panic_hook::install();
    // Also if it panics.
    let _flush = FlushWhenDropped;
    // Before there are threads.
    #[cfg(unix)]
    twinlane_server::take_inherited_sockets();
    env_file::use_that_of_process();
    match runtime.build() {
        Ok(runtime) => runtime.block_on(main),
        Err(error) => F::Output::from(Err(error.into())),
    }
}

/// The last lines of the log are written before the program ends.
struct FlushWhenDropped;

impl Drop for FlushWhenDropped {
    fn drop(&mut self) {
        log_output::flush();
    }
}
