//! Handlers of errors: what the application answers instead of FastAPI's own words.

use std::any::{TypeId, type_name};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;

use http::StatusCode;
use twinlane_lanes::{Panicked, ThreadLane, catch_panic};

use crate::answer::{Answered, Respond};
use crate::errors::{Error, HttpError};
use crate::public_names::public_name;
use crate::request::Request;

/// A function that handles an error and returns its response: `fn(error, request)`, plain or `async`.
///
/// A plain function runs in the thread lane. `Via` tells the kinds apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot handle an error",
    note = "a handler takes the error and the request, as in `fn(error: OutOfStock, request: Request) -> (StatusCode, Value)`"
)]
pub trait ErrorHandler<E, Via>: Send + Sync + 'static {
    /// The response.
    fn handle(self: Arc<Self>, error: E, request: Request, threads: ThreadLane) -> Handling;
}

/// The future of a response.
pub type Handling = Pin<Box<dyn Future<Output = Result<Answered, Panicked>> + Send>>;

/// The marker of handlers that are plain functions.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaPlainHandler<Via>(PhantomData<Via>);

/// The marker of handlers that are `async`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaAsyncHandler<Via>(PhantomData<Via>);

impl<E, F, R, Via> ErrorHandler<E, ViaPlainHandler<Via>> for F
where
    E: Send + 'static,
    F: Fn(E, Request) -> R + Send + Sync + 'static,
    R: Respond<Via>,
{
    fn handle(self: Arc<Self>, error: E, request: Request, threads: ThreadLane) -> Handling {
        Box::pin(async move { threads.run(move || self(error, request).respond()).await })
    }
}

impl<E, F, A, R, Via> ErrorHandler<E, ViaAsyncHandler<Via>> for F
where
    E: Send + 'static,
    F: Fn(E, Request) -> A + Send + Sync + 'static,
    A: Future<Output = R> + Send + 'static,
    R: Respond<Via>,
{
    fn handle(self: Arc<Self>, error: E, request: Request, _: ThreadLane) -> Handling {
        Box::pin(catch_panic(
            async move { self(error, request).await.respond() },
        ))
    }
}

/// An error handler without a type parameter for its function, so that a function can return an `async` handler.
///
/// Clone or copy the captures of the handler for each error, as below. An `async move |error, request|` closure with captures does not work, since
/// it lends them.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::error::AnyErrorHandler;
/// use twinlane::response::Text;
///
/// /// A handler that answers with this text.
/// fn saying(text: &'static str) -> AnyErrorHandler<HttpError> {
///     AnyErrorHandler::new(move |_: HttpError, _: Request| async move { Text::new(text) })
/// }
///
/// let app = App::new()
///     .on_status(StatusCode::NOT_FOUND, saying("nothing here"))
///     .on_status(StatusCode::GONE, saying("no longer here"));
/// # let _ = app;
/// ```
pub struct AnyErrorHandler<E>(Box<dyn Fn(E, Request, ThreadLane) -> Handling + Send + Sync>);

impl<E: 'static> AnyErrorHandler<E> {
    /// A handler of any kind.
    pub fn new<Via>(handler: impl ErrorHandler<E, Via>) -> Self {
        let handler = Arc::new(handler);
        Self(Box::new(move |error, request, threads| {
            Arc::clone(&handler).handle(error, request, threads)
        }))
    }
}

impl<E> fmt::Debug for AnyErrorHandler<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyErrorHandler")
    }
}

/// The marker of handlers whose type has no name.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaAnyHandler {}

impl<E: 'static> ErrorHandler<E, ViaAnyHandler> for AnyErrorHandler<E> {
    fn handle(self: Arc<Self>, error: E, request: Request, threads: ThreadLane) -> Handling {
        (self.0)(error, request, threads)
    }
}

/// The handlers of an application.
#[derive(Default)]
pub(crate) struct ErrorHandlers {
    by_status: Vec<(StatusCode, Handler)>,
    by_type: Vec<Handler>,
    /// The handled errors, each with the place where its handler was added.
    places: Vec<(Handled, CodeLocation)>,
    /// The errors with two handlers.
    pub(crate) doubles: Vec<DoubleHandler>,
}

type CodeLocation = &'static Location<'static>;

/// The errors that a handler is for.
#[derive(PartialEq)]
enum Handled {
    Status(StatusCode),
    Type(TypeId, &'static str),
}

/// Two handlers of one kind of errors. The second would never be asked.
pub(crate) struct DoubleHandler {
    pub(crate) handled: String,
    pub(crate) first: CodeLocation,
    pub(crate) second: CodeLocation,
}

/// Takes the error if it is one of its kind.
type Handler = Box<dyn Fn(Error, &dyn FailedRequest) -> Result<Handling, Error> + Send + Sync>;

/// The request whose error is handled.
pub(crate) trait FailedRequest {
    /// The request, as a handler takes it.
    fn request(&self) -> Request;

    /// The lane of plain handlers.
    fn threads(&self) -> &ThreadLane;
}

impl ErrorHandlers {
    pub(crate) fn is_empty(&self) -> bool {
        self.by_status.is_empty() && self.by_type.is_empty()
    }

    /// Adds a handler of a type of errors.
    pub(crate) fn add_type<E, Via>(
        &mut self,
        handler: impl ErrorHandler<E, Via>,
        place: CodeLocation,
    ) where
        E: StdError + Send + Sync + 'static,
    {
        self.note(Handled::Type(TypeId::of::<E>(), type_name::<E>()), place);
        let handler = typed(Arc::new(handler));
        self.by_type.push(handler);
    }

    /// Adds a handler of a status, likewise.
    pub(crate) fn add_status<Via>(
        &mut self,
        status: StatusCode,
        handler: impl ErrorHandler<HttpError, Via>,
        place: CodeLocation,
    ) {
        self.note(Handled::Status(status), place);
        let handler = typed(Arc::new(handler));
        self.by_status.push((status, handler));
    }

    fn note(&mut self, handled: Handled, second: CodeLocation) {
        match self.places.iter().find(|(earlier, _)| *earlier == handled) {
            Some((_, first)) => self.doubles.push(DoubleHandler {
                handled: match handled {
                    Handled::Status(status) => status.to_string(),
                    Handled::Type(_, name) => public_name(name),
                },
                first,
                second,
            }),
            None => self.places.push((handled, second)),
        }
    }

    /// True if an [`HttpError`] of this status has a handler.
    pub(crate) fn answers(&self, status: StatusCode) -> bool {
        let all = Handled::Type(TypeId::of::<HttpError>(), type_name::<HttpError>());
        let mut handled = self.places.iter().map(|(handled, _)| handled);
        handled.any(|handled| *handled == all || *handled == Handled::Status(status))
    }

    /// Gives an error of the server's own to the handler of 500, if there is one.
    pub(crate) fn handle_internal(&self, failed: &dyn FailedRequest) -> Result<Handling, Error> {
        let error = HttpError::internal().into();
        let mut by_status = self.by_status.iter();
        match by_status.find(|(status, _)| *status == StatusCode::INTERNAL_SERVER_ERROR) {
            Some((_, handler)) => handler(error, failed),
            None => Err(error),
        }
    }

    /// Gives the error to its handler. One of a status comes before one of a type, as in Starlette.
    pub(crate) fn handle(
        &self,
        error: Error,
        failed: &dyn FailedRequest,
    ) -> Result<Handling, Error> {
        let status = error.downcast_ref().map(HttpError::status);
        let by_status = self.by_status.iter();
        // The handler of 500 is for errors that nobody handles, as in FastAPI.
        let status = status.filter(|status| *status != StatusCode::INTERNAL_SERVER_ERROR);
        let by_status = by_status.filter(|(known, _)| Some(*known) == status);
        let handlers = by_status.map(|(_, handler)| handler).chain(&self.by_type);
        let mut error = error;
        for handler in handlers {
            match handler(error, failed) {
                Ok(handling) => return Ok(handling),
                Err(other) => error = other,
            }
        }
        Err(error)
    }
}

fn typed<E, Via>(handler: Arc<impl ErrorHandler<E, Via>>) -> Handler
where
    E: StdError + Send + Sync + 'static,
{
    Box::new(move |error, failed| {
        let error = error.downcast::<E>()?;
        let threads = failed.threads().clone();
        Ok(Arc::clone(&handler).handle(error, failed.request(), threads))
    })
}

impl fmt::Debug for ErrorHandlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorHandlers")
            .field("statuses", &self.by_status.len())
            .field("types", &self.by_type.len())
            .finish_non_exhaustive()
    }
}
