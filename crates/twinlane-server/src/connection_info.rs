//! A connection, as services may want to know it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use http::Request;
use tower_service::Service;

#[cfg(feature = "tls")]
use crate::tls::TlsInfo;

/// A connection, as services may want to know it.
///
/// [`Server::serve`](crate::Server::serve) hands it to the function that makes the connection's service. A service that looks
/// for it in the extensions of each request is wrapped in [`WithConnection`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// A connection of TCP.
    #[non_exhaustive]
    Tcp {
        /// Who is on the other side.
        peer: SocketAddr,
        /// The address of this side.
        local: SocketAddr,
    },
    /// A connection within the process, of [`Listener::in_memory`](crate::Listener::in_memory). It has no address.
    InMemory,
    /// A connection within TLS.
    #[cfg(feature = "tls")]
    #[non_exhaustive]
    Tls {
        /// The one that TLS is spoken on.
        raw: Box<Self>,
        /// What was agreed on.
        tls: TlsInfo,
    },
}

impl Connection {
    /// The address of the other side, if it has one.
    pub fn peer(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp { peer, .. } => Some(*peer),
            Self::InMemory => None,
            #[cfg(feature = "tls")]
            Self::Tls { raw, .. } => raw.peer(),
        }
    }
}

#[cfg(feature = "tls")]
impl Connection {
    /// The TLS of the connection. `None`: it is in the clear.
    pub fn tls(&self) -> Option<&TlsInfo> {
        match self {
            Self::Tls { tls, .. } => Some(tls),
            _ => None,
        }
    }

    /// This one, within TLS.
    pub(crate) fn within_tls(self, tls: TlsInfo) -> Self {
        let raw = Box::new(self);
        Self::Tls { raw, tls }
    }
}

/// The client of a request that a trusted proxy has passed on, in the extensions of the request. `None`: the proxy does not know it, or does not tell.
///
/// Where it is absent, the client is the [peer](Connection::peer) of the connection. See
/// [`Settings::forwarded_allow_ips`](crate::Settings::forwarded_allow_ips).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an address is all it is")]
pub struct ForwardedClient(pub Option<SocketAddr>);

/// A service that finds the [`Connection`] in the extensions of each request.
///
/// For services that are not made for one connection: layers, an axum `Router`. A request pays one allocation for it, so that the
/// server leaves the choice to the service.
///
/// ```
/// use std::convert::Infallible;
///
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use tokio::io::{AsyncReadExt, AsyncWriteExt};
/// use twinlane_server::{Connection, Incoming, Listener, Server, Settings, WithConnection};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let whoami = tower::service_fn(|request: Request<Incoming>| async move {
///     let connection: Option<&Connection> = request.extensions().get();
///     Ok::<_, Infallible>(Response::new(Full::from(format!("{connection:?}"))))
/// });
///
/// let (listener, connector) = Listener::in_memory();
/// let server = Server::from_listener(listener, &Settings::new());
/// let served = tokio::spawn(server.serve(WithConnection::make(whoami), std::future::pending()));
///
/// let mut client = connector.connect().await?;
/// client.write_all(b"GET / HTTP/1.0\r\n\r\n").await?;
/// let mut response = String::new();
/// client.read_to_string(&mut response).await?;
/// assert!(response.ends_with("Some(InMemory)"));
/// # served.abort();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct WithConnection<S> {
    inner: S,
    connection: Connection,
}

impl<S> WithConnection<S> {
    /// The service of one connection.
    pub fn new(inner: S, connection: &Connection) -> Self {
        Self {
            inner,
            connection: connection.clone(),
        }
    }

    /// A function for [`Server::serve`](crate::Server::serve): each connection has a clone of this service.
    pub fn make(service: S) -> impl FnMut(&Connection) -> Self
    where
        S: Clone,
    {
        move |connection| Self::new(service.clone(), connection)
    }
}

impl<S, B> Service<Request<B>> for WithConnection<S>
where
    S: Service<Request<B>, Error = Infallible>,
{
    type Response = S::Response;
    type Error = Infallible;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        request.extensions_mut().insert(self.connection.clone());
        self.inner.call(request)
    }
}
