//! Accepting connections, serving them, and stopping.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Extensions, Method, Request, Response, Uri};
use tower_service::Service;
use tracing::{error, info};
use twinlane_lanes::Panicked;
use twinlane_path::Scheme;

use crate::access_log::{AccessLines, AccessLog};
use crate::arrivals::Arrivals;
use crate::connection;
use crate::connection_info::Connection;
use crate::connections::Connections;
use crate::extras::{Exempt, Extras};
use crate::incoming::Incoming;
use crate::listener::{BindError, ListenAddress, Listener};
use crate::log_text::LogText;
use crate::overload::Overload;
use crate::service::HttpService;
use crate::settings::Settings;
use crate::transport::{Arrived, Transport};
#[cfg(feature = "tls")]
use crate::{
    redirect,
    tls::{Tls, TlsError},
};

/// A server with its listener. It responds to requests once [`serve`](Self::serve) runs.
#[derive(Debug)]
pub struct Server {
    listener: Listener,
    transport: Transport,
    settings: Settings,
    extras: Option<Arc<Extras>>,
    /// True if `stop` looks for the limit of requests.
    leaves_limit: bool,
    /// True if services look for the scheme in the extensions of a request.
    notes_scheme: bool,
    /// The listener of the port that redirects to HTTPS.
    #[cfg(feature = "tls")]
    redirect: Option<Listener>,
}

impl Server {
    /// Listens on all addresses and sockets of the settings.
    ///
    /// Use a [`Reservation`](crate::Reservation) if the program has something to do before clients can connect.
    ///
    /// # Errors
    ///
    /// The addresses and sockets that cannot be listened on, each with its remedy.
    pub async fn bind(settings: &Settings) -> Result<Self, BindError> {
        let listener = Listener::bind(settings).await?;
        Ok(Self::from_listener(listener, settings))
    }

    /// Makes a server of this listener. The addresses and sockets in the settings are ignored.
    pub fn from_listener(listener: Listener, settings: &Settings) -> Self {
        Self {
            listener,
            transport: Transport::new(settings),
            settings: settings.clone(),
            extras: Extras::new(settings),
            leaves_limit: false,
            notes_scheme: true,
            #[cfg(feature = "tls")]
            redirect: None,
        }
    }

    /// Reads the TLS files, and listens on the port that redirects to HTTPS.
    ///
    /// Optional: [`serve`](Self::serve) does it otherwise.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the files, or the port cannot be used. [`TlsSettings::check`](crate::TlsSettings::check) finds
    /// the former without a listener.
    #[cfg(feature = "tls")]
    pub async fn load_tls(mut self) -> Result<Self, TlsError> {
        let tls = &self.settings.tls;
        if tls.is_on() && self.transport.tls.is_none() {
            self.transport.tls = Some(Tls::load(tls, self.settings.has_http2()).await?);
            if let Some(port) = tls.redirect_port {
                self.redirect = Some(redirect::listen(&self.settings, port).await?);
            }
        }
        Ok(self)
    }

    /// Returns the address of the port that redirects to HTTPS, once the TLS files have been read.
    #[cfg(feature = "tls")]
    pub fn redirect_addr(&self) -> Option<SocketAddr> {
        self.redirect.as_ref()?.local_addr()
    }

    /// Returns the scheme of the URLs that this server serves.
    pub fn scheme(&self) -> Scheme {
        #[cfg(feature = "tls")]
        if self.settings.tls.is_on() {
            return Scheme::Https;
        }
        Scheme::Http
    }

    /// Returns the address of the first TCP port that the server listens on, or `None` if it has no TCP port.
    ///
    /// If the settings have port 0, this is the port that was picked.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.listener.local_addr()
    }

    /// Returns all addresses and sockets that the server listens on.
    pub fn addresses(&self) -> impl Iterator<Item = ListenAddress> {
        self.listener.addresses()
    }

    /// Returns a future that is ready when `limit_max_requests` of the settings is reached.
    ///
    /// After a call of this function, stopping the server at the limit is the caller's task. Without a call, the server stops by
    /// itself.
    pub fn request_limit(&mut self) -> impl Future<Output = ()> + Send + use<> {
        self.leaves_limit = true;
        self.limit()
    }

    fn limit(&self) -> impl Future<Output = ()> + Send + use<> {
        let extras = self.extras.clone();
        async move {
            match extras {
                Some(extras) => extras.reached().stopping().await,
                None => std::future::pending().await,
            }
        }
    }

    /// Exempts requests from `limit_concurrency`: the server serves them even when the limit is reached.
    ///
    /// It is for the probes of an orchestrator, which would take a busy process for a dead one. The exempt requests still count.
    /// The function is called only for requests beyond the limit.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), twinlane_server::BindError> {
    /// use twinlane_server::{Server, Settings};
    ///
    /// let server = Server::bind(&Settings::new().limit_concurrency(100)).await?;
    /// let server = server.never_refused(|_, uri, _| uri.path() == "/livez");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn never_refused(
        self,
        requests: impl Fn(&Method, &Uri, &Extensions) -> bool + Send + Sync + 'static,
    ) -> Self {
        if let Some(extras) = &self.extras {
            extras.exempt(Exempt(Box::new(move |(method, uri, extensions)| {
                requests(method, uri, extensions)
            })));
        }
        self
    }

    /// Leaves the [`Scheme`] of TLS out of the extensions of requests, for services that read it from their [`Connection`].
    ///
    /// This saves time: creating the extensions for one value costs a request as much as its routing. A scheme that a trusted
    /// proxy names is still in the extensions, and takes precedence.
    #[must_use]
    pub fn scheme_of_connection(mut self) -> Self {
        self.notes_scheme = false;
        self
    }

    #[cfg(test)]
    pub(crate) fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// Serves until `stop` is ready or `limit_max_requests` is reached, then stops gracefully.
    ///
    /// `make` makes the service of each connection. [`WithConnection::make`](crate::WithConnection::make) makes it from one
    /// service for all connections.
    ///
    /// In a graceful stop, no further connection is accepted, connections with nothing in flight are closed at once, and received
    /// requests get their responses. After `shutdown_timeout` the rest is cut off: the connections are closed and their futures
    /// dropped.
    ///
    /// Returns `false` if something was cut off, or if TLS cannot be served; then nothing is served, and the log has a line. If
    /// `make` panics, its connection is dropped, and the log has a line. If this future is dropped, all connections are cut off.
    pub async fn serve<M, S, B>(self, make: M, stop: impl Future<Output = ()>) -> bool
    where
        M: FnMut(&Connection) -> S,
        S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
            + Clone
            + Send
            + 'static,
        S::Future: Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        #[cfg(feature = "tls")]
        let this = match self.load_tls().await {
            Ok(server) => server,
            // In the clear nothing is served that was to be within TLS.
            Err(error) => {
                error!("nothing is served: {error}");
                return false;
            }
        };
        #[cfg(not(feature = "tls"))]
        let this = self;
        this.serve_arrivals(make, stop).await
    }

    async fn serve_arrivals<M, S>(self, mut make: M, stop: impl Future<Output = ()>) -> bool
    where
        M: FnMut(&Connection) -> S,
        S: HttpService,
    {
        let mut limit = std::pin::pin!(self.limit());
        let stops_by_itself = !self.leaves_limit;
        #[cfg(feature = "tls")]
        let _watch = self.transport.tls.as_ref().map(Tls::watch);
        let connections = Arc::new(Connections::new(
            &self.settings,
            self.extras.clone(),
            self.notes_scheme,
        ));
        let _cut = CutWhenDropped(Arc::clone(&connections));
        #[cfg(feature = "tls")]
        let redirecting = {
            let port = self.local_addr().map(|address| address.port());
            let listener = self.redirect.zip(self.transport.tls.clone());
            listener.map(|(listener, tls)| {
                redirect::redirect(listener, &self.settings, &connections, (tls, port))
            })
        };
        let mut stop = std::pin::pin!(stop);
        let overload = Overload::new(&self.settings, self.extras.as_deref());
        if overload.most() < self.settings.max_connections {
            let most = overload.most();
            info!(
                "connections are limited to {most}, because there are too few file descriptors: see `ulimit -n`"
            );
        }
        let mut serve = |arrived| begin(arrived, &mut make, &connections, self.settings.access_log);
        let mut arrivals = Arrivals::new(self.listener, self.transport, overload);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                () = &mut limit, if stops_by_itself => break,
                arrived = arrivals.next(&connections) => serve(arrived),
            }
        }
        #[cfg(feature = "tls")]
        drop(redirecting);
        arrivals.close().for_each(serve);
        connections.finish(&self.settings).await
    }
}

/// Makes the service of a connection, and serves it.
fn begin<M, S>(arrived: Arrived, make: &mut M, connections: &Arc<Connections>, has_access_log: bool)
where
    M: FnMut(&Connection) -> S,
    S: HttpService,
{
    let Arrived {
        stream,
        connection,
        open,
    } = arrived;
    let service = match Panicked::catch(|| make(&connection)) {
        Ok(service) => service,
        Err(panic) => {
            let message = LogText(&panic.message);
            error!("a connection is dropped: making its service panicked: {message}");
            return;
        }
    };
    let lines = has_access_log.then(|| AccessLines::of(&connection));
    let of_connection = (open, connections.arriving(&connection, lines));
    let connections = Arc::clone(connections);
    if let Some(lines) = lines {
        let service = AccessLog::new(service, lines);
        connection::spawn(stream, service, connections, of_connection);
    } else {
        connection::spawn(stream, service, connections, of_connection);
    }
}

/// Cuts off all connections when the server ends, also if its future is dropped.
struct CutWhenDropped(Arc<Connections>);

impl Drop for CutWhenDropped {
    fn drop(&mut self) {
        self.0.stopping.begun.send();
        self.0.stopping.cut.send();
    }
}
