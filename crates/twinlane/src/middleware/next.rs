//! The rest of the application, as a middleware has it.

use std::sync::Arc;

use http::Request;
use twinlane_lanes::{InFlight, clean_up_when_dropped};
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

impl<T: Send + 'static> Next<T> {
    /// All of the list.
    pub(crate) fn new(list: MiddlewareList<T>, innermost: Arc<dyn Innermost<T>>) -> Self {
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
