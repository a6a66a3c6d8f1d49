//! The code that `#[twinlane::main]` calls in a program.

use std::marker::PhantomData;

use twinlane_lanes::RuntimeBuilder;

use super::env_file;
use crate::errors::{Error, Result};
use crate::{log_output, panic_hook};

/// The type that `main` returns, as it is written.
///
/// Generated code calls `(&&Main::<R>::NEW).__run(..)`: the compiler looks for the types that `main` can return first, and then for all others, for
/// which it says so, and says nothing of the `?` within.
#[derive(Debug)]
pub struct Main<R>(PhantomData<fn() -> R>);

impl<R> Main<R> {
    /// The type.
    pub const NEW: Self = Self(PhantomData);
}

/// The types that `main` can return.
pub trait MainWell<R> {
    /// Runs `main`.
    fn __run<F>(&self, runtime: RuntimeBuilder, main: F) -> R
    where
        F: Future<Output = R> + Send + 'static; // it moves between threads: hold an `Arc` across an `.await`, not an `Rc`
}

impl<R: MainOutput> MainWell<R> for &Main<R> {
    fn __run<F>(&self, runtime: RuntimeBuilder, main: F) -> R
    where
        F: Future<Output = R> + Send + 'static,
    {
        run_main(runtime, main)
    }
}

/// All other types.
pub trait MainUnknown<R> {
    /// Does not compile.
    fn __run<F>(&self, _: RuntimeBuilder, _: F) -> R
    where
        R: MainOutput,
    {
        unreachable!("what leads here does not compile")
    }
}

impl<R> MainUnknown<R> for Main<R> {}

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
/// The error of `main`, or that of the runtime if its threads cannot be made.
pub fn run_main<R, F>(runtime: RuntimeBuilder, main: F) -> R
where
    R: MainOutput,
    F: Future<Output = R> + Send + 'static,
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
        Err(error) => R::failed(error.into()),
    }
}

/// A type that `main` can return.
#[diagnostic::on_unimplemented(
    message = "`main` cannot return `{Self}`: write `async fn main() -> twinlane::Result`",
    label = "write `twinlane::Result`",
    note = "its error is `twinlane::Error`, which `?` makes of any error"
)]
pub trait MainOutput: Send + 'static {
    /// That the runtime could not be made.
    fn failed(error: Error) -> Self;
}

#[diagnostic::do_not_recommend]
impl<R: From<Result> + Send + 'static> MainOutput for R {
    fn failed(error: Error) -> Self {
        Self::from(Err(error))
    }
}

/// The last lines of the log are written before the program ends.
struct FlushWhenDropped;

impl Drop for FlushWhenDropped {
    fn drop(&mut self) {
        log_output::flush();
    }
}
