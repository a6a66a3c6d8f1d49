//! The calls of a request that have not had their turn, and their end if they have none.

use std::mem::take;
use std::sync::OnceLock;
use std::vec;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::batch::ThreadBatch;
use super::pending::PendingCall;
use crate::call::Call;
use crate::errors::{Error, HttpError};

/// The calls that have not had their turn, and the operation behind them.
///
/// If the request ends before their turn, they are dropped in a thread if plain functions have made values that they hold: a
/// blocking client that has a runtime of its own panics if it is dropped on the event loop.
pub(super) struct RunQueue<'a> {
    pending: vec::IntoIter<PendingCall>,
    /// The neighbours that run next, in one thread.
    pub(super) batch: ThreadBatch,
    /// `None` at the end.
    operation: Option<Result<Call, Error>>,
    /// True if a function has run elsewhere than on this worker.
    pub(super) has_values: bool,
    unused: &'a UnusedArguments,
}

/// The arguments of the calls that had no turn, as they are dropped in a thread: until then they hold values.
#[derive(Debug, Default)]
pub(crate) struct UnusedArguments(OnceLock<JoinHandle<()>>);

impl<'a> RunQueue<'a> {
    pub(super) fn new(
        pending: Vec<PendingCall>,
        operation: Result<Call, Error>,
        unused: &'a UnusedArguments,
    ) -> Self {
        Self {
            pending: pending.into_iter(),
            batch: ThreadBatch::default(),
            operation: Some(operation),
            has_values: false,
            unused,
        }
    }

    /// The call whose turn it is.
    pub(super) fn next_call(&mut self) -> Option<PendingCall> {
        self.pending.next()
    }

    pub(super) fn take_batch(&mut self) -> ThreadBatch {
        self.has_values = true;
        take(&mut self.batch)
    }

    /// The operation, with the batch before it: all the others have had their turn.
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
            let arguments = (take(&mut self.pending), take(&mut self.batch), operation);
            let dropping = runtime.spawn_blocking(move || drop(arguments));
            // There is one queue in a request.
            let _: Result<(), _> = self.unused.0.set(dropping);
        }
    }
}

impl UnusedArguments {
    /// Waits until they are dropped.
    pub(crate) async fn dropped(self) {
        if let Some(dropping) = self.0.into_inner() {
            // A panic of a value's `Drop` has been printed.
            let _ = dropping.await;
        }
    }
}
