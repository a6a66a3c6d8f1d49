//! The application as it is written: what the user adds, in the order it was added.
//!
//! Nothing is checked here. [`check`] finds every mistake, reports them together, and makes a
//! [`Checked`](crate::lifespan::Checked) application.

mod document;
mod limits;
mod lanes;
mod frontends;
mod health;
mod overrides;
mod states;
#[cfg(feature = "templates")]
mod templates;
mod lifespan;
mod middleware;
mod mounts;
mod unique_ids;
mod debug;
mod names;
mod check;
mod parts;
mod flatten;
mod options;

use std::fmt;
use std::panic::Location;

use http::StatusCode;
use serde_json::Value;

use crate::answer::{AdditionalResponse, IntoResponses};
use crate::dependencies::DependencyRef;
use crate::docs_pages::DocsPages;
use crate::errors::HttpError;
use crate::handlers::{ErrorHandler, ErrorHandlers};
use crate::health::Health;
use crate::lanes_page::LanesPage;
use crate::middlewares::AddedMiddleware;
use crate::mount::Mount;
use crate::openapi::Info;
use crate::operation::{OutgoingRequest, Route};
use crate::plan::Overrides;
use crate::router::Router;
use crate::stages::AroundFunction;
pub use mounts::ViaApp;
use states::GivenStates;

/// A web application.
///
/// ```no_run
/// use twinlane::prelude::*;
///
/// #[get("/")]
/// async fn read_root() -> Value {
///     json!({ "Hello": "World" })
/// }
///
/// #[twinlane::main]
/// async fn main() -> twinlane::Result {
///     App::new().title("Shop").routes(routes![read_root]).serve().await
/// }
/// ```
#[derive(Debug)]
#[must_use = "an application does nothing until it is served"]
pub struct App {
    info: Info,
    router: Router,
    states: GivenStates,
    /// Around all of it, the outermost last.
    middleware: Vec<AddedMiddleware>,
    /// Around its whole life, in the order in which they were added.
    arounds: Vec<AroundFunction>,
    handlers: ErrorHandlers,
    webhooks: Vec<OutgoingRequest>,
    overrides: Overrides,
    openapi_changes: Vec<OpenApiChange>,
    docs: DocsPages,
    lanes_page: LanesPage,
    /// One, or it is a mistake.
    health: Vec<Health>,
    /// The mounts at hosts.
    hosts: Vec<(String, Mount)>,
    /// As it was written.
    root_path: String,
    redirects_slashes: bool,
    debug: bool,
}

/// A change of the document, made when it is written.
struct OpenApiChange(Box<dyn FnOnce(&mut Value) + Send>);

impl fmt::Debug for OpenApiChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenApiChange")
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl App {
    /// An application without operations, with its document at `/openapi.json` and its docs pages at `/docs` and `/redoc`.
    ///
    /// By default the title is `FastAPI` and the version `0.1.0`. These are FastAPI's own defaults, so a service that moves from Python keeps its
    /// document unchanged.
    pub fn new() -> Self {
        Self {
            info: Info::new(),
            router: Router::new(),
            states: GivenStates::default(),
            middleware: Vec::new(),
            arounds: Vec::new(),
            handlers: ErrorHandlers::default(),
            webhooks: Vec::new(),
            overrides: Overrides::new(),
            openapi_changes: Vec::new(),
            docs: DocsPages::default(),
            lanes_page: LanesPage::default(),
            health: Vec::new(),
            hosts: Vec::new(),
            root_path: String::new(),
            redirects_slashes: true,
            debug: false,
        }
    }

    /// Adds path operations: `routes![read_root, items::create]`.
    pub fn routes(mut self, routes: impl IntoIterator<Item = Route>) -> Self {
        self.router = self.router.routes(routes);
        self
    }

    /// Adds the operations of a router.
    pub fn router(mut self, router: Router) -> Self {
        self.router = self.router.router(router);
        self
    }

    /// Adds a further response to all operations in the document. An operation or a router that describes the same status replaces it.
    pub fn response(mut self, response: AdditionalResponse) -> Self {
        self.router = self.router.response(response);
        self
    }

    /// Adds several further responses to all operations in the document: see [`Router::responses`].
    pub fn responses(mut self, responses: impl IntoResponses) -> Self {
        self.router = self.router.responses(responses);
        self
    }

    /// Adds callbacks to all operations in the document: `callbacks![invoice_paid]`.
    ///
    /// A callback is a request that the application sends because of an operation: see [`callback`](crate::callback).
    pub fn callbacks(mut self, callbacks: Vec<OutgoingRequest>) -> Self {
        self.router = self.router.callbacks(callbacks);
        self
    }

    /// Runs dependencies before each operation, for their effect: `dependencies![require_token]`.
    pub fn dependencies(mut self, dependencies: Vec<DependencyRef>) -> Self {
        self.router = self.router.dependencies(dependencies);
        self
    }

    /// Sets the media type of data, instead of `application/json`: see [`Router::media_type`].
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.router = self.router.media_type(media_type);
        self
    }

    /// Adds webhooks to the document, the requests that the application sends to its subscribers: `webhooks![new_subscription]`.
    pub fn webhooks(mut self, webhooks: Vec<OutgoingRequest>) -> Self {
        self.webhooks.extend(webhooks);
        self
    }

    /// Adds a value that operations take as [`State<T>`](crate::State).
    ///
    /// An application has one value of each type. If a second one is added, or a [lifespan dependency](Self::lifespan) makes one, the application
    /// does not start. Give the second value a type of its own. To replace a value in a test, use [`override_state`](Self::override_state).
    #[track_caller]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.add(value, Location::caller());
        self
    }

    /// Sets the handler for errors of a type, as FastAPI's `exception_handler` does.
    ///
    /// The type is an error of the application, [`HttpError`](crate::HttpError), or
    /// [`RequestValidationError`](crate::error::RequestValidationError), which is a 422 without a handler. A type that derives `ApiError` needs no
    /// handler: it has its own response. If the response of the handler sets no status, it has the status of the error. For an error of the
    /// application this is 500. With a second handler for the same type, the application does not start.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::error::RequestValidationError;
    ///
    /// #[get("/items/{item_id}")]
    /// fn read_item(item_id: i64) -> i64 {
    ///     item_id
    /// }
    ///
    /// /// In the words of an older interface.
    /// async fn invalid(error: RequestValidationError, request: Request) -> (StatusCode, Value) {
    ///     let fields: Vec<_> = error.errors().iter().map(|error| error.msg.as_str()).collect();
    ///     (StatusCode::BAD_REQUEST, json!({ "at": request.uri().path(), "wrong": fields }))
    /// }
    ///
    /// let app = App::new().routes(routes![read_item]).on_error(invalid);
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn on_error<E, Via>(mut self, handler: impl ErrorHandler<E, Via>) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        self.handlers.add_type(handler, Location::caller());
        self
    }

    /// Sets the handler for every [`HttpError`](crate::HttpError) of a status, also the 404 and 405 of paths and methods without an operation.
    ///
    /// The handler of 500 gets every error that no other handler takes. As in FastAPI, it does not get an `HttpError` with the status 500. The
    /// handler of any other status wins over a handler of a type. With a second handler for the same status, the application does not start.
    ///
    /// The return value of an operation is never an error, whatever its status. A handler of 200 gets only an `HttpError` of 200, as in FastAPI.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// async fn not_found(_: HttpError, request: Request) -> Value {
    ///     json!({ "nothing at": request.uri().path() })
    /// }
    ///
    /// let app = App::new().on_status(StatusCode::NOT_FOUND, not_found);
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn on_status<Via>(
        mut self,
        status: StatusCode,
        handler: impl ErrorHandler<HttpError, Via>,
    ) -> Self {
        self.handlers
            .add_status(status, handler, Location::caller());
        self
    }
}
