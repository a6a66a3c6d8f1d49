//! Mounts: another application, or any tower service, within an application.

mod service;
mod target;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::middlewares::{AddedMiddleware, IntoMiddleware, MiddlewareLayer};

pub(crate) use service::AnyService;
pub use service::ViaService;
pub(crate) use target::below;

/// A mounted application or service, with its options: for [`App::mount`](crate::App::mount).
///
/// Pass an application or a service without options to `mount` directly.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::Next;
/// use twinlane::routing::Mount;
/// use twinlane::Response;
///
/// async fn is_old(request: Request, next: Next) -> Response {
///     next.run(request).await.with_header("deprecation", "@1767225600")
/// }
///
/// let old = axum::Router::new().route("/items", axum::routing::get(async || "all of them"));
/// let app = App::new().mount("/v1", Mount::new(old).name("old").middleware(is_old));
/// # let _ = app;
/// ```
#[must_use = "it is given to `App::mount`"]
pub struct Mount {
    pub(crate) content: MountContent,
    pub(crate) name: Option<String>,
    /// Around it, the outermost last.
    pub(crate) middleware: Vec<AddedMiddleware>,
    pub(crate) cancel_on_disconnect: Option<bool>,
    /// True if it is known that the dependencies of the routers around it do not run.
    pub(crate) without_dependencies: bool,
}

/// The thing itself.
pub(crate) enum MountContent {
    App(OpaqueApp),
    Service(Arc<dyn AnyService>),
}

/// An application. Only `app` knows the type, since an application holds its mounts.
pub(crate) struct OpaqueApp(pub(crate) Box<dyn Any + Send>);

/// A value that can be mounted: an [`App`](crate::App), a tower service, or a [`Mount`] of one of them.
///
/// A service takes an `http::Request<Body>`, with the [`Body`](crate::response::Body) of this crate, and is `Clone + Send + Sync`. A `Router` of axum
/// fits, and so do the services of tonic. `Via` distinguishes the kinds and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted",
    label = "neither an application nor a tower service",
    note = "a service takes an `http::Request<twinlane::response::Body>`, returns an `http::Response`, and is `Clone + Send + Sync`; its error turns into a boxed one",
    note = "the operations of a `Router` of Twinlane are added with `router(router.prefix(\"/path\"))`"
)]
pub trait Mountable<Via> {
    /// Converts the value into a [`Mount`].
    #[doc(hidden)]
    fn into_mount(self) -> Mount;
}

/// The marker of a [`Mount`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaMount {}

impl Mountable<ViaMount> for Mount {
    fn into_mount(self) -> Mount {
        self
    }
}

impl Mount {
    /// Creates a mount without options.
    pub fn new<Via>(mounted: impl Mountable<Via>) -> Self {
        mounted.into_mount()
    }

    pub(crate) fn of(content: MountContent) -> Self {
        Self {
            content,
            name: None,
            middleware: Vec::new(),
            cancel_on_disconnect: None,
            without_dependencies: false,
        }
    }

    /// Sets the name of the mount, for its URLs.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds middleware around the mounted application or service. The middleware that is added last is the outermost.
    ///
    /// The middleware of the outer application and its routers is further out. The middleware sees the [root path](crate::Request::root_path) of the
    /// mount. Errors of the middleware, or of a mounted service, go to the handlers of the outer application.
    pub fn middleware<Via>(mut self, middleware: impl IntoMiddleware<Via>) -> Self {
        self.middleware.push(middleware.into_middleware().0);
        self
    }

    /// Adds a tower layer around the mounted application or service, in one list with its [`middleware`](Self::middleware).
    pub fn layer<B>(mut self, layer: impl MiddlewareLayer<B>) -> Self {
        self.middleware.push(layer.into_middleware().0);
        self
    }

    /// If true, a request is cancelled when its client disconnects. If false, the request runs to its end.
    ///
    /// See [`App::cancel_on_disconnect`](crate::App::cancel_on_disconnect). In a mounted application an operation or a router can override it.
    pub fn cancel_on_disconnect(mut self, cancel: bool) -> Self {
        self.cancel_on_disconnect = Some(cancel);
        self
    }

    /// Allows the mount although the application or a router around it has [`dependencies`](crate::Router::dependencies).
    ///
    /// Such dependencies run before operations alone. Without this call an application with such dependencies around a mount does not start.
    pub fn without_dependencies(mut self) -> Self {
        self.without_dependencies = true;
        self
    }
}

impl fmt::Debug for Mount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.content {
            MountContent::App(_) => "application",
            MountContent::Service(_) => "service",
        };
        f.debug_struct("Mount")
            .field("content", &kind)
            .field("name", &self.name)
            .field("middleware", &self.middleware)
            .finish_non_exhaustive()
    }
}
