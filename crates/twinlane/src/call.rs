//! Running the function in its lane.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use twinlane_lanes::{Label, Panicked, ThreadLane, catch_panic, labelled, run_labelled};

use crate::answer::Answered;

/// A path operation with all its arguments: owned, so that it can go to a thread or outlive its client.
pub struct Call(Kind);

enum Kind {
    Loop(Pin<Box<dyn Future<Output = Answered> + Send>>),
    Thread(Box<dyn FnOnce() -> Answered + Send>),
    InPlace(Box<dyn FnOnce() -> Answered + Send>),
}

impl Call {
    /// The call of an `async fn`.
    pub fn on_loop(future: impl Future<Output = Answered> + Send + 'static) -> Self {
        Self(Kind::Loop(Box::pin(future)))
    }

    /// The call of a plain `fn`. Its answer is serialised in the thread too.
    pub fn in_thread(function: impl FnOnce() -> Answered + Send + 'static) -> Self {
        Self(Kind::Thread(Box::new(function)))
    }

    /// The call of a plain `fn` that is known to be short.
    pub fn in_place(function: impl FnOnce() -> Answered + Send + 'static) -> Self {
        Self(Kind::InPlace(Box::new(function)))
    }

    /// Runs it in its lane. A panic in any of them comes back as an error.
    pub(crate) async fn run(
        self,
        label: Label,
        threads: &ThreadLane,
    ) -> Result<Answered, Panicked> {
        match self.0 {
            Kind::Loop(future) => catch_panic(labelled(label, future)).await,
            Kind::Thread(function) => threads.run(function).await,
            Kind::InPlace(function) => catch_panic(async { run_labelled(label, function) }).await,
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Loop(_) => "Call::on_loop",
            Kind::Thread(_) => "Call::in_thread",
            Kind::InPlace(_) => "Call::in_place",
        })
    }
}
