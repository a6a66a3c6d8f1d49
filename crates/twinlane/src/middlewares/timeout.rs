//! A limit to the time that a response may take.

use std::time::Duration;

use tokio::time::timeout;
use twinlane_web::Response;

use super::{Middleware, Next};
use crate::errors::{HttpError, Result};
use crate::request::Request;

/// Cancels requests that take too long: the response is a 504, `{"detail": "Gateway Timeout"}`.
///
/// The option `timeout` of an operation is the same limit, within all middleware of the operation. The time counts until the response begins: it
/// includes reading the body, dependencies and the operation, but not the streaming of the response.
///
/// After the limit an `async fn` is cancelled at the `.await` where it waits. A plain `fn` that runs in its thread continues to its end, unless it
/// notices the cancellation with [`lanes::check_cancelled`](crate::lanes::check_cancelled). Dependencies are undone with
/// [`Outcome::Cancelled`](crate::dependency::Outcome::Cancelled).
///
/// ```
/// use std::time::Duration;
/// use twinlane::middleware::Timeout;
/// use twinlane::prelude::*;
///
/// #[get("/report", timeout = Duration::from_secs(30))]
/// async fn report() -> Value {
///     json!([])
/// }
///
/// let app = App::new()
///     .routes(routes![report])
///     .middleware(Timeout::after(Duration::from_secs(60)));
/// # let _ = app;
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Timeout {
    limit: Duration,
}

impl Timeout {
    /// Creates a limit of this time.
    pub fn after(limit: Duration) -> Self {
        Self { limit }
    }
}

impl Middleware for Timeout {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        let answered = timeout(self.limit, next.try_run(request)).await;
        answered.unwrap_or_else(|_| Err(HttpError::new(504, "Gateway Timeout").into()))
    }
}
