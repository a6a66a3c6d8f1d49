//! Late teardowns: of values that are held longer than their request, by a task, a thread or a static that a function has given them
//! to, by the stream that is the response's body, or by an error.
//!
//! The response does not wait for them. Each has a task that sleeps until the last holder drops the value, and a stopping server
//! waits for that within its limit. What was provided last is undone first here too: a value waits for those that were built on it.

use std::sync::Arc;

use tokio::sync::watch;
use tracing::{debug, error, warn};
use twinlane_lanes::{Guard, InFlight, Label, spawn};

use super::errors::copy_error;
use super::plan::TeardownPlan;
use super::scope::{Outcome, Scope};
use super::teardown::{NodeTeardown, ReadyTeardown};
use crate::errors::Error;
use crate::log::Causes;

/// The facts of a request that its teardowns need.
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
    index: usize,
    done: DoneReceiver,
}

/// `None` until it has run; then the error it failed with, if it did.
type DoneSignal = Option<Option<Arc<Error>>>;
type DoneReceiver = watch::Receiver<DoneSignal>;

impl LateTeardowns {
    /// The teardown with its value, if that is free and nothing that was built on it is late. `None`: it runs by itself later.
    pub(super) fn ready(
        &mut self,
        teardown_entry: NodeTeardown,
        outcome: &Outcome,
        context: &TeardownContext,
    ) -> Option<ReadyTeardown> {
        let dependents = self.dependents(teardown_entry.index, &context.plan);
        let teardown = if dependents.is_empty() {
            match teardown_entry.teardown.ready() {
                Ok(ready) => return Some(ready),
                Err(held) => {
                    log_held(context, (teardown_entry.index, held.scope()), outcome);
                    held
                }
            }
        } else {
            teardown_entry.teardown
        };
        let teardown_entry = NodeTeardown {
            teardown,
            ..teardown_entry
        };
        self.spawn_task(teardown_entry, dependents, outcome, context);
        None
    }

    /// The late ones whose values were built on that of a dependency.
    fn dependents(&self, index: usize, plan: &TeardownPlan) -> Vec<DoneReceiver> {
        let late = self.0.iter();
        late.filter(|late| plan.needs(late.index).contains(&index))
            .map(|late| late.done.clone())
            .collect()
    }

    #[cold]
    fn spawn_task(
        &mut self,
        teardown_entry: NodeTeardown,
        dependents: Vec<DoneReceiver>,
        outcome: &Outcome,
        context: &TeardownContext,
    ) {
        let (done, when_done) = watch::channel(None);
        self.0.push(LateTeardown {
            index: teardown_entry.index,
            done: when_done,
        });
        let task = TeardownTask {
            teardown_entry,
            dependents,
            outcome: match outcome {
                // The error itself becomes the response.
                Outcome::Failed(error) => Outcome::Failed(Arc::new(copy_error(error))),
                other => other.clone(),
            },
            context: context.clone(),
            held: context.held.track(),
        };
        drop(spawn(async move {
            let failed = task.run().await;
            // Nothing may have been built on what it undid.
            done.send_replace(Some(failed));
        }));
    }
}

/// A late teardown in a task of its own.
struct TeardownTask {
    teardown_entry: NodeTeardown,
    dependents: Vec<DoneReceiver>,
    outcome: Outcome,
    context: TeardownContext,
    held: Guard,
}

impl TeardownTask {
    /// Undoes the value when its last holder has dropped it, and the values that were built on it are undone.
    async fn run(self) -> Option<Arc<Error>> {
        let Self {
            teardown_entry,
            dependents,
            mut outcome,
            context,
            held,
        } = self;
        let was_logged = dependents.is_empty();
        for mut done in dependents {
            let done = done.wait_for(Option::is_some).await;
            if let Ok(Some(Some(error))) = done.as_deref() {
                outcome = Outcome::Failed(Arc::clone(error));
            }
        }
        let ready = match teardown_entry.teardown.ready() {
            Ok(ready) => ready,
            Err(held) => {
                if !was_logged {
                    log_held(&context, (teardown_entry.index, held.scope()), &outcome);
                }
                held.when_ready().await
            }
        };
        // In this order, so that a stop never sees neither.
        let _running = context.running.track();
        drop(held);
        let error = match ready.run(outcome, teardown_entry.label).await {
            Ok(None) => return None,
            Ok(Some(_)) => {
                warn!(operation = %context.operation, "what {} sets on the response is ignored: its value was still held after the response", teardown_entry.label);
                return None;
            }
            Err(error) => Arc::new(error),
        };
        error!(operation = %context.operation, "{} failed: {}", teardown_entry.label, Causes(&error));
        Some(error)
    }
}

fn log_held(context: &TeardownContext, (index, scope): (usize, Scope), outcome: &Outcome) {
    let operation = context.operation;
    let dependency = context.plan.name(index);
    // A stream that blocks is dropped in a thread. That is nobody's mistake.
    if scope == Scope::AfterResponse && matches!(outcome, Outcome::ClientGone | Outcome::Cancelled)
    {
        debug!(%operation, %dependency, "the value of a dependency is still held after its client has gone");
        return;
    }
    warn!(
        %operation,
        %dependency,
        "the value of a dependency is still held after its request: the response does not wait for it, and it is undone when its last holder drops it"
    );
}
