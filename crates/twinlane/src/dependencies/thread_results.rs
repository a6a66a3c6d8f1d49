//! Results of functions in threads, kept for a request that may be given up.
//!
//! A thread cannot be stopped. When its request is given up, the function goes on, holds the values that it was given, and may make
//! another. Its result is kept here, so that the request finds it: it waits for its threads, and then undoes everything in order.

use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use twinlane_lanes::{Guard, InFlight, Panicked};

use super::pending::RequestNode;
use super::value_target::{CallExtras, CallResult};
use crate::call::{Call, CallFunction};

/// A dependency, and the result of its function.
pub(super) type ThreadResult = (RequestNode, Result<CallResult, Panicked>);

/// The results of one request. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct ThreadResults {
    running: InFlight,
    results: Arc<Mutex<Vec<ThreadResult>>>,
}

/// Records the results of one trip to a thread. The request waits for the trip until this is dropped.
#[derive(Debug)]
pub(super) struct ResultHandle {
    results: Arc<Mutex<Vec<ThreadResult>>>,
    _running: Guard,
}

impl ThreadResults {
    pub(super) fn result_handle(&self) -> ResultHandle {
        ResultHandle {
            results: Arc::clone(&self.results),
            _running: self.running.track(),
        }
    }

    /// The results kept so far.
    pub(super) fn take(&self) -> Vec<ThreadResult> {
        take(&mut *self.results.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// All results, when no function runs any more.
    pub(super) async fn when_all_done(&self) -> Vec<ThreadResult> {
        self.running.wait_idle().await;
        self.take()
    }
}

impl ResultHandle {
    pub(super) fn record(self, results: Vec<ThreadResult>) {
        let mut kept = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(results);
    }
}

/// The call of one dependency, whose result is recorded if it runs in a thread.
pub(super) fn record_result(
    node: &RequestNode,
    call: Call<CallResult>,
    handle: impl FnOnce() -> ResultHandle,
) -> Call<CallResult> {
    in_threads(call, handle, |handle, function| {
        let node = node.clone();
        Box::new(move || {
            let result = function();
            handle.record(vec![(node, Ok(result))]);
            Ok(CallExtras::default())
        })
    })
}

/// The call of the operation, which is waited for if it runs in a thread.
pub(super) fn hold_until_done<R: Send + 'static>(
    call: Call<R>,
    handle: impl FnOnce() -> ResultHandle,
) -> Call<R> {
    in_threads(call, handle, |handle, function| {
        Box::new(move || {
            let output = function();
            drop(handle);
            output
        })
    })
}

fn in_threads<R: Send + 'static>(
    call: Call<R>,
    handle: impl FnOnce() -> ResultHandle,
    run: impl FnOnce(ResultHandle, CallFunction<R>) -> CallFunction<R>,
) -> Call<R> {
    match call {
        Call::Thread(function) => Call::Thread(run(handle(), function)),
        Call::Cpu(function) => Call::Cpu(run(handle(), function)),
        other @ (Call::Loop(_) | Call::InPlace(_)) => other,
    }
}
