//! The health of an application: what probes ask, and the checks behind the response.
//!
//! [`Health`] is what is written. [`probe`] is a path that is asked, [`report`] what is said there, and [`readiness`] the checks with what is
//! known of them. A check is an operation without a path of its own, so that it is a dependency like any other.

mod probe;
mod readiness;
mod report;

use std::fmt;
use std::time::Duration;

use crate::dependencies::DependencyRef;
use crate::operation::Route;

pub(crate) use probe::{Probe, ProbePaths};
pub(crate) use readiness::{CheckRun, Readiness, RunCheck};
pub(crate) use report::Report;

/// Health endpoints for an orchestrator or a load balancer: for [`App::health`](crate::App::health).
///
/// `/livez` answers 200 as long as the process runs, also during the stop. `/readyz` answers 200 if every [check](Self::checks) succeeds. It answers
/// 503 if a check fails or takes too long, or if the application [is about to stop](crate::lifespan::Service::begin_drain). Both answer `GET` and
/// `HEAD`.
///
/// The endpoints come before the middleware of the application. So an untrusted host, a missing token or a rate limit does not make a probe fail. The
/// endpoints are in no document, and in the access log only at the level `debug`.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::lifespan::Health;
/// use twinlane::testing::TestClient;
///
/// struct Pool;
///
/// impl Pool {
///     async fn ping(&self) -> std::io::Result<()> {
///         Ok(())
///     }
/// }
///
/// #[dependency(lifespan)]
/// async fn pool() -> Pool {
///     Pool
/// }
///
/// #[dependency]
/// async fn database(pool: Depends<pool>) -> Result<()> {
///     Ok(pool.ping().await?)
/// }
///
/// let app = App::new().health(Health::new().checks(dependencies![database]));
/// let client = TestClient::blocking(app);
/// let ready = client.get("/readyz").send();
/// assert_eq!(ready.status(), 200);
/// assert_eq!(ready.json::<Value>(), json!({ "status": "ready", "checks": { "database": "ok" } }));
/// assert_eq!(client.get("/livez").send().text(), r#"{"status":"ok"}"#);
/// ```
#[must_use = "it is given to `App::health`"]
pub struct Health {
    pub(crate) paths: ProbePaths,
    pub(crate) checks: Vec<DependencyRef>,
    pub(crate) cache: Duration,
    pub(crate) timeout: Duration,
}

impl Default for Health {
    fn default() -> Self {
        Self::new()
    }
}

impl Health {
    /// Creates the endpoints `/livez` and `/readyz`, without checks.
    pub fn new() -> Self {
        Self {
            paths: ProbePaths {
                live: "/livez".to_owned(),
                ready: "/readyz".to_owned(),
            },
            checks: Vec::new(),
            cache: Duration::from_secs(1),
            timeout: Duration::from_secs(2),
        }
    }

    /// Sets the path that tells if the process is alive; `/livez` by default.
    ///
    /// The application does not start if one of its own paths is the same.
    pub fn live_path(mut self, path: impl Into<String>) -> Self {
        self.paths.live = path.into();
        self
    }

    /// Sets the path that tells if the application is ready for requests; `/readyz` by default.
    pub fn ready_path(mut self, path: impl Into<String>) -> Self {
        self.paths.ready = path.into();
        self
    }

    /// Adds checks to the ready path: dependencies that return a `Result`, `dependencies![database, queue]`.
    ///
    /// Each check is a function with [`#[dependency]`](macro@crate::dependency) above it. Without the attribute the compiler reports that it "is a
    /// function item, not a type".
    ///
    /// A check may take values that need no request: [`State`](crate::State), [`Depends`](crate::Depends) of a lifespan dependency or of another
    /// dependency, and [`Stopping`](crate::lanes::Stopping). With a check that reads a path, a query, a header or a body, the application does not
    /// start. A check runs in the lane of its keyword. A plain `fn` has a separate thread, so that operations that use all threads do not delay a
    /// check.
    ///
    /// All checks run at the same time. Requests that arrive during a run share its result, and a check has at most one run at a time. The response
    /// contains the names of the checks and their success. The error of a check is logged when the check begins to fail.
    ///
    /// A test overrides a check as any dependency: [`App::override_dependency`](crate::App::override_dependency).
    pub fn checks(mut self, checks: Vec<DependencyRef>) -> Self {
        self.checks.extend(checks);
        self
    }

    /// Sets the time for which the result of the checks is reused; 1 second by default. So clients do not decide about the number of runs.
    ///
    /// With [`Duration::ZERO`] the checks run for each request, unless a run is in progress.
    pub fn cache(mut self, time: Duration) -> Self {
        self.cache = time;
        self
    }

    /// Sets the time limit of a check; 2 seconds by default. A check that takes longer has failed, and is cancelled.
    ///
    /// A plain `fn` in a thread cannot be cancelled. It runs to its end; until then the check fails and does not start again.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Health")
            .field("paths", &self.paths)
            .field("checks", &self.checks.len())
            .field("cache", &self.cache)
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// The operation of a check: it has nothing to do itself, and needs the check.
#[twinlane::get("")]
async fn checked() {}

/// The route of a check, by the name of the check.
pub(crate) fn route_of(check: DependencyRef) -> Route {
    let mut route = Route::of::<checked, _>();
    let of_check = (check.describe)();
    route.description.name = of_check.name;
    route.description.module = of_check.module;
    route.description.options.dependencies = vec![check];
    route
}
