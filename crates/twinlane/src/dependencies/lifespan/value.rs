//! A value of the application, and how it is undone.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::runtime::Handle;
use tracing::{error, warn};
use twinlane_lanes::{Label, catch_panic, spawn};

use crate::dependencies::undo::UndoFunction;
use crate::dependencies::{Outcome, Provided};
use crate::errors::{Error, Result};
use crate::log::Causes;

/// A value of the application, which requests share.
pub(crate) type SharedAny = Arc<dyn Any + Send + Sync>;

/// A value that has been made at the start. It is undone exactly once, in a task if it is dropped before the stop.
pub struct LifespanValue {
    value: SharedAny,
    undo: Option<UndoValue>,
    /// Its figures, if it is a batch function.
    #[cfg(feature = "batches")]
    pub(crate) batch: Option<crate::batch_entry::BatchEntry>,
}

type UndoValue = Box<dyn FnOnce() -> Undoing + Send>;
type Undoing = Pin<Box<dyn Future<Output = Result> + Send>>;

impl LifespanValue {
    /// A value that is left to its `Drop`.
    pub(crate) fn new<T: Send + Sync + 'static>(value: T) -> Self {
        Self::of_shared(Arc::new(value))
    }

    pub(crate) fn of_shared(value: SharedAny) -> Self {
        Self {
            value,
            undo: None,
            #[cfg(feature = "batches")]
            batch: None,
        }
    }

    /// The same value, which is undone so when the application stops.
    pub(crate) fn undone_by<F>(mut self, undo: impl FnOnce() -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result> + Send + 'static,
    {
        self.undo = Some(Box::new(|| Box::pin(undo())));
        self
    }

    pub(super) fn of_provided<T: Send + Sync + 'static, S>(provided: Provided<T, S>) -> Self {
        let (value, undo) = provided.into_parts();
        let value = Arc::new(value);
        let undone = Arc::clone(&value);
        Self::of_shared(value).undone_by(move || run(undo, undone))
    }

    /// The value as all who ask for it have it.
    pub(crate) fn share(&self) -> SharedAny {
        Arc::clone(&self.value)
    }

    /// True if there is something to undo.
    pub(crate) fn has_undo(&self) -> bool {
        self.undo.is_some()
    }

    /// Undoes it.
    ///
    /// # Errors
    ///
    /// The error of the undoing; a panic is an error like any other.
    pub(crate) async fn undo(mut self) -> Result {
        match self.undo.take() {
            None => Ok(()),
            Some(undo) => caught(undo).await,
        }
    }
}

/// The end of an undoing; a panic is an error like any other.
async fn caught(undo: UndoValue) -> Result {
    let undone = catch_panic(async move { undo().await }).await;
    undone.unwrap_or_else(|panic| Err(Error::msg(panic.to_string())))
}

/// Runs a teardown in its lane.
async fn run<T: Send + Sync + 'static>(undo: UndoFunction, value: Arc<T>) -> Result {
    // There is no request whose outcome it could learn.
    let label = Label::new("a teardown at shutdown");
    let undone = undo.run(Box::new(value), Outcome::Answered, label).await;
    undone.map(drop)
}

/// Nobody waits for it any more, as where its start was given up.
impl Drop for LifespanValue {
    fn drop(&mut self) {
        let Some(undo) = self.undo.take() else {
            return;
        };
        if Handle::try_current().is_err() {
            warn!("the teardown of a lifespan value did not run: the runtime has ended");
            return;
        }
        drop(spawn(async move {
            if let Err(error) = caught(undo).await {
                error!(
                    "the teardown of a lifespan value failed: {}",
                    Causes(&error)
                );
            }
        }));
    }
}

impl fmt::Debug for LifespanValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LifespanValue")
            .field("has_undo", &self.has_undo())
            .finish_non_exhaustive()
    }
}
