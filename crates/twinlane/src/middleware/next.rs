//! The rest of the application, as a middleware has it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::Method;
use http::uri::PathAndQuery;
use tracing::error;
use twinlane_lanes::{
    InFlight, Panicked, RunToEnd, catch_panic, clean_up_when_dropped, until_given_up,
};
use twinlane_server::LogText;
use twinlane_web::Response;

use super::{Answering, AnyMiddleware, MiddlewareList};
use crate::error::{Error, HttpError, Result};
use crate::request::{Request, RequestHead};

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
///
/// It catches its own panics and cleans up by itself.
pub(crate) trait Innermost: Send + Sync {
    /// The response of the rest, or its error.
    fn answer(self: Arc<Self>, request: Request) -> Answering<Result<Response>>;

    /// The response of the rest, also if that is one to an error.
    fn respond(self: Arc<Self>, request: Request) -> Answering<Response>;

    /// The response to an error of a middleware in this list.
    fn error_response(self: Arc<Self>, error: Error, head: Box<RequestHead>)
    -> Answering<Response>;

    /// True if handlers of errors see the request.
    fn has_handlers(&self) -> bool;

    /// Counts what goes on when a middleware has dropped it.
    fn in_flight(&self) -> &InFlight;
}

impl Next {
    /// All of a list that is not empty, and what is innermost.
    pub(crate) fn new(list: MiddlewareList, innermost: Arc<dyn Innermost>) -> Self {
        Self {
            list,
            position: 0,
            innermost,
        }
    }

    /// The response of the rest: an error that comes up further inside has become a response.
    pub fn run(mut self, request: Request) -> impl Future<Output = Response> + Send + 'static {
        match self.take_next() {
            None => {
                let answering = Arc::clone(&self.innermost).respond(request);
                let in_flight = self.innermost.in_flight();
                Run::Innermost(clean_up_when_dropped(answering, in_flight))
            }
            Some(middleware) => {
                let errors = self.errors(&*middleware, &request);
                Run::Middleware(middleware.handle(request, self), errors)
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
    pub fn try_run(
        mut self,
        request: Request,
    ) -> impl Future<Output = Result<Response>> + Send + 'static {
        match self.take_next() {
            None => {
                let answering = Arc::clone(&self.innermost).answer(request);
                let in_flight = self.innermost.in_flight();
                TryRun::Innermost(clean_up_when_dropped(answering, in_flight))
            }
            Some(middleware) => TryRun::Middleware(middleware.handle(request, self)),
        }
    }

    /// As [`run`](Self::run), within the last catch of the application: one future for all of it.
    pub(crate) fn run_outermost(mut self, request: Request) -> Answering<Response> {
        let Some(middleware) = self.take_next() else {
            return Arc::clone(&self.innermost).respond(request);
        };
        let last_catch = LastCatch {
            named: (
                request.method().clone(),
                request.uri().path_and_query().cloned(),
            ),
            errors: self.errors(&*middleware, &request),
        };
        middleware.handle_outermost(request, self, last_catch)
    }

    fn take_next(&mut self) -> Option<Arc<dyn AnyMiddleware>> {
        let middleware = self.list.get(self.position)?;
        self.position += 1;
        Some(Arc::clone(middleware))
    }

    fn errors(&self, middleware: &dyn AnyMiddleware, request: &Request) -> Option<Errors> {
        middleware.may_fail().then(|| Errors {
            head: request.head_for_error(self.innermost.has_handlers()),
            innermost: Arc::clone(&self.innermost),
        })
    }
}

/// The maker of the response to an error of one middleware.
pub(crate) struct Errors {
    head: Box<RequestHead>,
    innermost: Arc<dyn Innermost>,
}

impl Errors {
    /// The response to an error. Without `errors` the middleware has said that it does not fail.
    fn respond(errors: Option<Self>, error: Error) -> Answering<Response> {
        match errors {
            Some(Self { head, innermost }) => innermost.error_response(error, head),
            None => Box::pin(async { HttpError::internal().into_response() }),
        }
    }
}

/// The last catch: a panic of middleware is a plain 500. A panic of the operation has become one further inside.
pub(crate) struct LastCatch {
    named: (Method, Option<PathAndQuery>),
    errors: Option<Errors>,
}

impl LastCatch {
    /// The response of the outermost middleware, also if that is given up, as at the end of a stop.
    pub(super) async fn around(
        self,
        answering: impl Future<Output = Result<Response>> + Send,
    ) -> Response {
        match catch_panic(until_given_up(answering, false)).await {
            Ok(Some(Ok(response))) => response,
            Ok(Some(Err(error))) => Errors::respond(self.errors, error).await,
            Ok(None) => HttpError::internal().into_response(),
            Err(panic) => panicked(&self.named, &panic),
        }
    }
}

#[cold]
fn panicked((method, path): &(Method, Option<PathAndQuery>), panic: &Panicked) -> Response {
    let path = path.as_ref().map_or("", PathAndQuery::path);
    let (path, message) = (LogText(path), LogText(&panic.message));
    error!("{method} {path}: middleware panicked: {message}");
    HttpError::internal().into_response()
}

/// The future of [`Next::run`].
enum Run {
    Innermost(RunToEnd<Response>),
    Middleware(Answering<Result<Response>>, Option<Errors>),
    Failed(Answering<Response>),
}

impl Future for Run {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        let responding = match &mut *self {
            Self::Innermost(responding) => return Pin::new(responding).poll(cx),
            Self::Failed(responding) => return responding.as_mut().poll(cx),
            Self::Middleware(answering, errors) => match ready!(answering.as_mut().poll(cx)) {
                Ok(response) => return Poll::Ready(response),
                Err(error) => Errors::respond(errors.take(), error),
            },
        };
        *self = Self::Failed(responding);
        self.poll(cx)
    }
}

/// The future of [`Next::try_run`].
enum TryRun {
    Innermost(RunToEnd<Result<Response>>),
    Middleware(Answering<Result<Response>>),
}

impl Future for TryRun {
    type Output = Result<Response>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Innermost(answering) => Pin::new(answering).poll(cx),
            Self::Middleware(answering) => answering.as_mut().poll(cx),
        }
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
