//! What an application has made at its start, and undoes when it stops.

use std::error::Error as StdError;
use std::fmt;
use std::mem::take;

use tokio::runtime::Handle;
use tracing::{error, warn};
use twinlane_lanes::{StopSignal, ThreadLane, spawn, threads};

use super::around::AroundFunction;
use crate::dependency::{LifespanValue, PlannedLifespan, SharedAny};
use crate::error::{Error, Result};
use crate::log::Causes;
use crate::parameter::States;

/// The values of a running application, in the order in which they were made.
#[derive(Default)]
pub(super) struct StartedValues {
    values: Vec<(String, LifespanValue)>,
}

/// What has failed at the start or at the stop, with its cause.
#[derive(Debug)]
struct StageError {
    message: String,
    cause: Error,
}

impl StartedValues {
    pub(super) fn new() -> Self {
        Self::default()
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
        states.extend(planned.keys.map(|key| (key, value.share())));
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
    pub(super) async fn undo(mut self) -> Result {
        let mut ended = Ok(());
        let mut undone_values: Vec<SharedAny> = Vec::with_capacity(self.values.len());
        // One at a time is taken out: if this is dropped, the others are still there for `drop`.
        while let Some((name, value)) = self.values.pop() {
            let mut unfinished = Unfinished(value.has_undo().then_some(name.as_str()));
            let (value, undone) = value.undo().await;
            unfinished.0 = None;
            undone_values.push(value);
            if let Err(cause) = undone {
                error!("{name} was not undone: {}", Causes(&cause));
                let message = format!("{name} was not undone");
                ended = ended.and(Err(StageError { message, cause }.into()));
            }
        }
        // A value may block as it is dropped, as a client with a runtime of its own does.
        if let Err(panicked) = threads(move || drop(undone_values)).await {
            error!("a value of the start panicked as it was dropped: {panicked}");
        }
        ended
    }
}

/// The value whose undoing goes on; said if it is given up.
struct Unfinished<'n>(Option<&'n str>);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(name) = self.0 {
            error!("{name} was not undone: it took too long");
        }
    }
}

/// An application that is dropped without a stop, or whose start is given up.
impl Drop for StartedValues {
    fn drop(&mut self) {
        let values = take(&mut self.values);
        if values.iter().all(|(_, value)| !value.has_undo()) {
            return;
        }
        if Handle::try_current().is_ok() {
            let left = Self { values };
            drop(spawn(async move {
                // Each error is in the log.
                let _ = left.undo().await;
            }));
        } else {
            warn!(
                "an application was dropped outside of a runtime and without `stop`: what it made at its start is not undone"
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
