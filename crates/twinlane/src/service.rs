//! The application as a tower service.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::request::Parts;
use http::{Extensions, Method, Uri};
use tracing::debug_span;
use twinlane_lanes::{RunToEnd, run_to_end};
#[cfg(feature = "tls")]
use twinlane_server::TlsInfo;
use twinlane_server::{Connection, ForwardedClient, ForwardedPrefix};
use twinlane_web::{Body, BoxError, Response};

use crate::arrival::Arrival;
use crate::frozen::Frozen;
use crate::names::{Names, UrlPathBuilder, UrlTarget, Wanted};
use crate::root_path::RootPath;
use crate::stack;

/// An application that has been checked and frozen, as a [`tower` service](tower_service::Service). Clones are cheap.
///
/// Any server can serve it, and any tower layer can wrap it. If its future is dropped because the client has disconnected, a request still runs to
/// its end. The rest of it runs in the background, and [`wait_idle`](Self::wait_idle) waits for it.
#[derive(Clone)]
pub struct Service {
    frozen: Arc<Frozen>,
    client: Option<SocketAddr>,
    /// The root path that the layers around it have set.
    root_path: RootPath,
    /// The TLS of its connection.
    #[cfg(feature = "tls")]
    tls: Option<TlsInfo>,
    /// True if a layer around it runs each request to its end. To drop the future of a response then means that a layer has cancelled it.
    is_within: bool,
}

impl Service {
    pub(crate) fn new(frozen: Frozen) -> Self {
        Self {
            frozen: Arc::new(frozen),
            client: None,
            root_path: RootPath::default(),
            #[cfg(feature = "tls")]
            tls: None,
            is_within: false,
        }
    }

    /// The same application for the requests of one connection: [`Request::client`](crate::Request::client) is this address.
    ///
    /// A [`ForwardedClient`] in the extensions of a request takes precedence.
    #[must_use]
    pub fn for_client(&self, client: SocketAddr) -> Self {
        Self {
            client: Some(client),
            ..self.clone()
        }
    }

    /// The same application for the requests of a connection of [Twinlane's server](crate::server).
    #[must_use]
    pub fn of_connection(&self, connection: &Connection) -> Self {
        Self {
            client: connection.peer(),
            #[cfg(feature = "tls")]
            tls: connection.tls().cloned(),
            ..self.clone()
        }
    }

    /// The same application below this path, which a proxy or `nest_service` of axum removes from the front of every request.
    ///
    /// [`Request::root_path`](crate::Request::root_path) is this path. URLs and redirects begin with it, and the document contains it. If a request
    /// has a [`RootPath`] in its extensions, or a trusted proxy names a prefix, that path is put before this one: `/outer` and `/api` are then
    /// `/outer/api`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let service = App::new().into_service()?.with_root_path("/api".parse()?);
    /// let router = axum::Router::<()>::new().nest_service("/api", service);
    /// # let _ = router;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_root_path(&self, root_path: RootPath) -> Self {
        Self {
            root_path,
            ..self.clone()
        }
    }

    /// True for a probe of the application's [health](crate::lifespan::Health).
    pub(crate) fn is_probe(&self, (method, uri, extensions): (&Method, &Uri, &Extensions)) -> bool {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = method.clone();
        parts.uri = uri.clone();
        parts.extensions = extensions.clone();
        stack::is_probe(&self.frozen, &self.arrival(&parts), &parts)
    }

    /// The facts of a request beside HTTP's own. Few requests have anything in their extensions.
    #[inline]
    fn arrival(&self, parts: &Parts) -> Arrival {
        if parts.extensions.is_empty() {
            return Arrival {
                client: self.client,
                root_path: self.root_path.clone(),
                #[cfg(feature = "tls")]
                tls: self.tls.clone(),
                #[cfg(feature = "sessions")]
                session: None,
            };
        }
        Arrival {
            client: self.client_of(parts),
            root_path: self.root_path_of(parts),
            #[cfg(feature = "tls")]
            tls: self.tls_of(parts),
            #[cfg(feature = "sessions")]
            session: None,
        }
    }

    /// The TLS of the connection. A service further out may have put the connection into the request's extensions.
    #[cfg(feature = "tls")]
    #[cold]
    fn tls_of(&self, parts: &Parts) -> Option<TlsInfo> {
        let tls = self.tls.as_ref();
        let tls = tls.or_else(|| parts.extensions.get::<Connection>()?.tls());
        tls.cloned()
    }

    /// The client of a request: as a trusted proxy says, or the peer of the connection, which may be among the request's extensions.
    #[cold]
    fn client_of(&self, parts: &Parts) -> Option<SocketAddr> {
        match parts.extensions.get::<ForwardedClient>() {
            Some(forwarded) => forwarded.0,
            None => self
                .client
                .or_else(|| parts.extensions.get::<Connection>()?.peer()),
        }
    }

    /// The root path of a request, as the layers around the application have set it.
    #[cold]
    fn root_path_of(&self, parts: &Parts) -> RootPath {
        if let Some(outer) = parts.extensions.get::<RootPath>() {
            return outer.with_taken(&self.root_path);
        }
        match parts.extensions.get::<ForwardedPrefix>() {
            Some(prefix) => RootPath::from(prefix).with_taken(&self.root_path),
            None => self.root_path.clone(),
        }
    }

    /// The same application within a service whose work [`around`](Self::around) runs to its end.
    pub(crate) fn within(mut self) -> Self {
        self.is_within = true;
        self
    }

    /// Runs the work of a service around this one to its end, as an operation runs.
    pub(crate) fn around<T: 'static>(
        &self,
        future: Pin<Box<dyn Future<Output = T> + Send>>,
    ) -> RunToEnd<T> {
        run_to_end(future, &self.frozen.in_flight)
    }

    /// Makes the path of an operation, without a request. The type of its function names the operation: Starlette's `app.url_path_for`.
    ///
    /// See [`Checked::url_path_for`](crate::lifespan::Checked::url_path_for).
    pub fn url_path_for<O: UrlTarget>(&self) -> UrlPathBuilder {
        UrlPathBuilder::of_app(&self.frozen.names, Wanted::operation::<O>())
    }

    /// Makes the path of a route by its name, without a request: see [`Request::url_for_name`](crate::Request::url_for_name).
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        UrlPathBuilder::of_app(&self.frozen.names, Wanted::Name(name.to_owned()))
    }

    /// Waits until all background work has ended:
    ///
    /// - requests that continue without their client,
    /// - connections of WebSockets,
    /// - tasks after responses,
    /// - values of dependencies that some code still holds,
    /// - all [shielded](crate::lanes::shield) work of the process.
    pub async fn wait_idle(&self) {
        self.frozen.in_flight.wait_idle().await;
        self.frozen.connections.wait_idle().await;
        self.wait_for_background().await;
        // A value that is released runs its teardown as a background task.
        self.frozen.held.wait_idle().await;
        self.wait_for_background().await;
        twinlane_lanes::shielded().wait_idle().await;
    }

    /// Tells the code of the application that the server stops: a [`Stopping`](crate::lanes::Stopping) becomes ready, and event streams end.
    ///
    /// [`App::serve`](crate::App::serve) does this at the signal. Call it if you serve the application in another way.
    pub fn begin_stop(&self) {
        self.frozen.stop.send();
    }

    /// Announces the stop: the [ready path](crate::lifespan::Health) answers 503 from now on, and everything else continues.
    ///
    /// A load balancer then sends no more requests. [`begin_stop`](Self::begin_stop) is the next step. [`App::serve`](crate::App::serve) does this at
    /// the signal, `drain_delay` before the stop. Call it if you serve the application in another way. Without [`App::health`](crate::App::health) it
    /// has no effect.
    pub fn begin_drain(&self) {
        if let Some(health) = &self.frozen.health {
            health.readiness.begin_drain();
        }
    }

    /// Bounds the requests that go on without their clients: one more is given up, as by `cancel_on_disconnect`.
    pub(crate) fn bound_left_alone(&self, most: usize) {
        self.frozen.in_flight.bound(most);
    }

    /// Cancels requests that continue without their client, and tasks after responses. The values of their dependencies are undone.
    ///
    /// [`wait_idle`](Self::wait_idle) waits for this. Call it at the end of a stop, when all connections are closed.
    pub fn cancel(&self) {
        self.frozen.in_flight.cancel();
        self.frozen.connections.cancel();
        self.frozen.background.cancel();
    }

    /// The work that goes on without a connection, for the log. Empty if there is none.
    pub(crate) fn left(&self) -> String {
        let counts = [
            (
                self.frozen.in_flight.count(),
                "request",
                " whose client has gone",
            ),
            (
                self.frozen.connections.count(),
                "connection",
                " of a WebSocket",
            ),
            (
                self.frozen.background.count(),
                "request",
                " whose background tasks or teardown go on",
            ),
            (
                self.frozen.held.count(),
                "value",
                " of a dependency that something still holds",
            ),
            (twinlane_lanes::shielded().count(), "shielded task", ""),
        ];
        let counts = counts.iter().filter(|(count, ..)| *count > 0);
        let counts = counts.map(|(count, what, which)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {what}{plural}{which}")
        });
        counts.collect::<Vec<_>>().join(", ")
    }

    pub(crate) async fn wait_for_background(&self) {
        self.frozen.background.wait_idle().await;
    }

    #[cfg(test)]
    pub(crate) fn frozen(&self) -> &Arc<Frozen> {
        &self.frozen
    }

    pub(crate) fn names(&self) -> &Arc<Names> {
        &self.frozen.names
    }

    pub(crate) fn lanes_page(&self) -> Option<&str> {
        self.frozen.lanes_page.as_deref()
    }

    pub(crate) fn docs_url(&self) -> Option<&str> {
        self.frozen.docs_url.as_deref()
    }
}

impl<B> tower_service::Service<http::Request<B>> for Service
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        let (parts, body) = request.into_parts();
        let span = debug_span!("request", method = %parts.method, path = parts.uri.path());
        let arrival = self.arrival(&parts);
        let request = (parts, Body::stream(body));
        ResponseFuture(stack::answer(
            &self.frozen,
            arrival,
            request,
            (span, self.is_within),
        ))
    }
}

/// The future of a response. If it is dropped before its end, the request continues in the background.
pub struct ResponseFuture(RunToEnd<Response>);

impl Future for ResponseFuture {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(ready!(Pin::new(&mut self.0).poll(cx))))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
