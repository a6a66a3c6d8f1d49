//! The teardowns of one request, the last first.
//!
//! Those of scope `BeforeResponse` run before the response is sent. If the request has failed, so do those of scope
//! `AfterResponse`, as in FastAPI. Otherwise these run after the response and its background tasks. A teardown whose value is still
//! held is [left to a task of its own](super::late_teardown).

use std::mem::take;
use std::sync::Arc;

use tracing::error;

use super::late_teardown::{LateTeardowns, TeardownContext};
use super::scope::{Outcome, Scope};
use super::teardown::NodeTeardown;
use crate::answer::Answered;
use crate::errors::{Error, GivenUp};
use crate::log::Causes;
use crate::response_parts::ResponseParts;

/// The teardowns that have not run, in the order in which their values were provided.
#[derive(Debug, Default)]
pub(super) struct TeardownStack {
    teardowns: Vec<NodeTeardown>,
    /// Those whose values were still held when their turn came.
    late: LateTeardowns,
    /// The parts of the response that they have said.
    parts: Option<Box<ResponseParts>>,
}

impl TeardownStack {
    pub(super) fn push(&mut self, teardown: NodeTeardown) {
        self.teardowns.push(teardown);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.teardowns.is_empty()
    }

    /// Runs those of before the response; if the request has failed, all. The error of one becomes the response, which waits for no
    /// value that is still held.
    pub(super) async fn run_before_response(
        &mut self,
        mut answered: Result<Answered, Arc<Error>>,
        context: &TeardownContext,
    ) -> Result<Answered, Arc<Error>> {
        let (before, mut after): (Vec<_>, Vec<_>) = take(&mut self.teardowns)
            .into_iter()
            .partition(|of| of.teardown.scope() == Scope::BeforeResponse);
        for teardown in before.into_iter().rev() {
            answered = self.run(teardown, answered, context).await;
        }
        if answered.is_err() {
            for teardown in take(&mut after).into_iter().rev() {
                answered = self.run(teardown, answered, context).await;
            }
        }
        self.teardowns = after;
        answered
    }

    /// The response with what its teardowns have said of it.
    pub(super) fn with_parts(&mut self, answered: Answered) -> Answered {
        match self.parts.take() {
            Some(parts) => answered.with_later_parts(*parts),
            None => answered,
        }
    }

    /// Runs the rest. An error is logged, and those after it learn of it.
    pub(super) async fn run_after_response(
        mut self,
        mut outcome: Outcome,
        context: &TeardownContext,
    ) {
        for teardown in self.teardowns.into_iter().rev() {
            let label = teardown.label;
            let Some(ready) = self.late.ready(teardown, &outcome, context) else {
                continue;
            };
            if let Err(error) = ready.run(outcome.clone(), label).await {
                let name = context.operation;
                error!("{name}: a teardown failed: {}", Causes(&error));
                outcome = Outcome::Failed(Arc::new(error));
            }
        }
    }

    async fn run(
        &mut self,
        teardown: NodeTeardown,
        answered: Result<Answered, Arc<Error>>,
        context: &TeardownContext,
    ) -> Result<Answered, Arc<Error>> {
        let outcome = match &answered {
            Err(error) => match error.downcast_ref::<GivenUp>() {
                Some(reason) => Outcome::given_up(*reason),
                None => Outcome::Failed(Arc::clone(error)),
            },
            // Its response stands in for another, as that of a timeout.
            Ok(_) if twinlane_lanes::is_cleaning_up() => Outcome::Cancelled,
            // Also if its client has gone: it has done what it does, and FastAPI commits.
            Ok(_) => Outcome::Answered,
        };
        let label = teardown.label;
        let Some(ready) = self.late.ready(teardown, &outcome, context) else {
            return answered;
        };
        match ready.run(outcome, label).await {
            Ok(None) => answered,
            Ok(Some(parts)) => {
                self.parts.get_or_insert_default().append(*parts);
                answered
            }
            Err(error) => Err(Arc::new(error)),
        }
    }
}
