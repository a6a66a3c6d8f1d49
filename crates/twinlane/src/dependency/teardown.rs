//! Undoing what dependencies have provided.

use std::fmt;
use std::future::Future;
use std::mem::replace;
use std::pin::Pin;
use std::sync::LazyLock;

use tokio::runtime::Handle;
use tracing::error;
use twinlane_lanes::{Label, ThreadLane, catch_panic, labelled, shielded, spawn};

use super::home::Value;
use super::{Home, Outcome, Scope};
use crate::background::TaskOutcome;
use crate::error::Error;
use crate::log::Causes;

/// A value that is to be undone. Dropped before that, it is undone by itself.
pub(super) struct Teardown {
    home: Home,
    debt: Debt,
    scope: Scope,
}

/// A teardown that has its value.
pub(super) struct ReadyTeardown {
    value: Value,
    debt: Debt,
}

/// How a value is undone, and that it has to be.
struct Debt(Option<UndoIn>);

/// How a value is undone, whatever its type; made by [`Undone`](super::Undone).
pub struct Undo(UndoIn);

enum UndoIn {
    Loop(Box<dyn FnOnce(Value, Outcome) -> Undoing + Send>),
    Thread(Box<dyn FnOnce(Value, Outcome) -> Result<(), Error> + Send>),
}

type Undoing = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Undo {
    pub(super) fn on_loop<T, A>(undo: impl FnOnce(T, Outcome) -> A + Send + 'static) -> Self
    where
        T: 'static,
        A: Future<Output: TaskOutcome> + Send + 'static,
    {
        let undo = |value: Value, outcome| -> Undoing {
            match value.downcast() {
                Ok(value) => {
                    let undoing = undo(*value, outcome);
                    Box::pin(async move { undoing.await.into_result() })
                }
                Err(_) => Box::pin(async { Ok(()) }),
            }
        };
        Self(UndoIn::Loop(Box::new(undo)))
    }

    pub(super) fn in_thread<T, R>(undo: impl FnOnce(T, Outcome) -> R + Send + 'static) -> Self
    where
        T: 'static,
        R: TaskOutcome,
    {
        let undo = |value: Value, outcome| match value.downcast() {
            Ok(value) => undo(*value, outcome).into_result(),
            Err(_) => Ok(()),
        };
        Self(UndoIn::Thread(Box::new(undo)))
    }
}

impl fmt::Debug for Undo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Undo")
    }
}

/// The threads in which values are undone: not those of the thread lane, in which those may wait who need the value back.
static LANE: LazyLock<ThreadLane> = LazyLock::new(ThreadLane::default);

impl Teardown {
    pub(super) fn new(home: Home, undo: Undo, scope: Scope) -> Self {
        Self {
            home,
            debt: Debt(Some(undo.0)),
            scope,
        }
    }

    pub(super) fn scope(&self) -> Scope {
        self.scope
    }

    /// With its value. `Err`: somebody still holds that.
    pub(super) fn ready(mut self) -> Result<ReadyTeardown, Self> {
        match self.home.take() {
            Some(value) => Ok(ReadyTeardown {
                value,
                debt: self.debt.take(),
            }),
            None => Err(self),
        }
    }

    /// With its value, as soon as the last holder lets go of it.
    pub(super) fn when_ready(mut self) -> impl Future<Output = ReadyTeardown> + Send {
        let when_free = replace(&mut self.home, Home::none()).when_free();
        let debt = self.debt.take();
        async move {
            // Without a value where its holder was lost with it: there is nothing left to undo.
            let value = when_free.await.unwrap_or_else(|_| Box::new(()));
            ReadyTeardown { value, debt }
        }
    }
}

impl ReadyTeardown {
    /// Undoes it.
    ///
    /// # Errors
    ///
    /// What it failed with; a panic is an error like any other.
    pub(super) async fn run(mut self, outcome: Outcome, label: Label) -> Result<(), Error> {
        let Some(undo) = self.debt.0.take() else {
            return Ok(());
        };
        let value = self.value;
        let undone = match undo {
            UndoIn::Loop(undo) => {
                catch_panic(labelled(label, async move { undo(value, outcome).await })).await
            }
            UndoIn::Thread(undo) => LANE.run(move || undo(value, outcome)).await,
        };
        undone.unwrap_or_else(|panic| {
            Err(Error::msg(format!(
                "a teardown panicked: {}",
                panic.message
            )))
        })
    }
}

impl Drop for Teardown {
    fn drop(&mut self) {
        let debt = self.debt.take();
        if debt.0.is_none() || Handle::try_current().is_err() {
            return;
        }
        let unasked = Self {
            home: replace(&mut self.home, Home::none()),
            debt,
            scope: self.scope,
        };
        // A stop waits for what is shielded.
        let guard = shielded().track();
        let ready = unasked.when_ready();
        drop(spawn(async move {
            let label = Label::new("a teardown");
            if let Err(error) = ready.await.run(Outcome::ClientGone, label).await {
                error!("a teardown failed: {}", Causes(&error));
            }
            drop(guard);
        }));
    }
}

impl Debt {
    fn take(&mut self) -> Self {
        Self(self.0.take())
    }
}

impl Drop for Debt {
    fn drop(&mut self) {
        if self.0.is_some() {
            error!("a dependency is not undone: the runtime has ended");
        }
    }
}

impl fmt::Debug for Teardown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Teardown")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
