//! The rest of the application, as a middleware has it.

use std::sync::Arc;

use http::Request;
use twinlane_lanes::{InFlight, Panicked, catch_panic, clean_up_when_dropped, until_given_up};
use twinlane_web::Body;

use super::{Answering, MiddlewareList};

/// The middleware further inside, and what is innermost.
pub(crate) struct Next<T> {
    list: MiddlewareList<T>,
    /// Of the middleware that is next in the list.
    position: usize,
    innermost: Arc<dyn Innermost<T>>,
}

/// What stands within all middleware.
pub(crate) trait Innermost<T>: Send + Sync {
    /// Answers the request.
    fn answer(self: Arc<Self>, request: Request<Body>) -> Answering<T>;

    /// Counts what goes on when a middleware has dropped it.
    fn in_flight(&self) -> &InFlight;
}

/// Answers a request with the whole list and what is innermost. `Ok(None)`: it was given up, as at the end of a stop.
///
/// What is innermost catches its own panics and cleans up by itself, so that an `Err` is a panic of middleware.
pub(crate) async fn answer_within<T: Send + 'static>(
    list: MiddlewareList<T>,
    innermost: Arc<dyn Innermost<T>>,
    request: Request<Body>,
) -> Result<Option<T>, Panicked> {
    // Made within the catch: a middleware may panic before it returns its future.
    let answered = async move { Next::new(list, innermost).run(request).await };
    catch_panic(until_given_up(answered, false)).await
}

impl<T: Send + 'static> Next<T> {
    /// All of the list.
    fn new(list: MiddlewareList<T>, innermost: Arc<dyn Innermost<T>>) -> Self {
        Self {
            list,
            position: 0,
            innermost,
        }
    }

    /// Answers the request with the rest of the application.
    ///
    /// Whoever drops the future before its end has cancelled the operation: its dependencies are undone, once.
    pub(crate) fn run(mut self, request: Request<Body>) -> Answering<T> {
        if let Some(middleware) = self.list.get(self.position) {
            let middleware = Arc::clone(middleware);
            self.position += 1;
            return middleware.handle(request, self);
        }
        let innermost = Arc::clone(&self.innermost);
        let answering = innermost.answer(request);
        Box::pin(clean_up_when_dropped(answering, self.innermost.in_flight()))
    }
}
