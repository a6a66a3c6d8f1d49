//! Teardowns of values that are held longer than their request: by a task, a thread or a static that a function has given them to,
//! by the stream that is the response's body, by an error.
//!
//! The response does not wait for them. Each has a task that sleeps until the last holder drops the value, and a stopping server
//! waits for that within its limit. What was provided last is undone first here too: a value waits for those that were built on it.

use std::sync::Arc;

use tokio::sync::watch;
use tracing::{debug, error, warn};
use twinlane_lanes::{Guard, InFlight, Label, spawn};

use super::made::{PlacedTeardown, copy_of};
use super::plan::TeardownPlan;
use super::teardown::ReadyTeardown;
use super::{Outcome, Scope};
use crate::error::Error;
use crate::log::Causes;

/// The request whose values are torn down.
#[derive(Debug, Clone)]
pub(crate) struct TeardownContext {
    pub(crate) operation: Label,
    pub(crate) plan: Arc<TeardownPlan>,
    /// Counts the values that are still held.
    pub(crate) held: InFlight,
    /// Counts the teardowns that run after their response.
    pub(crate) running: InFlight,
}

/// The teardowns of one request that wait for their values.
#[derive(Debug, Default)]
pub(super) struct LateTeardowns(Vec<LateTeardown>);

#[derive(Debug)]
struct LateTeardown {
    place: usize,
    ended: WhenEnded,
}

/// `None` until it has run; then the error it failed with, if it did.
type Ended = Option<Option<Arc<Error>>>;
type WhenEnded = watch::Receiver<Ended>;

impl LateTeardowns {
    /// The teardown with its value, if that is free. `None`: it runs by itself when it is.
    pub(super) fn ready(
        &mut self,
        placed: PlacedTeardown,
        outcome: &Outcome,
        context: &TeardownContext,
    ) -> Option<ReadyTeardown> {
        let before = self.built_on(placed.place, &context.plan);
        let teardown = if before.is_empty() {
            match placed.teardown.ready() {
                Ok(ready) => return Some(ready),
                Err(held) => {
                    log_held(context, (placed.place, held.scope()), outcome);
                    held
                }
            }
        } else {
            placed.teardown
        };
        let placed = PlacedTeardown { teardown, ..placed };
        self.leave(placed, before, outcome, context);
        None
    }

    /// The waiting ones whose values were built on that of a dependency.
    fn built_on(&self, place: usize, plan: &TeardownPlan) -> Vec<WhenEnded> {
        let late = self.0.iter();
        late.filter(|late| plan.needs(late.place).contains(&place))
            .map(|late| late.ended.clone())
            .collect()
    }

    #[cold]
    fn leave(
        &mut self,
        placed: PlacedTeardown,
        before: Vec<WhenEnded>,
        outcome: &Outcome,
        context: &TeardownContext,
    ) {
        let (ended, when_ended) = watch::channel(None);
        self.0.push(LateTeardown {
            place: placed.place,
            ended: when_ended,
        });
        let late = Waiting {
            placed,
            before,
            outcome: match outcome {
                // The error itself becomes the response.
                Outcome::Failed(error) => Outcome::Failed(Arc::new(copy_of(error))),
                other => other.clone(),
            },
            context: context.clone(),
            held: context.held.track(),
        };
        drop(spawn(async move {
            let failed = late.run().await;
            // Nothing may have been built on what it undid.
            ended.send_replace(Some(failed));
        }));
    }
}

/// A teardown in a task of its own.
struct Waiting {
    placed: PlacedTeardown,
    before: Vec<WhenEnded>,
    outcome: Outcome,
    context: TeardownContext,
    held: Guard,
}

impl Waiting {
    /// Undoes the value when its last holder has dropped it, and those that were built on it are undone.
    async fn run(self) -> Option<Arc<Error>> {
        let Self {
            placed,
            before,
            mut outcome,
            context,
            held,
        } = self;
        let is_logged = before.is_empty();
        for mut ended in before {
            let ended = ended.wait_for(Option::is_some).await;
            if let Ok(Some(Some(error))) = ended.as_deref() {
                outcome = Outcome::Failed(Arc::clone(error));
            }
        }
        let ready = match placed.teardown.ready() {
            Ok(ready) => ready,
            Err(held) => {
                if !is_logged {
                    log_held(&context, (placed.place, held.scope()), &outcome);
                }
                held.when_ready().await
            }
        };
        // In this order, so that a stop never sees neither.
        let _running = context.running.track();
        drop(held);
        let error = Arc::new(ready.run(outcome, placed.label).await.err()?);
        error!(operation = %context.operation, "{} failed: {}", placed.label, Causes(&error));
        Some(error)
    }
}

fn log_held(context: &TeardownContext, (place, scope): (usize, Scope), outcome: &Outcome) {
    let operation = context.operation;
    let dependency = context.plan.name(place);
    // A stream that blocks is dropped in a thread. That is nobody's mistake.
    if scope == Scope::AfterResponse && matches!(outcome, Outcome::ClientGone) {
        debug!(%operation, %dependency, "the value of a dependency is still held after its client has gone");
        return;
    }
    warn!(
        %operation,
        %dependency,
        "the value of a dependency is still held after its request: the response does not wait for it, and it is undone when its last holder drops it"
    );
}
