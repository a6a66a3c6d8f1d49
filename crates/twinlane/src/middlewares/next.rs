//! The rest of the application, as a middleware has it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tracing::error;
use twinlane_lanes::RunToEnd;
use twinlane_web::Response;

use super::{Answering, AnyMiddleware, MiddlewareList};
use crate::errors::{Error, HttpError, Result};
use crate::log::Causes;
use crate::request::{Request, RequestHead};

/// The rest of the application: the middleware further inside, and at last the operation or the router.
///
/// A middleware runs `Next` once, or not at all if it answers by itself. To retry a request, clone `Next`.
///
/// Dropping the future of [`run`](Self::run) before its end cancels the operation. Its dependencies are undone once, with
/// [`Outcome::Cancelled`](crate::dependency::Outcome::Cancelled).
///
/// A function that is a middleware takes the request, `Next`, and then values of the application as [`State`](crate::State):
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use twinlane::prelude::*;
///
/// #[derive(Default)]
/// struct Counter(AtomicU64);
///
/// async fn count(request: Request, next: Next, counter: State<Counter>) -> Response {
///     let number = counter.0.fetch_add(1, Ordering::Relaxed) + 1;
///     next.run(request).await.with_header("x-request-number", number.to_string())
/// }
///
/// let app = App::new().state(Counter::default()).middleware(count);
/// # let client = twinlane::testing::TestClient::blocking(app);
/// # assert_eq!(client.get("/").send().header("x-request-number"), Some("1"));
/// ```
#[derive(Clone)]
pub struct Next {
    list: MiddlewareList,
    /// Of the middleware that is next in the list.
    position: usize,
    innermost: Arc<dyn Innermost>,
}

/// All that stands within a list of middleware.
///
/// It catches its own panics, and cleans up by itself if a middleware drops it.
pub(crate) trait Innermost: Send + Sync {
    /// The response of the rest, or its error.
    fn answer(self: Arc<Self>, request: Request) -> RunToEnd<Result<Response>>;

    /// The response of the rest, also if that is one to an error.
    fn respond(self: Arc<Self>, request: Request) -> RunToEnd<Response>;

    /// The response to an error of a middleware in this list.
    fn error_response(self: Arc<Self>, error: Error, head: Box<RequestHead>)
    -> Answering<Response>;

    /// True if the response to an error is made of the whole request: by a handler, or to show it.
    fn sees_requests(&self) -> bool;

    /// True if the response to an error of the application's own shows it.
    fn shows_errors(&self) -> bool;
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

    /// Runs the rest of the application and returns its response. An error from further inside has become a response.
    pub fn run(mut self, request: Request) -> impl Future<Output = Response> + Send + 'static {
        match self.take_next() {
            None => Run::Innermost(self.innermost.respond(request)),
            Some(middleware) => {
                let errors = middleware.may_fail().then(|| self.errors(&request));
                Run::Middleware(middleware.handle(request, self), errors)
            }
        }
    }

    /// Runs the rest and returns its response, or its error before the application's handlers have made a response of the error.
    ///
    /// Around an operation the error comes from the operation, from one of its dependencies, or from its arguments, such as a
    /// [`RequestValidationError`](crate::error::RequestValidationError). A custom `APIRoute` of FastAPI sees these errors as exceptions. Around the
    /// whole application only middleware further inside has errors: the errors of operations have become responses.
    ///
    /// # Errors
    ///
    /// The error of the rest.
    pub fn try_run(
        mut self,
        request: Request,
    ) -> impl Future<Output = Result<Response>> + Send + 'static {
        match self.take_next() {
            None => TryRun::Innermost(self.innermost.answer(request)),
            Some(middleware) => TryRun::Middleware(middleware.handle(request, self)),
        }
    }

    /// As [`run`](Self::run), within the last catch of the application: one future for all of it.
    #[inline]
    pub(crate) fn run_outermost(mut self, request: Request) -> Answering<Response> {
        let Some(middleware) = self.take_next() else {
            return Box::pin(self.innermost.respond(request));
        };
        middleware.handle_outermost(request, self)
    }

    fn take_next(&mut self) -> Option<Arc<dyn AnyMiddleware>> {
        let middleware = self.list.get(self.position)?;
        self.position += 1;
        Some(Arc::clone(middleware))
    }

    /// True if the response to a panic of middleware shows it.
    pub(super) fn shows_errors(&self) -> bool {
        self.innermost.shows_errors()
    }

    /// The maker of the response to an error of the middleware that has this before it.
    pub(super) fn errors(&self, request: &Request) -> Errors {
        Errors {
            head: request.head_for_error(self.innermost.sees_requests()),
            innermost: Arc::clone(&self.innermost),
        }
    }
}

/// The maker of the response to an error of one middleware.
pub(super) struct Errors {
    head: Box<RequestHead>,
    innermost: Arc<dyn Innermost>,
}

impl Errors {
    /// True if the response shows the error.
    pub(super) fn shows_errors(&self) -> bool {
        self.innermost.shows_errors()
    }

    /// The response to an error. Without `errors` the middleware has said that it does not fail.
    pub(super) fn respond(errors: Option<Self>, error: Error) -> Answering<Response> {
        if let Some(Self { head, innermost }) = errors {
            return innermost.error_response(error, head);
        }
        error!("middleware failed: {}", Causes(&error));
        Box::pin(async { HttpError::internal().into_response() })
    }
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
