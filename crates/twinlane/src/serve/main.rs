//! What `#[twinlane::main]` makes of a program.

use twinlane_lanes::RuntimeBuilder;

use crate::error::Result;
use crate::panic_hook;

/// Runs `async fn main` of a program on this runtime.
///
/// A panic hook that `main` sets finds that of the framework, and may call it.
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
    // Before there are threads.
    #[cfg(unix)]
    twinlane_server::take_inherited_sockets();
    match runtime.build() {
        Ok(runtime) => runtime.block_on(main),
        Err(error) => F::Output::from(Err(error.into())),
    }
}
