//! The rest of the application, as a middleware has it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use http::request::Parts;
use twinlane_lanes::{InFlight, Panicked, catch_panic, clean_up_when_dropped, until_given_up};
use twinlane_web::Response;

use super::{Answering, AnyMiddleware, MiddlewareList};
use crate::error::{Error, Result};
use crate::request::Request;

/// The rest of the application: the middleware further inside, and what is innermost.
///
/// A middleware runs it once, or not at all if it answers by itself. A clone is for one that tries again.
///
/// Whoever drops the future of [`run`](Self::run) before its end has cancelled the operation: its dependencies are undone, once, and learn
/// [`Outcome::Cancelled`](crate::Outcome::Cancelled).
#[derive(Clone)]
pub struct Next {
    list: MiddlewareList,
    /// Of the middleware that is next in the list.
    position: usize,
    innermost: Arc<dyn Innermost>,
}

/// All that stands within a list of middleware.
pub(crate) trait Innermost: Send + Sync {
    /// The response of the rest, or its error.
    fn answer(self: Arc<Self>, request: Request) -> Answering<Result<Response>>;

    /// The response of the rest, also if that is one to an error.
    fn respond(self: Arc<Self>, request: Request) -> Answering<Response>;

    /// The response to an error of a middleware in this list.
    fn error_response(self: Arc<Self>, error: Error, head: Parts) -> Answering<Response>;

    /// True if handlers of errors see the request.
    fn has_handlers(&self) -> bool;

    /// Counts what goes on when a middleware has dropped it.
    fn in_flight(&self) -> &InFlight;
}

/// Answers a request with the whole list and what is innermost. `Ok(None)`: it was given up, as at the end of a stop.
///
/// `innermost` catches its own panics and cleans up by itself, so that an `Err` is a panic of middleware.
pub(crate) async fn answer_within<T, A>(
    (list, innermost): (MiddlewareList, Arc<dyn Innermost>),
    run: impl FnOnce(Next) -> A + Send,
) -> Result<Option<T>, Panicked>
where
    T: Send + 'static,
    A: Future<Output = T> + Send,
{
    let next = Next {
        list,
        position: 0,
        innermost,
    };
    // Made within the catch: a middleware may panic before it returns its future.
    let answered = async move { run(next).await };
    catch_panic(until_given_up(answered, false)).await
}

impl Next {
    /// The response of the rest: an error that comes up further inside has become a response.
    pub async fn run(mut self, request: Request) -> Response {
        let Some(middleware) = self.take_next() else {
            let answering = Arc::clone(&self.innermost).respond(request);
            return clean_up_when_dropped(answering, self.innermost.in_flight()).await;
        };
        let innermost = Arc::clone(&self.innermost);
        let head = middleware
            .may_fail()
            .then(|| request.head_for_error(innermost.has_handlers()));
        match (middleware.handle(request, self).await, head) {
            (Ok(response), _) => response,
            (Err(error), head) => {
                let head = head.map_or_else(|| http::Request::new(()).into_parts().0, |head| *head);
                innermost.error_response(error, head).await
            }
        }
    }

    /// The response of the rest, or its error: before the application's handlers have made a response of it.
    ///
    /// Around an operation it is the error of the operation, of one of its dependencies, or of its arguments, such as a
    /// [`RequestValidationError`](crate::RequestValidationError): what a custom `APIRoute` of FastAPI sees as an exception. Around the
    /// whole application only middleware further inside has errors: those of operations have become responses.
    ///
    /// # Errors
    ///
    /// The error of the rest.
    pub async fn try_run(mut self, request: Request) -> Result<Response> {
        match self.take_next() {
            Some(middleware) => middleware.handle(request, self).await,
            None => {
                let answering = Arc::clone(&self.innermost).answer(request);
                clean_up_when_dropped(answering, self.innermost.in_flight()).await
            }
        }
    }

    fn take_next(&mut self) -> Option<Arc<dyn AnyMiddleware>> {
        let middleware = self.list.get(self.position)?;
        self.position += 1;
        Some(Arc::clone(middleware))
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
