//! A call that waits for its lane: a function with all its arguments.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use twinlane_lanes::{Refused, Site, ThreadLane};

use crate::answer::Answered;

/// A function with all its arguments, by its lane. It owns them, so that it can go to a thread or outlive its client. `R` is what it returns.
#[non_exhaustive]
pub enum Call<R = Answered> {
    /// An `async fn`, on the event loop.
    Loop(CallFuture<R>),
    /// A plain `fn`, in the thread lane.
    Thread(CallFunction<R>),
    /// A plain `fn` that keeps a processor busy, in the cpu lane.
    Cpu(CallFunction<R>),
    /// A plain `fn` that is known to be short, on this worker.
    InPlace(CallFunction<R>),
}

/// The call of an `async fn`.
pub(crate) type CallFuture<R> = Pin<Box<dyn Future<Output = R> + Send>>;

/// The call of a plain `fn`.
pub(crate) type CallFunction<R> = Box<dyn FnOnce() -> R + Send>;

impl<R: Send + 'static> Call<R> {
    /// The call of an `async fn`.
    pub fn on_loop(future: impl Future<Output = R> + Send + 'static) -> Self {
        Self::Loop(Box::pin(future))
    }

    /// The call of a plain `fn`. Its response is serialised in the thread too.
    pub fn in_thread(function: impl FnOnce() -> R + Send + 'static) -> Self {
        Self::Thread(Box::new(function))
    }

    /// The call of a plain `fn` that keeps a processor busy.
    pub fn on_a_core(function: impl FnOnce() -> R + Send + 'static) -> Self {
        Self::Cpu(Box::new(function))
    }

    /// The call of a plain `fn` that is known to be short.
    pub fn in_place(function: impl FnOnce() -> R + Send + 'static) -> Self {
        Self::InPlace(Box::new(function))
    }

    /// Runs it in its lane. A panic in any of them comes back as an error.
    pub(crate) async fn run(self, site: &Site, threads: &ThreadLane) -> Result<R, Refused> {
        Ok(match self {
            Self::Loop(future) => site.run_async(future).await?,
            Self::Thread(function) => site.run_in_thread(threads, function).await?,
            // Boxed: what computes pays for it, and every other call would have room for it.
            Self::Cpu(function) => Box::pin(site.run_on_a_core(function)).await?,
            Self::InPlace(function) => site.run_in_place(function)?,
        })
    }
}

impl<R> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loop(_) => "Call::Loop",
            Self::Thread(_) => "Call::Thread",
            Self::Cpu(_) => "Call::Cpu",
            Self::InPlace(_) => "Call::InPlace",
        })
    }
}
