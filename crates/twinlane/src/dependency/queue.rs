//! The calls that have not had their turn.

use std::mem::take;
use std::sync::OnceLock;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::batch::ThreadBatch;
use super::pending::PendingCall;
use crate::call::Call;
use crate::error::{Error, HttpError};

/// The arguments of what did not run, on their way out in a thread: until they are dropped they hold values.
#[derive(Debug, Default)]
pub(crate) struct UnusedArguments(OnceLock<JoinHandle<()>>);

impl UnusedArguments {
    /// Waits until they are dropped.
    pub(crate) async fn dropped(self) {
        if let Some(dropping) = self.0.into_inner() {
            // A panic of a value's `Drop` has been printed.
            let _ = dropping.await;
        }
    }
}

/// What has not had its turn yet. Where nothing more has, it is dropped in a thread if plain functions have made values that it asks
/// for: as in [`leave_values`].
pub(super) struct RunQueue<'l> {
    pub(super) pending: std::vec::IntoIter<PendingCall>,
    /// Neighbours that are about to run.
    pub(super) batch: ThreadBatch,
    /// `None` at the end.
    operation: Option<Result<Call, Error>>,
    pub(super) has_values: bool,
    unused: &'l UnusedArguments,
}

impl<'l> RunQueue<'l> {
    pub(super) fn of(
        pending: Vec<PendingCall>,
        operation: Result<Call, Error>,
        unused: &'l UnusedArguments,
    ) -> Self {
        Self {
            pending: pending.into_iter(),
            batch: Vec::new(),
            operation: Some(operation),
            has_values: false,
            unused,
        }
    }

    pub(super) fn take_batch(&mut self) -> ThreadBatch {
        self.has_values = true;
        take(&mut self.batch)
    }

    /// All the others have had their turn.
    pub(super) fn end(mut self) -> (ThreadBatch, Result<Call, Error>) {
        let operation = self.operation.take();
        let operation = operation.unwrap_or_else(|| Err(HttpError::internal().into()));
        (take(&mut self.batch), operation)
    }
}

impl Drop for RunQueue<'_> {
    fn drop(&mut self) {
        if self.has_values
            && let Some(operation) = self.operation.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let queue = (take(&mut self.pending), take(&mut self.batch), operation);
            let dropping = runtime.spawn_blocking(move || drop(queue));
            // There is one rest in a request.
            let _: Result<(), _> = self.unused.0.set(dropping);
        }
    }
}
