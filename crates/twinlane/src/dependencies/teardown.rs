//! The teardown of one value: it waits for the value, and undoes it exactly once.

use std::fmt;
use std::future::Future;
use std::mem::replace;

use tokio::runtime::Handle;
use tracing::error;
use twinlane_lanes::{Label, shielded, spawn};

use super::scope::{Outcome, Scope};
use super::teardown_outcome::UndoResult;
use super::undo::UndoFunction;
use super::value_slot::{Value, ValueSlot};
use crate::log::Causes;

/// The teardown of one dependency.
#[derive(Debug)]
pub(super) struct NodeTeardown {
    /// The index of the dependency among those of the operation.
    pub(super) index: usize,
    /// The name of the teardown in the log.
    pub(super) label: Label,
    pub(super) teardown: Teardown,
}

/// A value that is to be undone. Dropped before that, it is undone by itself.
pub(super) struct Teardown {
    slot: ValueSlot,
    guard: UndoGuard,
    scope: Scope,
}

/// A teardown that has its value.
pub(super) struct ReadyTeardown {
    value: Value,
    guard: UndoGuard,
}

/// The function that undoes a value, and has to run: if it is dropped instead, an error is logged.
struct UndoGuard(Option<UndoFunction>);

impl Teardown {
    pub(super) fn new(slot: ValueSlot, undo: UndoFunction, scope: Scope) -> Self {
        Self {
            slot,
            guard: UndoGuard(Some(undo)),
            scope,
        }
    }

    pub(super) fn scope(&self) -> Scope {
        self.scope
    }

    /// With its value. `Err`: somebody still holds that.
    pub(super) fn ready(mut self) -> Result<ReadyTeardown, Self> {
        match self.slot.take() {
            Some(value) => Ok(ReadyTeardown {
                value,
                guard: self.guard.take(),
            }),
            None => Err(self),
        }
    }

    /// With its value, as soon as the last holder lets go of it.
    pub(super) fn when_ready(mut self) -> impl Future<Output = ReadyTeardown> + Send {
        let receiver = replace(&mut self.slot, ValueSlot::none()).when_released();
        let guard = self.guard.take();
        async move {
            // Without a value where its holder was lost with it: there is nothing left to undo.
            let value = receiver.await.unwrap_or_else(|_| Box::new(()));
            ReadyTeardown { value, guard }
        }
    }
}

impl ReadyTeardown {
    /// Undoes it.
    ///
    /// # Errors
    ///
    /// The error of the undoing; a panic is an error like any other.
    pub(super) async fn run(mut self, outcome: Outcome, label: Label) -> UndoResult {
        let Some(undo) = self.guard.0.take() else {
            return Ok(None);
        };
        undo.run(self.value, outcome, label).await
    }
}

impl Drop for Teardown {
    fn drop(&mut self) {
        let guard = self.guard.take();
        if guard.0.is_none() || Handle::try_current().is_err() {
            return;
        }
        let abandoned = Self {
            slot: replace(&mut self.slot, ValueSlot::none()),
            guard,
            scope: self.scope,
        };
        // A stop waits for what is shielded.
        let shield = shielded().track();
        let ready = abandoned.when_ready();
        drop(spawn(async move {
            let label = Label::new("a teardown");
            if let Err(error) = ready.await.run(Outcome::ClientGone, label).await {
                error!("a teardown failed: {}", Causes(&error));
            }
            drop(shield);
        }));
    }
}

impl UndoGuard {
    fn take(&mut self) -> Self {
        Self(self.0.take())
    }
}

impl Drop for UndoGuard {
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
