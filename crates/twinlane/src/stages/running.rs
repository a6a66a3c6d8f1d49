//! An application that has been started.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tracing::{info, warn};
use twinlane_lanes::{StopSignal, Stopping};
use twinlane_server::Settings;

use super::started_values::StartedValues;
use crate::errors::Result;
use crate::service::Service;

/// A started application: see [`Checked::start`](crate::lifespan::Checked::start).
///
/// Any server can serve its [`service`](Self::service). [`serve`](Self::serve) uses Twinlane's own server. [`stop`](Self::stop) ends the
/// application.
///
/// If it is dropped without a stop, the values of the start are undone in a task of the runtime. Without a runtime they are not undone, and a WARN
/// line is logged.
#[derive(Debug)]
#[must_use = "`stop` it: what was made at its start is undone there"]
pub struct Running {
    service: Service,
    started: StartedValues,
    /// Sent if a function around the application has ended before it.
    left: StopSignal,
}

impl Running {
    pub(super) fn new(service: Service, started: StartedValues, left: StopSignal) -> Self {
        Self {
            service,
            started,
            left,
        }
    }

    /// The application as a [`tower` service](tower_service::Service). Clones are the same application.
    pub fn service(&self) -> Service {
        self.service.clone()
    }

    /// Stops the application: signals the stop to its code, waits for work without a connection, and undoes the values of the start, the last
    /// first.
    ///
    /// The limit is the `shutdown_timeout` of the default [`Settings`], 25 seconds: see [`stop_within`](Self::stop_within).
    ///
    /// # Errors
    ///
    /// The first error of a teardown. All errors are logged.
    pub async fn stop(self) -> Result {
        let limit = Settings::default().shutdown_timeout;
        self.stop_by(Instant::now(), limit).await.1
    }

    /// Stops the application within this limit: see [`stop`](Self::stop).
    ///
    /// Work that has not ended by then is cancelled. Then the dependencies have 4 more seconds to be undone, those of requests and those of the
    /// application together. Those of the application have at least one second.
    ///
    /// # Errors
    ///
    /// The first error of a teardown; a teardown without time left is one. All errors are logged.
    ///
    /// If this future is dropped before its end, the teardowns continue in a task.
    pub async fn stop_within(self, limit: Duration) -> Result {
        self.stop_by(Instant::now(), Some(limit)).await.1
    }

    /// Ready when a function around the application has ended before it.
    pub(crate) fn left(&self) -> Stopping {
        self.left.stopping()
    }

    /// Ends what goes on within a limit that began at `since`, then undoes the values. `false`: something was given up.
    pub(crate) async fn stop_by(self, since: Instant, limit: Option<Duration>) -> (bool, Result) {
        let Self {
            service, started, ..
        } = self;
        service.begin_stop();
        let limit = limit.map(|limit| since + limit.min(LONGEST_STOP));
        let is_finished = finish(&service, limit).await;
        let limit = limit.unwrap_or_else(|| Instant::now() + LONGEST_STOP);
        let latest = (limit + TIME_TO_UNDO).max(Instant::now() + LEAST_TIME);
        (is_finished, started.undo(service, latest).await)
    }
}

/// Waits for what goes on without a connection, and gives it up when its time is over. `false`: it was given up.
async fn finish(service: &Service, limit: Option<Instant>) -> bool {
    let left = service.left();
    if !left.is_empty() {
        info!("stopping: waiting for {left}");
    }
    let Some(limit) = limit else {
        service.wait_idle().await;
        return true;
    };
    if timeout_at(limit, service.wait_idle()).await.is_ok() {
        return true;
    }
    warn!(
        "stopping: cancelled, because not finished in time: {}",
        service.left()
    );
    service.cancel();
    if timeout_at(limit + TIME_TO_UNDO, service.wait_idle())
        .await
        .is_err()
    {
        warn!(
            "stopping: teardowns did not end in time: {}",
            service.left()
        );
    }
    false
}

/// For teardowns of what was given up, with the time that cutting off connections takes. A second more is the runtime's: with the
/// default `--shutdown-timeout` a stop takes 30 seconds at the most.
const TIME_TO_UNDO: Duration = Duration::from_secs(4);
/// For the values of the start, however long all else took.
const LEAST_TIME: Duration = Duration::from_secs(1);
/// No clock counts as far as `Duration::MAX`.
const LONGEST_STOP: Duration = Duration::from_hours(24 * 365);
