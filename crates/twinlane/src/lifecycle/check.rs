//! A check of the application's health: an operation that no request has met.

use std::sync::Arc;

use twinlane_web::Body;
use twinlane_web::routing::Params;

use super::answer;
use crate::arrival::Arrival;
use crate::errors::{HttpError, Result};
use crate::exchange::Exchange;
use crate::frozen::Frozen;

/// An own copy of `answer` for this caller.
enum Check {}

/// Runs the check at this place of the list: its dependencies are made, in their lanes, and undone.
///
/// # Errors
///
/// The error of one of them; a panic is an error like any other.
pub(crate) async fn run_check(app: Arc<Frozen>, place: usize) -> Result {
    let checks = app.health.as_ref().map(|health| &health.checks);
    let Some(operation) = checks.and_then(|checks| checks.get(place)) else {
        return Err(HttpError::internal().into());
    };
    // Startup has refused those that read anything from it.
    let (parts, ()) = http::Request::new(()).into_parts();
    let params = Params::default();
    let cx = Exchange {
        app: &app,
        parts: &parts,
        arrival: &Arrival::default(),
        found: Some((&operation.function, &params)),
    };
    let response = answer::<Check>(&cx, (operation, &params), &mut Body::empty()).await?;
    drop(response);
    Ok(())
}
