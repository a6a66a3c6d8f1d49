//! Probes of the application's health, which are answered before anything else is asked.

use std::sync::Arc;

use http::Method;
use http::request::Parts;
use twinlane_web::Response;
use twinlane_web::path::DecodedPath;

use crate::arrival::Arrival;
use crate::frozen::{Frozen, FrozenHealth};
use crate::health::{CheckRun, Probe, Report, RunCheck};
use crate::lifecycle;
use crate::middlewares::Answering;

/// The response to a probe. `None`: the request is none, or the application answers none.
#[inline]
pub(super) fn response(
    app: &Arc<Frozen>,
    arrival: &Arrival,
    parts: &Parts,
) -> Option<Answering<Response>> {
    let (health, probe) = asked(app, arrival, parts)?;
    Some(answer(app, health, probe))
}

/// True for a request that is answered as a probe.
pub(crate) fn is_probe(app: &Frozen, arrival: &Arrival, parts: &Parts) -> bool {
    asked(app, arrival, parts).is_some()
}

#[inline]
fn asked<'a>(
    app: &'a Frozen,
    arrival: &Arrival,
    parts: &Parts,
) -> Option<(&'a FrozenHealth, Probe)> {
    let health = app.health.as_deref()?;
    if !health.paths.may_be(parts.uri.path()) {
        return None;
    }
    let probe = probe((app, health), arrival, parts)?;
    Some((health, probe))
}

/// The question of a request. Its path is found below the root path, as a route is.
#[cold]
fn probe(
    (app, health): (&Frozen, &FrozenHealth),
    arrival: &Arrival,
    parts: &Parts,
) -> Option<Probe> {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return None;
    }
    let mut arrival = arrival.clone();
    arrival.come_to(&app.root_path, parts);
    let path = DecodedPath::new(parts.uri.path());
    health.paths.probe(&arrival.root_path.route_path(path))
}

#[cold]
fn answer(app: &Arc<Frozen>, health: &FrozenHealth, probe: Probe) -> Answering<Response> {
    let is_stopping = health.readiness.is_draining() || app.stop.is_sent();
    match probe {
        Probe::Live => Box::pin(async { Report::live().response() }),
        Probe::Ready if is_stopping => Box::pin(async { Report::stopping().response() }),
        Probe::Ready => {
            let readiness = Arc::clone(&health.readiness);
            let app = Arc::clone(app);
            Box::pin(async move {
                let checked = Arc::clone(&app);
                let run: RunCheck = Arc::new(move |place| -> CheckRun {
                    Box::pin(lifecycle::run_check(Arc::clone(&checked), place))
                });
                readiness.report(&run, &app.in_flight).await.response()
            })
        }
    }
}
