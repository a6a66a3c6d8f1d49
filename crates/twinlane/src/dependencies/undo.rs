//! The function that undoes a value, whatever the type of the value.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;

use twinlane_lanes::{Label, ThreadLane, catch_panic, labelled};

use super::scope::Outcome;
use super::teardown_outcome::{TeardownOutcome, UndoResult};
use super::value_slot::Value;
use crate::errors::Error;

/// The function that undoes a value, whatever its type; made by [`Undone`](super::Undone).
pub struct Undo(pub(super) UndoFunction);

pub(super) enum UndoFunction {
    Loop(Box<dyn FnOnce(Value, Outcome) -> UndoFuture + Send>),
    Thread(Box<dyn FnOnce(Value, Outcome) -> UndoResult + Send>),
}

pub(super) type UndoFuture = Pin<Box<dyn Future<Output = UndoResult> + Send>>;

/// The threads in which values are undone: not those of the thread lane, in which those may wait who need the value back.
static LANE: LazyLock<ThreadLane> = LazyLock::new(ThreadLane::default);

impl UndoFunction {
    /// Undoes the value, in the lane of the function.
    ///
    /// # Errors
    ///
    /// The error of the undoing; a panic is an error like any other.
    pub(super) async fn run(self, value: Value, outcome: Outcome, label: Label) -> UndoResult {
        let undone = match self {
            Self::Loop(undo) => {
                catch_panic(labelled(label, async move { undo(value, outcome).await })).await
            }
            Self::Thread(undo) => LANE.run(move || undo(value, outcome)).await,
        };
        undone.unwrap_or_else(|panic| {
            Err(Error::msg(format!(
                "a teardown panicked: {}",
                panic.message
            )))
        })
    }
}

impl Undo {
    pub(super) fn on_loop<T, A, S>(undo: impl FnOnce(T, Outcome) -> A + Send + 'static) -> Self
    where
        T: 'static,
        A: Future<Output: TeardownOutcome<S>> + Send + 'static,
    {
        let undo = |value: Value, outcome| -> UndoFuture {
            match value.downcast() {
                Ok(value) => {
                    let undoing = undo(*value, outcome);
                    Box::pin(async move { undoing.await.into_undo_result() })
                }
                Err(_) => Box::pin(async { Ok(None) }),
            }
        };
        Self(UndoFunction::Loop(Box::new(undo)))
    }

    pub(super) fn in_thread<T, R, S>(undo: impl FnOnce(T, Outcome) -> R + Send + 'static) -> Self
    where
        T: 'static,
        R: TeardownOutcome<S>,
    {
        let undo = |value: Value, outcome| match value.downcast() {
            Ok(value) => undo(*value, outcome).into_undo_result(),
            Err(_) => Ok(None),
        };
        Self(UndoFunction::Thread(Box::new(undo)))
    }
}

impl fmt::Debug for Undo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Undo")
    }
}
