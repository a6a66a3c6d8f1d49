//! The results of a request's dependencies: teardowns, errors that can be done without, and what was lent and has come back.

use std::sync::Arc;

use twinlane_lanes::{Label, Refused};

use super::errors::{EarlyResponse, into_owned_error, refused_answer, separate_error};
use super::late_teardown::TeardownContext;
use super::pending::{CallState, RequestNode};
use super::plan::PlannedDependencies;
use super::scope::Outcome;
use super::teardown::NodeTeardown;
use super::teardown_stack::TeardownStack;
use super::thread_results::{self, ResultHandle, ThreadResults};
use super::value_target::{CallExtras, CallResult};
use crate::answer::Answered;
use crate::call::Call;
use crate::errors::{Error, HttpError};
use crate::parameters::GivenBack;

/// The results of a request's dependencies, their values apart.
#[derive(Debug, Default)]
pub(crate) struct DependencyResults {
    teardowns: TeardownStack,
    /// The optional ones that have no value, and why.
    failed: Vec<(usize, Arc<Error>)>,
    /// Boxed: few dependencies are lent anything.
    given_back: Option<Box<GivenBack>>,
    /// The results of threads, if there are any: the request may be given up while they run.
    threads: Option<ThreadResults>,
}

impl DependencyResults {
    /// Takes the result of a call. `Err`: it ends the request.
    pub(super) fn add<P: Into<Refused>>(
        &mut self,
        node: &RequestNode,
        result: Result<CallResult, P>,
    ) -> Result<(), EarlyResponse> {
        match result {
            Ok(Ok(extras)) => {
                self.add_extras((node.index, node.teardown), extras);
                Ok(())
            }
            Ok(Err(response)) if !node.optional => Err(response),
            Ok(Err(response)) => {
                // Only an operation's answer is none, and this is a dependency's.
                let error = separate_error(*response).err();
                let error = error.unwrap_or_else(|| Arc::new(HttpError::internal().into()));
                self.do_without(node, error)
            }
            Err(refused) => Err(Box::new(refused_answer(node.label, &refused.into()))),
        }
    }

    /// Takes what a call has made beside its value.
    pub(super) fn add_extras(&mut self, (index, label): (usize, Label), extras: CallExtras) {
        let Some(items) = extras.0 else {
            return;
        };
        if let Some(teardown) = items.teardown {
            self.teardowns.push(NodeTeardown {
                index,
                label,
                teardown,
            });
        }
        let given_back = self.given_back.get_or_insert_default();
        given_back.append(items.given_back);
    }

    /// The call of a dependency whose turn has come. `None`: it is done, or it can be done without and something that it needs has
    /// failed. `Err`: that ends the request.
    pub(super) fn ready_call(
        &mut self,
        node: &RequestNode,
        state: CallState,
        dependencies: &PlannedDependencies,
    ) -> Result<Option<Call<CallResult>>, EarlyResponse> {
        match (state, self.error_below(node.index, dependencies)) {
            (CallState::Done(result), _) => self.add(node, result).map(|()| None),
            (_, Some(error)) => self.do_without(node, error).map(|()| None),
            (CallState::Ready(call), None) => Ok(Some(call)),
            (CallState::Refused, None) => Err(Box::new(Answered::failed(HttpError::internal()))),
        }
    }

    /// The error of something that it needs, if that has no value.
    fn error_below(&self, index: usize, dependencies: &PlannedDependencies) -> Option<Arc<Error>> {
        if self.failed.is_empty() {
            return None;
        }
        let needs = dependencies.needs(index);
        let mut failed = self.failed.iter();
        let (_, error) = failed.find(|(failed, _)| needs.contains(failed))?;
        Some(Arc::clone(error))
    }

    /// Tells those who ask why there is no value. `Err`: one of them cannot do without.
    fn do_without(&mut self, node: &RequestNode, error: Arc<Error>) -> Result<(), EarlyResponse> {
        if !node.optional {
            return Err(Box::new(Answered::failed(into_owned_error(error))));
        }
        if let Some(slot) = &node.slot {
            slot.fail(Arc::clone(&error));
        }
        self.failed.push((node.index, error));
        Ok(())
    }

    /// A handle for the results of one trip to a thread. Made at the first trip: a request without one pays nothing.
    pub(super) fn result_handle(&mut self) -> ResultHandle {
        self.threads.get_or_insert_default().result_handle()
    }

    /// The call, whose result is recorded if it runs in a thread.
    pub(super) fn record_result(
        &mut self,
        node: &RequestNode,
        call: Call<CallResult>,
    ) -> Call<CallResult> {
        thread_results::record_result(node, call, || self.result_handle())
    }

    /// The call of the operation, which a request that is given up waits for if it runs in a thread.
    pub(super) fn hold_until_done(&mut self, call: Call) -> Call {
        thread_results::hold_until_done(call, || self.result_handle())
    }

    /// Takes the results that threads have recorded. `Err`: one ends the request.
    pub(super) fn add_thread_results(&mut self) -> Result<(), EarlyResponse> {
        let Some(threads) = &self.threads else {
            return Ok(());
        };
        let mut results = threads.take();
        results.sort_by_key(|(node, _)| node.index);
        let mut added = Ok(());
        for (node, result) in results {
            // All of them: what they have made is undone.
            added = added.and(self.add(&node, result));
        }
        added
    }

    /// Waits for the threads of a request that was given up, and takes their results.
    pub(crate) async fn wait_for_threads(&mut self) {
        if let Some(threads) = self.threads.take() {
            for (node, result) in threads.when_all_done().await {
                // Its error is told to nobody: the client has gone.
                let _: Result<(), EarlyResponse> = self.add(&node, result);
            }
        }
    }

    /// The response with what was lent to dependencies and has come back, and with what their teardowns say of it.
    pub(crate) fn with_given_back(&mut self, answered: Answered) -> Answered {
        let answered = match self.given_back.take() {
            Some(given_back) => given_back.around(answered),
            None => answered,
        };
        self.teardowns.with_parts(answered)
    }

    /// True if anything is left to undo.
    pub(crate) fn has_teardowns(&self) -> bool {
        !self.teardowns.is_empty()
    }

    /// Undoes what is undone before the response; if the request has failed, everything.
    pub(crate) fn undo_before_response(
        &mut self,
        answered: Result<Answered, Arc<Error>>,
        context: &TeardownContext,
    ) -> impl Future<Output = Result<Answered, Arc<Error>>> + Send {
        self.teardowns.run_before_response(answered, context)
    }

    /// Undoes the rest.
    pub(crate) async fn undo_after_response(self, outcome: Outcome, context: &TeardownContext) {
        // The errors in `self` may hold values, until all is undone.
        self.teardowns.run_after_response(outcome, context).await;
    }
}
