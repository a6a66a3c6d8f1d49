//! What the dependencies of a request have made, and undoing it.

use std::mem::take;
use std::sync::Arc;

use tracing::error;
use twinlane_lanes::{Label, Refused};

use super::provision::Running;
use super::supply::{Supplied, Supplying};
use super::teardown::Teardown;
use super::{Outcome, PlannedDependencies, Scope};
use crate::answer::{Answered, AnsweredKind};
use crate::error::{Error, HttpError};
use crate::failure;
use crate::log::Causes;
use crate::parameter::GivenBack;

/// What a request is answered with instead.
pub(super) type Instead = Box<Answered>;

/// What the dependencies of a request have made, and what is to be undone.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// With what the log calls each.
    teardowns: Vec<(Label, Teardown)>,
    /// The optional ones that have no value, and why.
    failed: Vec<(usize, Arc<Error>)>,
    /// Boxed: few dependencies are lent anything.
    given: Option<Box<GivenBack>>,
}

impl Made {
    /// Takes what a dependency has made beside its value.
    pub(super) fn take(&mut self, teardown: Label, supplied: Supplied) {
        if let Some(beside) = supplied.0 {
            let undone = beside.teardown;
            self.teardowns
                .extend(undone.map(|undone| (teardown, undone)));
            self.given.get_or_insert_default().append(beside.given);
        }
    }

    /// Why something that it needs has no value.
    pub(super) fn failed_below(
        &self,
        place: usize,
        dependencies: &PlannedDependencies,
    ) -> Option<Arc<Error>> {
        if self.failed.is_empty() {
            return None;
        }
        let needs = dependencies.needs(place);
        let mut failed = self.failed.iter();
        let (_, error) = failed.find(|(failed, _)| needs.contains(failed))?;
        Some(Arc::clone(error))
    }

    /// Takes what has become of a dependency. `Err`: it ends the request.
    pub(super) fn add<P: Into<Refused>>(
        &mut self,
        running: &Running,
        made: Result<Supplying, P>,
    ) -> Result<(), Instead> {
        match made {
            Ok(Ok(supplied)) => {
                self.take(running.teardown, supplied);
                Ok(())
            }
            Ok(Err(answered)) if !running.optional => Err(answered),
            Ok(Err(answered)) => {
                // An error that is an answer of its own shape can only be given as that.
                let error = error_of(*answered).err();
                let error = error.unwrap_or_else(|| Arc::new(HttpError::internal().into()));
                self.do_without(running, error)
            }
            Err(refused) => Err(Box::new(failed_by(running.label, &refused.into()))),
        }
    }

    /// Tells those who ask why there is no value. `Err`: one of them cannot do without.
    pub(super) fn do_without(
        &mut self,
        running: &Running,
        error: Arc<Error>,
    ) -> Result<(), Instead> {
        if !running.optional {
            return Err(Box::new(Answered::failed(alone(error))));
        }
        if let Some(home) = &running.home {
            home.fail(Arc::clone(&error));
        }
        self.failed.push((running.place, error));
        Ok(())
    }

    /// The answer with what the dependencies have said beside it.
    pub(crate) fn around(&mut self, answered: Answered) -> Answered {
        match self.given.take() {
            Some(given) => given.around(answered),
            None => answered,
        }
    }

    /// Whether anything is left to undo.
    pub(crate) fn has_teardowns(&self) -> bool {
        !self.teardowns.is_empty()
    }

    /// Undoes what is undone before the answer, the last first; where the request has failed also what would be undone after it,
    /// as in FastAPI. What fails with that becomes the answer.
    pub(crate) async fn undo_before_response(
        &mut self,
        mut answered: Result<Answered, Arc<Error>>,
    ) -> Result<Answered, Arc<Error>> {
        let (before, mut after): (Vec<_>, Vec<_>) = take(&mut self.teardowns)
            .into_iter()
            .partition(|(_, teardown)| teardown.scope() == Scope::BeforeResponse);
        for teardown in before.into_iter().rev() {
            answered = undo(teardown, answered).await;
        }
        if answered.is_err() {
            for teardown in take(&mut after).into_iter().rev() {
                answered = undo(teardown, answered).await;
            }
        }
        self.teardowns = after;
        answered
    }

    /// Undoes the rest, the last first. An error is logged, and those after it learn of it.
    pub(crate) async fn undo_after_response(self, mut outcome: Outcome, name: &str) {
        for (label, teardown) in self.teardowns.into_iter().rev() {
            if let Err(error) = teardown.run(outcome.clone(), label).await {
                error!("{name}: a teardown failed: {}", Causes(&error));
                outcome = Outcome::Failed(Arc::new(error));
            }
        }
    }
}

async fn undo(
    (label, teardown): (Label, Teardown),
    answered: Result<Answered, Arc<Error>>,
) -> Result<Answered, Arc<Error>> {
    let outcome = match &answered {
        Err(error) if error.downcast_ref::<failure::Gone>().is_some() => Outcome::ClientGone,
        Err(error) => Outcome::Failed(Arc::clone(error)),
        Ok(_) if twinlane_lanes::is_left_alone() => Outcome::ClientGone,
        Ok(_) => Outcome::Answered,
    };
    match teardown.run(outcome, label).await {
        Ok(()) => answered,
        Err(error) => Err(Arc::new(error)),
    }
}

/// An answer as its content or its error.
pub(crate) fn error_of(answered: Answered) -> Result<Answered, Arc<Error>> {
    match answered.kind {
        AnsweredKind::Failed(error) => Err(Arc::new(error)),
        kind => Ok(Answered { kind, ..answered }),
    }
}

/// The error, alone again. A teardown that has kept it leaves what can be told of it.
pub(crate) fn alone(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(|kept| match kept.downcast_ref::<HttpError>() {
        None if kept.downcast_ref::<failure::Gone>().is_some() => failure::Gone.into(),
        Some(error) => error.clone().into(),
        None => Error::msg(format!("{kept:?}")),
    })
}

pub(super) fn failed_by(label: Label, refused: &Refused) -> Answered {
    Answered::failed(failure::refused(&label.text(), refused))
}
