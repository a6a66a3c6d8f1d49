//! Plain functions that share one trip to a thread: neighbours in the order, and the operation if it is plain too.

use twinlane_lanes::{Panicked, Refused, Site, ThreadLane};

use super::errors::{EarlyResponse, refused_answer};
use super::pending::{CallState, PendingCall, RequestNode};
use super::plan::PlannedDependencies;
use super::results::DependencyResults;
use super::thread_results::ThreadResult;
use super::value_target::CallResult;
use crate::answer::Answered;
use crate::call::CallFunction;
use crate::errors::HttpError;

/// The functions of one trip, in order.
#[derive(Default)]
pub(super) struct ThreadBatch(Vec<(RequestNode, CallFunction<CallResult>)>);

impl ThreadBatch {
    pub(super) fn push(&mut self, node: RequestNode, function: CallFunction<CallResult>) {
        self.0.push((node, function));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if this has to run before a call: the error of what can be done without is known before those run that need it.
    pub(super) fn precedes(&self, call: &PendingCall, dependencies: &PlannedDependencies) -> bool {
        if self.is_empty() {
            return false;
        }
        let needs = dependencies.needs(call.node.index);
        let mut nodes = self.0.iter().map(|(node, _)| node);
        matches!(call.state, CallState::Refused)
            || nodes.any(|node| node.optional && needs.contains(&node.index))
    }

    /// Runs the functions in one thread, one after another.
    pub(super) async fn run(
        self,
        results: &mut DependencyResults,
        lane: (&Site, &ThreadLane),
    ) -> Result<(), EarlyResponse> {
        let Some((RequestNode { label, .. }, _)) = self.0.first() else {
            return Ok(());
        };
        let label = *label;
        let ended = self.run_then(results, lane, || ()).await?;
        ended.map_err(|refused| Box::new(refused_answer(label, &refused)))
    }

    /// Runs the functions in one thread, one after another, and `last` if none of them fails.
    pub(super) async fn run_then<T: Send + 'static>(
        self,
        results: &mut DependencyResults,
        (site, threads): (&Site, &ThreadLane),
        last: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Result<T, Refused>, EarlyResponse> {
        let handle = results.result_handle();
        let ended = site.run_in_thread(threads, move || {
            let mut done = Vec::with_capacity(self.0.len());
            for (node, function) in self.0 {
                let result = Panicked::catch(function);
                let continues = matches!(result, Ok(Ok(_))) || node.optional && result.is_ok();
                done.push((node, result));
                if !continues {
                    release_slots(&mut done);
                    handle.record(done);
                    return None;
                }
            }
            let ended = Panicked::catch(last);
            release_slots(&mut done);
            handle.record(done);
            Some(ended)
        });
        match ended.await {
            Ok(last) => {
                results.add_thread_results()?;
                let last = last.map(|last| last.map_err(Refused::from));
                last.ok_or_else(|| Box::new(Answered::failed(HttpError::internal())))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }
}

/// Leaves the slots to those who ask for the values, so that the last of these drops each value in its lane: a blocking client that
/// has a runtime of its own panics if it is dropped on the event loop.
fn release_slots(done: &mut [ThreadResult]) {
    for (node, result) in done {
        if matches!(result, Ok(Ok(_))) {
            node.slot = None;
        }
    }
}
