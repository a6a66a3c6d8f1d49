//! The checks of an application, and what is known of them.
//!
//! Those who ask while a round of checks goes on wait for its end, and those who ask soon after it are told the same: however many ask,
//! the checks run once at a time, and at most once in the time of the cache.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout};
use tracing::{info, warn};
use twinlane_lanes::{InFlight, StopSignal, clean_up_when_dropped, spawn};

use super::Health;
use super::report::{CheckResult, Report};
use crate::errors::Result;
use crate::log::Causes;

/// Runs the check at a place of the list.
pub(crate) type RunCheck = Arc<dyn Fn(usize) -> CheckRun + Send + Sync>;
/// A run of a check.
pub(crate) type CheckRun = Pin<Box<dyn Future<Output = Result> + Send>>;

/// The checks, with the last that is known of them.
pub(crate) struct Readiness {
    checks: Vec<Arc<Check>>,
    cache: Duration,
    timeout: Duration,
    known: Mutex<Known>,
    /// Sent if the application is about to stop.
    draining: StopSignal,
}

struct Check {
    name: String,
    /// Of a run, which may go on when nobody waits for it any more.
    turn: Arc<Semaphore>,
    /// The last that the log has said of it.
    has_failed: AtomicBool,
}

#[derive(Default)]
struct Known {
    /// The end of the last round.
    last: Option<(Instant, Report)>,
    /// The round that goes on.
    round: Option<watch::Receiver<Option<Report>>>,
}

impl Readiness {
    /// Of these checks, by their names, about which nothing is known.
    pub(crate) fn new(health: &Health, names: impl Iterator<Item = String>) -> Self {
        let checks = names.map(|name| {
            Arc::new(Check {
                name,
                turn: Arc::new(Semaphore::new(1)),
                has_failed: AtomicBool::new(false),
            })
        });
        Self {
            checks: checks.collect(),
            cache: health.cache,
            timeout: health.timeout,
            known: Mutex::default(),
            draining: StopSignal::new(),
        }
    }

    /// From now on the application is not ready.
    pub(crate) fn begin_drain(&self) {
        self.draining.send();
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.is_sent()
    }

    /// The results of the checks: those of a moment ago, or of a run.
    ///
    /// `in_flight` counts what is left of a run that was given up.
    pub(crate) async fn report(self: &Arc<Self>, run: &RunCheck, in_flight: &InFlight) -> Report {
        if self.checks.is_empty() {
            return self.all(|_| CheckResult::Ok);
        }
        let mut round = {
            let mut known = self.known();
            if let Some((at, report)) = &known.last
                && at.elapsed() < self.cache
            {
                return report.clone();
            }
            match &known.round {
                Some(round) => round.clone(),
                None => known.round.insert(self.begin_round(run, in_flight)).clone(),
            }
        };
        let report = round.wait_for(Option::is_some).await;
        let report = report.ok().and_then(|report| report.clone());
        // A round without an end has lost its runtime.
        report.unwrap_or_else(|| self.all(|_| CheckResult::Failed))
    }

    /// Runs all checks in a task: a client that goes leaves the others their answer.
    fn begin_round(
        self: &Arc<Self>,
        run: &RunCheck,
        in_flight: &InFlight,
    ) -> watch::Receiver<Option<Report>> {
        let (sender, round) = watch::channel(None);
        let round_of = Round(Arc::clone(self));
        let (run, in_flight) = (Arc::clone(run), in_flight.clone());
        drop(spawn(async move {
            let Round(readiness) = &round_of;
            let checks = readiness.checks.iter().enumerate();
            let runs = checks.map(|(place, check)| {
                let check = Arc::clone(check);
                let (run, in_flight) = (Arc::clone(&run), in_flight.clone());
                let limit = readiness.timeout;
                spawn(async move { check.result(|| run(place), &in_flight, limit).await })
            });
            let runs: Vec<_> = runs.collect();
            let mut results = Vec::with_capacity(runs.len());
            for run in runs {
                results.push(run.await.unwrap_or(CheckResult::Failed));
            }
            let report = readiness.all(|place| results[place]);
            readiness.known().last = Some((Instant::now(), report.clone()));
            drop(round_of);
            // Nobody may be left to hear it.
            let _ = sender.send(Some(report));
        }));
        round
    }

    fn all(&self, result: impl Fn(usize) -> CheckResult) -> Report {
        let checks = self.checks.iter().enumerate();
        Report::of_checks(checks.map(|(place, check)| (check.name.as_str(), result(place))))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A round that goes on. The next begins when it is dropped, whatever has ended it.
struct Round(Arc<Readiness>);

impl Drop for Round {
    fn drop(&mut self) {
        self.0.known().round = None;
    }
}

impl Check {
    async fn result(
        &self,
        run: impl FnOnce() -> CheckRun,
        in_flight: &InFlight,
        limit: Duration,
    ) -> CheckResult {
        let Ok(turn) = Arc::clone(&self.turn).try_acquire_owned() else {
            // The log has told of it when it was given up.
            return CheckResult::TimedOut;
        };
        let run = run();
        let run = clean_up_when_dropped(
            Box::pin(async move {
                let _turn = turn;
                run.await
            }),
            in_flight,
        );
        let result = timeout(limit, run).await;
        match &result {
            Ok(Ok(())) if self.has_failed.swap(false, Ordering::Relaxed) => {
                info!("the check `{}` is ok again", self.name);
            }
            Ok(Err(error)) if !self.has_failed.swap(true, Ordering::Relaxed) => {
                warn!("the check `{}` fails: {}", self.name, Causes(error));
            }
            Err(_) if !self.has_failed.swap(true, Ordering::Relaxed) => {
                warn!("the check `{}` was given up after {limit:?}", self.name);
            }
            _ => {}
        }
        match result {
            Ok(Ok(())) => CheckResult::Ok,
            Ok(Err(_)) => CheckResult::Failed,
            Err(_) => CheckResult::TimedOut,
        }
    }
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checks = self.checks.iter().map(|check| &check.name);
        f.debug_list().entries(checks).finish()
    }
}
