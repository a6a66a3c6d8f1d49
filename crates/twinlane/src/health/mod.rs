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

/// The endpoints that tell an orchestrator or a load balancer of the state of an application: for [`App::health`](crate::App::health).
///
/// `/livez` answers 200 as long as the process does, also while it stops. `/readyz` answers 200 if every [check](Self::checks) succeeds, and
/// 503 if one fails, takes too long, or if the application [is about to stop](crate::lifespan::Service::begin_drain). Both answer `GET` and `HEAD`.
///
/// They are met before the middleware of the application, so that neither a host that is not trusted, nor a missing token, nor a rate limit
/// makes a probe fail. They are in no document, and in the access log at the level `debug` only.
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
    /// `/livez` and `/readyz`, without a check.
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

    /// Sets the path that tells that the process answers; `/livez` by default.
    ///
    /// A path of the application's own that is the same keeps it from starting.
    pub fn live_path(mut self, path: impl Into<String>) -> Self {
        self.paths.live = path.into();
        self
    }

    /// Sets the path that tells that requests are welcome; `/readyz` by default.
    pub fn ready_path(mut self, path: impl Into<String>) -> Self {
        self.paths.ready = path.into();
        self
    }

    /// Adds checks to the ready path: dependencies that return a `Result`, `dependencies![database, queue]`. Each is a function with
    /// [`#[dependency]`](macro@crate::dependency) above it; of one without, the compiler says that it "is a function item, not a type".
    ///
    /// A check asks for what is there without a request: [`State`](crate::State), [`Depends`](crate::Depends) of a lifespan dependency or of
    /// another dependency, [`Stopping`](crate::lanes::Stopping). One that reads a path, a query, a header or a body keeps the application from
    /// starting. Each runs in the lane of its keyword, and a plain `fn` in a thread of its own, so that operations that use all threads
    /// do not make a check wait.
    ///
    /// All run at the same time, once for all who ask, and at most one run of each at a time. A client is told the names of the checks, and
    /// whether each has succeeded. Its error goes to the log, when it begins to fail.
    ///
    /// A test overrides a check as any dependency: [`App::override_dependency`](crate::App::override_dependency).
    pub fn checks(mut self, checks: Vec<DependencyRef>) -> Self {
        self.checks.extend(checks);
        self
    }

    /// Sets the time for which the result of the checks is reused, so that clients do not decide how often they run. 1 second by default; with
    /// [`Duration::ZERO`] they run for each request, unless a run is in progress.
    pub fn cache(mut self, time: Duration) -> Self {
        self.cache = time;
        self
    }

    /// Sets the time limit of a check; one that takes longer has failed, and is cancelled. 2 seconds by default.
    ///
    /// A function in a thread cannot be cancelled: it runs to its end, and until then the check fails and does not start again.
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
