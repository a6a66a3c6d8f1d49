//! What the dependencies of a request have made, and undoing it.

use std::mem::take;
use std::sync::Arc;

use tracing::error;
use twinlane_lanes::{Label, Refused};

use super::errors::{EarlyResponse, into_owned_error, refused_answer, separate_error};
use super::late_teardown::{LateTeardowns, TeardownContext};
use super::pending::RequestNode;
use super::plan::PlannedDependencies;
use super::scope::{Outcome, Scope};
use super::teardown::NodeTeardown;
use super::thread_results::{self, ResultHandle, ThreadResults};
use super::value_target::{CallExtras, CallResult};
use crate::answer::Answered;
use crate::call::Call;
use crate::error::{Error, HttpError};
use crate::failure;
use crate::log::Causes;
use crate::parameter::GivenBack;

/// What the dependencies of a request have made, and what is to be undone.
#[derive(Debug, Default)]
pub(crate) struct DependencyResults {
    teardowns: Vec<NodeTeardown>,
    /// Those whose values were still held when their turn came.
    late: LateTeardowns,
    /// The optional ones that have no value, and why.
    failed: Vec<(usize, Arc<Error>)>,
    /// Boxed: few dependencies are lent anything.
    given_back: Option<Box<GivenBack>>,
    /// What threads make where the request may be given up.
    threads: Option<ThreadResults>,
}

impl DependencyResults {
    /// Takes what the dependency at `place` has made beside its value.
    pub(super) fn add_extras(&mut self, (index, label): (usize, Label), supplied: CallExtras) {
        if let Some(beside) = supplied.0 {
            let teardown_entry = |teardown| NodeTeardown {
                index,
                label,
                teardown,
            };
            self.teardowns.extend(beside.teardown.map(teardown_entry));
            self.given_back.get_or_insert_default().append(beside.given);
        }
    }

    /// Why something that it needs has no value.
    pub(super) fn error_below(
        &self,
        index: usize,
        dependencies: &PlannedDependencies,
    ) -> Option<Arc<Error>> {
        if self.failed.is_empty() {
            return None;
        }
        let needs = dependencies.needs(index);
        let mut failed = self.failed.iter();
        let (_, error) = failed.find(|(failed, _)| needs.contains(failed))?;
        Some(Arc::clone(error))
    }

    /// Takes what has become of a dependency. `Err`: it ends the request.
    pub(super) fn add<P: Into<Refused>>(
        &mut self,
        node: &RequestNode,
        result: Result<CallResult, P>,
    ) -> Result<(), EarlyResponse> {
        match result {
            Ok(Ok(supplied)) => {
                self.add_extras((node.index, node.teardown), supplied);
                Ok(())
            }
            Ok(Err(answered)) if !node.optional => Err(answered),
            Ok(Err(answered)) => {
                // An error that is an answer of its own shape can only be given as that.
                let error = separate_error(*answered).err();
                let error = error.unwrap_or_else(|| Arc::new(HttpError::internal().into()));
                self.do_without(node, error)
            }
            Err(refused) => Err(Box::new(refused_answer(node.label, &refused.into()))),
        }
    }

    /// Tells those who ask why there is no value. `Err`: one of them cannot do without.
    pub(super) fn do_without(
        &mut self,
        node: &RequestNode,
        error: Arc<Error>,
    ) -> Result<(), EarlyResponse> {
        if !node.optional {
            return Err(Box::new(Answered::failed(into_owned_error(error))));
        }
        if let Some(slot) = &node.slot {
            slot.fail(Arc::clone(&error));
        }
        self.failed.push((node.index, error));
        Ok(())
    }

    /// Waits for the functions in threads of a request that was given up, and takes what they have made.
    pub(crate) async fn wait_for_threads(&mut self) {
        if let Some(threads) = self.threads.take() {
            for (node, result) in threads.when_all_done().await {
                // What it fails with is told to nobody: the client has gone.
                let _: Result<(), EarlyResponse> = self.add(&node, result);
            }
        }
    }

    /// Made at the first trip to a thread: a request without one pays nothing.
    pub(super) fn result_handle(&mut self) -> ResultHandle {
        self.threads.get_or_insert_default().result_handle()
    }

    pub(super) fn record_result(
        &mut self,
        of: &RequestNode,
        call: Call<CallResult>,
    ) -> Call<CallResult> {
        thread_results::record_result(of, call, || self.result_handle())
    }

    pub(super) fn hold_until_done(&mut self, call: Call) -> Call {
        thread_results::hold_until_done(call, || self.result_handle())
    }

    /// Takes what threads have made. `Err`: it ends the request.
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

    /// The answer with what the dependencies have said beside it.
    pub(crate) fn with_given_back(&mut self, answered: Answered) -> Answered {
        match self.given_back.take() {
            Some(given) => given.around(answered),
            None => answered,
        }
    }

    /// Whether anything is left to undo.
    pub(crate) fn has_teardowns(&self) -> bool {
        !self.teardowns.is_empty()
    }

    /// Undoes what is undone before the answer, the last first; where the request has failed also what would be undone after it,
    /// as in FastAPI. What fails with that becomes the answer, which waits for no value that is still held.
    pub(crate) async fn undo_before_response(
        &mut self,
        mut answered: Result<Answered, Arc<Error>>,
        context: &TeardownContext,
    ) -> Result<Answered, Arc<Error>> {
        let (before, mut after): (Vec<_>, Vec<_>) = take(&mut self.teardowns)
            .into_iter()
            .partition(|teardown_entry| teardown_entry.teardown.scope() == Scope::BeforeResponse);
        for teardown in before.into_iter().rev() {
            answered = self.undo(teardown, answered, context).await;
        }
        if answered.is_err() {
            for teardown in take(&mut after).into_iter().rev() {
                answered = self.undo(teardown, answered, context).await;
            }
        }
        self.teardowns = after;
        answered
    }

    /// Undoes the rest, the last first. An error is logged, and those after it learn of it.
    pub(crate) async fn undo_after_response(
        mut self,
        mut outcome: Outcome,
        context: &TeardownContext,
    ) {
        for teardown_entry in self.teardowns.into_iter().rev() {
            let label = teardown_entry.label;
            let Some(ready) = self.late.ready(teardown_entry, &outcome, context) else {
                continue;
            };
            if let Err(error) = ready.run(outcome.clone(), label).await {
                let name = context.operation;
                error!("{name}: a teardown failed: {}", Causes(&error));
                outcome = Outcome::Failed(Arc::new(error));
            }
        }
    }

    async fn undo(
        &mut self,
        teardown_entry: NodeTeardown,
        answered: Result<Answered, Arc<Error>>,
        context: &TeardownContext,
    ) -> Result<Answered, Arc<Error>> {
        let outcome = match &answered {
            Err(error) if error.downcast_ref::<failure::Gone>().is_some() => Outcome::ClientGone,
            Err(error) => Outcome::Failed(Arc::clone(error)),
            Ok(_) if twinlane_lanes::is_left_alone() => Outcome::ClientGone,
            Ok(_) => Outcome::Answered,
        };
        let label = teardown_entry.label;
        let Some(ready) = self.late.ready(teardown_entry, &outcome, context) else {
            return answered;
        };
        match ready.run(outcome, label).await {
            Ok(()) => answered,
            Err(error) => Err(Arc::new(error)),
        }
    }
}
