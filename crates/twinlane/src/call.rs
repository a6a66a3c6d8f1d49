//! Running the function in its lane.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use twinlane_lanes::{Refused, Site, ThreadLane};

use crate::answer::Answered;

/// A function with all its arguments: owned, so that it can go to a thread or outlive its client. `R` is what it returns.
pub struct Call<R = Answered>(Work<R>);

/// A call, by its lane.
pub(crate) enum Work<R> {
    Loop(Pin<Box<dyn Future<Output = R> + Send>>),
    Thread(Box<dyn FnOnce() -> R + Send>),
    Cpu(Box<dyn FnOnce() -> R + Send>),
    InPlace(Box<dyn FnOnce() -> R + Send>),
}

impl<R: Send + 'static> Call<R> {
    /// The call of an `async fn`.
    pub fn on_loop(future: impl Future<Output = R> + Send + 'static) -> Self {
        Self(Work::Loop(Box::pin(future)))
    }

    /// The call of a plain `fn`. Its answer is serialised in the thread too.
    pub fn in_thread(function: impl FnOnce() -> R + Send + 'static) -> Self {
        Self(Work::Thread(Box::new(function)))
    }

    /// The call of a plain `fn` that keeps a processor busy.
    pub fn on_a_core(function: impl FnOnce() -> R + Send + 'static) -> Self {
        Self(Work::Cpu(Box::new(function)))
    }

    /// The call of a plain `fn` that is known to be short.
    pub fn in_place(function: impl FnOnce() -> R + Send + 'static) -> Self {
        Self(Work::InPlace(Box::new(function)))
    }

    pub(crate) fn of_work(work: Work<R>) -> Self {
        Self(work)
    }

    pub(crate) fn into_work(self) -> Work<R> {
        self.0
    }

    /// Runs it in its lane. A panic in any of them comes back as an error.
    pub(crate) async fn run(self, site: &Site, threads: &ThreadLane) -> Result<R, Refused> {
        Ok(match self.0 {
            Work::Loop(future) => site.run_async(future).await?,
            Work::Thread(function) => site.run_in_thread(threads, function).await?,
            // Boxed: what computes pays for it, and every other call would have room for it.
            Work::Cpu(function) => Box::pin(site.run_on_a_core(function)).await?,
            Work::InPlace(function) => site.run_in_place(function)?,
        })
    }
}

impl<R> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Work::Loop(_) => "Call::on_loop",
            Work::Thread(_) => "Call::in_thread",
            Work::Cpu(_) => "Call::on_a_core",
            Work::InPlace(_) => "Call::in_place",
        })
    }
}
