//! `Router`: operations that share a prefix and tags.

use std::sync::Arc;

use crate::answer::{AdditionalResponse, IntoResponses};
use crate::dependencies::DependencyRef;
use crate::frontend::Frontend;
use crate::lane_rules::LaneOptions;
use crate::limits::{ErrorLimits, FormLimits, Limits};
use crate::middlewares::{AddedMiddleware, IntoMiddleware, MiddlewareLayer};
use crate::mount::{Mount, Mountable};
use crate::operation::{OutgoingRequest, Route, UniqueId, UniqueIdRoute};

/// A group of path operations, to be added to an [`App`](crate::App) or to another router.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/{item_id}")]
/// async fn read_item(item_id: i64) -> Value {
///     json!({ "item_id": item_id })
/// }
///
/// pub fn items() -> Router {
///     Router::new().prefix("/items").tags(["items"]).routes(routes![read_item])
/// }
///
/// let app = App::new().router(items().prefix("/v1")); // GET /v1/items/{item_id}
/// # let _ = app;
/// ```
#[derive(Debug, Default)]
#[must_use = "a router does nothing until it is added to an application"]
pub struct Router {
    pub(crate) prefix: String,
    pub(crate) tags: Vec<String>,
    pub(crate) limits: Limits,
    pub(crate) lane: LaneOptions,
    pub(crate) deprecated: bool,
    pub(crate) hidden: bool,
    pub(crate) responses: Vec<AdditionalResponse>,
    pub(crate) callbacks: Vec<Arc<OutgoingRequest>>,
    pub(crate) media_type: Option<String>,
    pub(crate) unique_id: Option<UniqueId>,
    pub(crate) effects: Vec<DependencyRef>,
    /// Around each of its operations, the outermost last.
    pub(crate) middleware: Vec<AddedMiddleware>,
    pub(crate) lifespan: Vec<DependencyRef>,
    pub(crate) entries: Vec<Entry>,
}

/// An entry of a router. Entries keep the order in which they were added.
#[derive(Debug)]
pub(crate) enum Entry {
    Route(Box<Route>),
    Router(Box<Router>),
    Mount(Box<MountEntry>),
    Frontend(Box<FrontendEntry>),
}

/// A frontend at a path.
#[derive(Debug)]
pub(crate) struct FrontendEntry {
    pub(crate) path: String,
    pub(crate) frontend: Frontend,
}

/// Something that is mounted at a path.
#[derive(Debug)]
pub(crate) struct MountEntry {
    pub(crate) path: String,
    pub(crate) mount: Mount,
}

impl Router {
    /// A router without operations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a prefix before the paths of all its operations, whether they are added before or after this call.
    ///
    /// The prefix starts with `/`, does not end with `/`, and may have parameters: `/users/{user_id}`. A second prefix goes before the first, as
    /// with FastAPI's `include_router(prefix=...)`.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix.insert_str(0, prefix);
        self
    }

    /// Gives all its operations these tags, before their own.
    pub fn tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags.splice(0..0, tags.into_iter().map(Into::into));
        self
    }

    /// Marks all its operations as deprecated in the document.
    pub fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// Leaves all its operations out of the document.
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Adds a further response to all its operations in the document. An operation or an inner router that describes the same status replaces it.
    pub fn response(mut self, response: AdditionalResponse) -> Self {
        self.responses.push(response);
        self
    }

    /// Adds several further responses to all its operations in the document.
    ///
    /// They are a list, or the result of a function that many operations and routers share.
    pub fn responses(mut self, responses: impl IntoResponses) -> Self {
        self.responses.extend(responses.into_responses());
        self
    }

    /// Adds callbacks to all its operations in the document: `callbacks![invoice_paid]`.
    ///
    /// A callback is a request that the application sends because of an operation: see [`callback`](crate::callback).
    pub fn callbacks(mut self, callbacks: Vec<OutgoingRequest>) -> Self {
        self.callbacks.extend(callbacks.into_iter().map(Arc::new));
        self
    }

    /// Runs dependencies before each of its operations, for their effect: `dependencies![require_token]`.
    pub fn dependencies(mut self, dependencies: Vec<DependencyRef>) -> Self {
        self.effects.extend(dependencies);
        self
    }

    /// Puts a middleware around each of its operations, whether they are added before or after this call.
    ///
    /// The middleware that was added last is the outermost. The middleware of an outer router is further out.
    ///
    /// It runs after routing: it sees only the requests to these operations. With [`Next::try_run`](crate::middleware::Next::try_run) it gets the
    /// error of the operation before the error becomes a response. In FastAPI this is a custom `APIRoute`. For a middleware around everything, use
    /// [`App::middleware`](crate::App::middleware).
    pub fn middleware<Via>(mut self, middleware: impl IntoMiddleware<Via>) -> Self {
        self.middleware.push(middleware.into_middleware().0);
        self
    }

    /// Puts a tower layer around each of its operations, in one list with its [`middleware`](Self::middleware).
    pub fn layer<B>(mut self, layer: impl MiddlewareLayer<B>) -> Self {
        self.middleware.push(layer.into_middleware().0);
        self
    }

    /// Makes these [lifespan dependencies](macro@crate::dependency#lifespan-dependencies) when the application starts:
    /// `lifespan(dependencies![pool])`.
    ///
    /// They are made even if no function takes them. So a router brings the dependencies that it needs. See
    /// [`App::lifespan`](crate::App::lifespan).
    pub fn lifespan(mut self, dependencies: Vec<DependencyRef>) -> Self {
        self.lifespan.extend(dependencies);
        self
    }

    /// The media type of its operations' data, instead of `application/json`: FastAPI's default response class.
    ///
    /// A response with a media type of its own, such as `Html`, keeps it. Of several routers, the innermost one that sets a media type counts.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets the function that makes the ids of its operations in the document.
    ///
    /// It replaces that of [`App::generate_unique_id_function`](crate::App::generate_unique_id_function). The innermost function counts: first that
    /// of the operation, then that of its router, then those of the routers around it.
    ///
    /// If this router already has a function, this call has no effect. So code that adds a router can give it a function, but cannot replace the
    /// router's own, as with FastAPI's `include_router(generate_unique_id_function=...)`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[get("/items")]
    /// async fn read_items() -> Value {
    ///     json!([])
    /// }
    ///
    /// let items = Router::new().generate_unique_id_function(|route| format!("items-{}", route.name()));
    /// let app = App::new().router(items.routes(routes![read_items])); // "operationId": "items-read_items"
    /// # let _ = app;
    /// ```
    pub fn generate_unique_id_function(
        mut self,
        function: impl Fn(&UniqueIdRoute<'_>) -> String + Send + Sync + 'static,
    ) -> Self {
        self.unique_id
            .get_or_insert_with(|| UniqueId::new(function));
        self
    }

    /// The maximum size of a request's body in bytes, unless the operation sets its own.
    ///
    /// A larger body gets a 413 as soon as its size is known. Without a limit here or further out, the limit of the [`Settings`](crate::Settings)
    /// applies.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.limits.max_body_size = Some(bytes);
        self
    }

    /// If true, which is the default as in FastAPI, a body without a content type is not read as JSON.
    ///
    /// A page of another site can send such a body without a preflight request. Of several routers, the innermost one that sets this counts.
    pub fn strict_content_type(mut self, strict: bool) -> Self {
        self.limits.strict_content_type = Some(strict);
        self
    }

    /// The limits of forms, unless the operation sets its own.
    pub fn form_limits(mut self, limits: FormLimits) -> Self {
        self.limits.form = limits;
        self
    }

    /// The limits of a request's list of errors, unless the operation sets its own.
    pub fn error_limits(mut self, limits: ErrorLimits) -> Self {
        self.limits.errors = limits;
        self
    }

    /// The number of plain `fn`s that may run at once, among its operations and their dependencies. At least 1.
    ///
    /// They run in a thread lane of their own, apart from the application's. So slow operations here do not delay others, and others do not delay
    /// these.
    pub fn thread_capacity(mut self, capacity: usize) -> Self {
        self.lane.thread_capacity = Some(capacity);
        self
    }

    /// The number of requests to its operations that may wait for a thread, unless the operation sets its own: see
    /// [`App::thread_queue`](crate::App::thread_queue).
    pub fn thread_queue(mut self, most: usize) -> Self {
        self.lane.thread_queue = Some(most);
        self
    }

    /// If true, cancels its operations when their client disconnects, unless the operation sets otherwise: see
    /// [`App::cancel_on_disconnect`](crate::App::cancel_on_disconnect).
    pub fn cancel_on_disconnect(mut self, cancel: bool) -> Self {
        self.lane.cancel_on_disconnect = Some(cancel);
        self
    }

    /// Adds path operations: `routes![list, read]`.
    pub fn routes(mut self, routes: impl IntoIterator<Item = Route>) -> Self {
        let entries = routes
            .into_iter()
            .map(|route| Entry::Route(Box::new(route)));
        self.entries.extend(entries);
        self
    }

    /// Mounts an application, or any tower service, below the prefix of this router: see [`App::mount`](crate::App::mount).
    ///
    /// The middleware, the limits and the lanes of the router apply to it too. The router's dependencies do not run before it. So if the router has
    /// dependencies, the application does not start, unless the mount is [without them](Mount::without_dependencies).
    pub fn mount<Via>(mut self, path: impl Into<String>, mounted: impl Mountable<Via>) -> Self {
        self.entries.push(Entry::Mount(Box::new(MountEntry {
            path: path.into(),
            mount: mounted.into_mount(),
        })));
        self
    }

    /// Serves the files of a built frontend below the prefix of this router: see [`App::frontend`](crate::App::frontend).
    ///
    /// The dependencies, the middleware and the limits of the router apply to it.
    pub fn frontend(mut self, path: impl Into<String>, frontend: impl Into<Frontend>) -> Self {
        self.entries.push(Entry::Frontend(Box::new(FrontendEntry {
            path: path.into(),
            frontend: frontend.into(),
        })));
        self
    }

    /// Adds the operations of another router, below the prefix of this router.
    pub fn router(mut self, router: Router) -> Self {
        self.entries.push(Entry::Router(Box::new(router)));
        self
    }
}
