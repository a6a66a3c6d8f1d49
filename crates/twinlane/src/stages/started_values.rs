//! The values that an application has made at its start, and undoes when it stops.

#[cfg(feature = "batches")]
use std::any::TypeId;
use std::error::Error as StdError;
use std::fmt;
use std::mem::take;
#[cfg(feature = "batches")]
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};
use tracing::{error, warn};
use twinlane_lanes::{StopSignal, ThreadLane, spawn, threads};
use twinlane_server::Settings;

use super::around::AroundFunction;
use crate::dependencies::{LifespanValue, PlannedLifespan, SharedAny};
use crate::errors::{Error, Result};
#[cfg(feature = "batches")]
use crate::lanes_page::LanesBook;
use crate::log::Causes;
use crate::parameters::States;

/// The values of a running application.
pub(super) struct StartedValues {
    /// In the order in which they were made.
    values: Vec<(String, LifespanValue)>,
    /// The same once more, to be dropped when all have been undone.
    kept: Vec<SharedAny>,
    /// True if it was left to a task. If that is dropped, its runtime has ended.
    is_left: bool,
}

/// A failure at the start or at the stop, with its cause.
#[derive(Debug)]
struct StageError {
    message: String,
    cause: Error,
}

impl StartedValues {
    pub(super) fn new() -> Self {
        Self {
            values: Vec::new(),
            kept: Vec::new(),
            is_left: false,
        }
    }

    /// Undoes all values, within the usual limit of a stop. `holder` is as for [`undo`](Self::undo).
    pub(super) async fn undo_now(self, holder: impl Send + 'static) {
        // Each error is in the log.
        let _ = self.undo(holder, usual_limit()).await;
    }

    /// Makes one more value, and puts it where those who ask for it find it.
    pub(super) async fn add(
        &mut self,
        planned: PlannedLifespan,
        states: &mut States,
        threads: &ThreadLane,
    ) -> Result {
        let made = planned.make(states, threads).await;
        let name = format!("the lifespan dependency `{}`", planned.name);
        let value = made.map_err(|cause| {
            let message = format!("{name} failed");
            Error::from(StageError { message, cause })
        })?;
        #[cfg(feature = "batches")]
        enter_batch(&value, states);
        states.extend(planned.keys.map(|key| (key, value.share())));
        self.kept.push(value.share());
        self.values.push((name, value));
        Ok(())
    }

    /// Runs a function around the application up to it.
    pub(super) async fn enter(&mut self, function: AroundFunction, left: &StopSignal) -> Result {
        let name = function.name();
        let entered = function.start(left.clone()).await;
        let value = entered.map_err(|cause| {
            let message = format!("{name} failed");
            Error::from(StageError { message, cause })
        })?;
        self.values.push((name, value));
        Ok(())
    }

    /// Undoes all values, the last that was made first, whatever fails meanwhile. The first error, if there is one; each is in the log.
    ///
    /// It goes on in a task, whoever waits for it. What is not undone at `latest` is given up.
    ///
    /// `holder` is dropped with the values. One may block as it is dropped, as a client with a runtime of its own does.
    pub(super) async fn undo(mut self, holder: impl Send + 'static, latest: Instant) -> Result {
        if self.values.is_empty() {
            return Ok(());
        }
        let undoing = spawn(async move {
            let undone = self.undo_each(latest).await;
            let kept = take(&mut self.kept);
            let dropped = threads(move || drop((holder, kept)));
            match timeout_at(latest.max(Instant::now() + LEAST_TIME), dropped).await {
                Ok(Ok(())) => {}
                Ok(Err(panicked)) => {
                    error!("a lifespan value panicked when it was dropped: {panicked}");
                }
                Err(_) => error!("a lifespan value was not dropped in time"),
            }
            undone
        });
        let ended = undoing.await;
        ended.unwrap_or_else(|_| Err(Error::msg("the runtime has ended")))
    }

    /// Each is polled, also when the time is over: many have nothing to wait for.
    async fn undo_each(&mut self, latest: Instant) -> Result {
        let mut ended = Ok(());
        while let Some((name, value)) = self.values.pop() {
            let undone = timeout_at(latest, value.undo()).await;
            let undone = undone.unwrap_or_else(|_| Err(Error::msg("it took too long")));
            if let Err(cause) = undone {
                error!("{name} was not undone: {}", Causes(&cause));
                let message = format!("{name} was not undone");
                ended = ended.and(Err(StageError { message, cause }.into()));
            }
        }
        ended
    }
}

/// Enters a batch function into the book of the lanes, if there is one.
#[cfg(feature = "batches")]
fn enter_batch(value: &LifespanValue, states: &States) {
    let book = states.get(&TypeId::of::<Arc<LanesBook>>());
    let book = book.and_then(|book| book.downcast_ref::<Arc<LanesBook>>());
    if let (Some(book), Some(entry)) = (book, &value.batch) {
        book.enter_batch(entry.clone());
    }
}

/// For those who drop what is started, without a limit of their own.
fn usual_limit() -> Instant {
    let limit = Settings::default().shutdown_timeout;
    Instant::now() + limit.unwrap_or(Duration::from_hours(24))
}

/// For values to be dropped, however long all else took.
const LEAST_TIME: Duration = Duration::from_secs(1);

/// An application that is dropped without a stop, or whose start is given up.
impl Drop for StartedValues {
    fn drop(&mut self) {
        if self.values.is_empty() {
            return;
        }
        let (values, kept) = (take(&mut self.values), take(&mut self.kept));
        if !self.is_left && Handle::try_current().is_ok() {
            let left = Self {
                values,
                kept,
                is_left: true,
            };
            drop(spawn(left.undo_now(())));
        } else if values.iter().any(|(_, value)| value.has_undo()) {
            warn!(
                "an application was dropped without `stop`, and its runtime has ended: what it made at its start is not undone"
            );
        }
    }
}

impl fmt::Debug for StartedValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.values.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for StageError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.cause.as_std())
    }
}
