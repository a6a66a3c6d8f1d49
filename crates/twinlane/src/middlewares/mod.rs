//! Middleware: functions and layers around the whole application, or around operations.
//!
//! One list stands around the application and one around each operation. Both are made of the same pieces. A response goes outwards
//! through them, or an error: around an operation it is the operation's own, before it becomes a response.
//!
//! Those that are built in have a file each, and their logic in `twinlane_web`.
//!
//! The pieces in the order in which they come to be: a function, a [`Middleware`] or a tower layer ([`function`], [`layer`]) is
//! [added](added), waits for the values that it takes as `State`, and is then in a [list](list). A request meets the list through
//! [`Next`].

mod added;
mod function;
mod layer;
mod list;
mod next;
mod file_request;
mod last_catch;
mod timeout;
mod startup_check;
mod cors;
#[cfg(feature = "gzip")]
mod gzip;
mod trusted_host;
mod https_redirect;
mod csrf;
mod security_headers;
mod request_ids;
mod rate_limit;
mod authentication;
#[cfg(feature = "sessions")]
mod sessions;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use twinlane_web::{Response, ServedFile};

pub(crate) use added::AddedMiddleware;
pub use authentication::{
    Auth, Authentication, AuthenticationBackend, AuthenticationError, Requires, Scopes,
};
pub use cors::Cors;
pub use csrf::Csrf;
pub(crate) use file_request::FileRequest;
pub use function::{
    Added, IntoMiddleware, MiddlewareResponse, ViaErrorOr, ViaFunction, ViaMiddleware, ViaResponse,
};
#[cfg(feature = "gzip")]
pub use gzip::GZip;
pub use https_redirect::HttpsRedirect;
use last_catch::LastCatch;
pub use layer::{MiddlewareLayer, NextService};
pub(crate) use list::{AppMiddleware, MiddlewareList};
pub(crate) use next::Innermost;
pub use next::Next;
pub use rate_limit::RateLimit;
pub use request_ids::{RequestId, RequestIds};
pub use security_headers::{CspNonce, Frames, SecurityHeaders};
#[cfg(feature = "sessions")]
pub use sessions::Sessions;
pub use timeout::Timeout;
pub use trusted_host::TrustedHost;

use crate::errors::Result;
use crate::request::Request;

/// A middleware as a type: for one that has options.
///
/// Most middleware are functions: `async fn(request: Request, next: Next) -> Response`. A function may take values of the application as further
/// parameters, `counter: State<Counter>`. Implement this trait for a middleware with options, or for one that other people use.
/// [`App::middleware`](crate::App::middleware) and [`Router::middleware`](crate::Router::middleware) take both.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
/// use twinlane::middleware::{Middleware, Next};
/// use twinlane::Response;
///
/// /// Refuses what does not come with a key.
/// struct RequireKey(&'static str);
///
/// impl Middleware for RequireKey {
///     async fn handle(&self, request: Request, next: Next) -> Result<Response> {
///         if request.header("x-key").as_deref() != Some(self.0) {
///             return Err(HttpError::new(403, "Not with this key").into());
///         }
///         Ok(next.run(request).await)
///     }
/// }
///
/// #[get("/")]
/// async fn root() -> String {
///     "hello".to_owned()
/// }
///
/// let client = TestClient::blocking(App::new().routes(routes![root]).middleware(RequireKey("a")));
/// assert_eq!(client.get("/").send().status(), 403);
/// assert_eq!(client.get("/").header("x-key", "a").send().status(), 200);
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Answers the request, most often with the response of [`next`](Next::run).
    ///
    /// # Errors
    ///
    /// An error becomes a response as the error of an operation does: an [`HttpError`](crate::HttpError) with its own status, any other error by the
    /// application's handler, or with 500. The middleware further out receives this response.
    fn handle(&self, request: Request, next: Next)
    -> impl Future<Output = Result<Response>> + Send;

    /// False if [`handle`](Self::handle) never returns an error of its own. Then the head of the request is not kept for error handlers. This saves
    /// some hundred instructions if the application has such handlers.
    const MAY_FAIL: bool = true;

    /// True if the middleware gives requests a session, as `Sessions` does: for a middleware that passes its requests to `Sessions`.
    ///
    /// Functions may take the session only within such a middleware.
    const GIVES_SESSIONS: bool = false;

    /// The mistakes in the options of the middleware, one sentence each. With a mistake the application does not start.
    ///
    /// The function is called when the middleware is added. By default the list is empty.
    fn mistakes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A middleware of any type, in a list.
pub(crate) trait AnyMiddleware: Send + Sync {
    /// Answers the request.
    fn handle(self: Arc<Self>, request: Request, next: Next) -> Answering<Result<Response>>;

    /// As [`handle`](Self::handle), around everything, within the last catch.
    fn handle_outermost(self: Arc<Self>, request: Request, next: Next) -> Answering<Response>;

    /// True if it may return an error of its own.
    fn may_fail(&self) -> bool;
}

/// A response that is being made.
pub(crate) type Answering<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl<H: Handle> AnyMiddleware for H {
    fn handle(self: Arc<Self>, request: Request, next: Next) -> Answering<Result<Response>> {
        let file_request = FileRequest::of(&request);
        let answering = Handle::handle(self, request, next);
        Box::pin(async move {
            let answered = answering.await.into_result();
            match answered {
                Ok(response) if ServedFile::of(response.body()).is_some() => {
                    // Boxed: few answer with a file.
                    Box::pin(file_request.send(response)).await
                }
                answered => answered,
            }
        })
    }

    fn handle_outermost(self: Arc<Self>, request: Request, next: Next) -> Answering<Response> {
        let errors = (H::MAY_FAIL || next.shows_errors()).then(|| next.errors(&request));
        let answer = |request| Handle::handle(self, request, next);
        LastCatch::boxed(request, errors, answer)
    }

    fn may_fail(&self) -> bool {
        H::MAY_FAIL
    }
}

/// A middleware of a known type: all that the kinds of them differ in.
trait Handle: Send + Sync + 'static {
    /// False if it never returns an error of its own.
    const MAY_FAIL: bool;

    /// The marker of its return type.
    type Via: 'static;
    /// Its return type.
    type Response: MiddlewareResponse<Self::Via>;

    /// Answers the request. Nothing starts before the future is polled.
    fn handle(
        self: Arc<Self>,
        request: Request,
        next: Next,
    ) -> impl Future<Output = Self::Response> + Send + 'static;
}

impl<M: Middleware> Handle for M {
    const MAY_FAIL: bool = M::MAY_FAIL;

    type Via = ViaErrorOr;
    type Response = Result<Response>;

    async fn handle(self: Arc<Self>, request: Request, next: Next) -> Result<Response> {
        Middleware::handle(&*self, request, next).await
    }
}
