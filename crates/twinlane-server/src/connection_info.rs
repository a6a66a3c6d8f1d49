//! The facts about a connection that a service can read.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use http::Request;
use tower_service::Service;
use twinlane_path::Scheme;

#[cfg(feature = "tls")]
use crate::tls::TlsInfo;

/// The facts about one connection: its kind, its addresses, its TLS.
///
/// [`Server::serve`](crate::Server::serve) passes it to the function that makes the connection's service. [`WithConnection`] puts
/// it into the extensions of each request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// A TCP connection.
    #[non_exhaustive]
    Tcp {
        /// The address of the other side.
        peer: SocketAddr,
        /// The address of this side.
        local: SocketAddr,
    },
    /// A connection on a unix socket. It has no address.
    #[non_exhaustive]
    Unix {
        /// The process on the other side, if the operating system reports it.
        peer: Option<UnixPeer>,
    },
    /// A connection forwarded by a trusted proxy. See [`Settings::proxy_protocol`](crate::Settings::proxy_protocol).
    Proxied(Box<ProxiedConnection>),
    /// A connection within the process, from [`Listener::in_memory`](crate::Listener::in_memory). It has no address.
    InMemory,
    /// A connection within TLS.
    #[cfg(feature = "tls")]
    #[non_exhaustive]
    Tls {
        /// The connection that carries the TLS.
        raw: Box<Self>,
        /// The result of the TLS handshake.
        tls: TlsInfo,
    },
}

impl Connection {
    /// Returns the address of the other side, or `None` if it has no address.
    ///
    /// If a PROXY header announces a client, this is the address of the client, not of the proxy: `None` if the header has none. A
    /// connection that the proxy opened on its own behalf has the address of the proxy.
    pub fn peer(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp { peer, .. } => Some(*peer),
            Self::Proxied(proxied) => proxied.client,
            Self::Unix { .. } | Self::InMemory => None,
            #[cfg(feature = "tls")]
            Self::Tls { raw, .. } => raw.peer(),
        }
    }

    /// Returns the scheme of its requests: `https` within TLS, otherwise `http`.
    ///
    /// A request that a trusted proxy forwards may have another scheme. That scheme is in the extensions of the request.
    pub fn scheme(&self) -> Scheme {
        match self {
            Self::Tcp { .. } | Self::Unix { .. } | Self::Proxied(_) | Self::InMemory => {
                Scheme::Http
            }
            #[cfg(feature = "tls")]
            Self::Tls { .. } => Scheme::Https,
        }
    }
}

#[cfg(feature = "tls")]
impl Connection {
    /// Returns the TLS of the connection, or `None` if the connection is not encrypted.
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

impl Connection {
    /// Returns the addresses from the PROXY header, and the connection of the proxy.
    ///
    /// `None` if there was no header, or if the proxy connected on its own behalf.
    pub fn proxied(&self) -> Option<&ProxiedConnection> {
        match self {
            Self::Proxied(proxied) => Some(proxied),
            Self::Tcp { .. } | Self::Unix { .. } | Self::InMemory => None,
            #[cfg(feature = "tls")]
            Self::Tls { raw, .. } => raw.proxied(),
        }
    }

    /// This one as the proxy's, which passes on another of these addresses: that of the client, and the one that it has connected to.
    pub(crate) fn passed_on(self, addresses: Option<(SocketAddr, SocketAddr)>) -> Self {
        Self::Proxied(Box::new(ProxiedConnection {
            client: addresses.map(|(client, _)| client),
            destination: addresses.map(|(_, destination)| destination),
            proxy: self,
        }))
    }

    /// True if the other side is on this machine, so that its loopback address is ours.
    pub(crate) fn is_of_this_machine(&self) -> bool {
        self.peer()
            .is_none_or(|peer| peer.ip().to_canonical().is_loopback())
    }
}

/// A connection that a trusted proxy forwards, and announces with a header of the PROXY protocol.
///
/// A client cannot forge the addresses: only the header of a trusted proxy is read, and it comes before any byte of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProxiedConnection {
    /// The address of the client. `None` if the proxy does not know it, or if the client used a unix socket.
    pub client: Option<SocketAddr>,
    /// The address of the proxy to which the client connected.
    pub destination: Option<SocketAddr>,
    /// The connection from the proxy to this server.
    pub proxy: Connection,
}

/// An address of IPv4 as such: a socket for both families has it as one of IPv6.
pub(crate) fn canonical(mut address: SocketAddr) -> SocketAddr {
    if address.is_ipv6() {
        let ip = address.ip().to_canonical();
        if ip.is_ipv4() {
            address = SocketAddr::new(ip, address.port());
        }
    }
    address
}

/// The process on the other side of a unix socket, as it was when it connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnixPeer {
    /// The process id, if the operating system reports it.
    pub process: Option<u32>,
    /// The user id of the process.
    pub user: u32,
    /// The group id of the process.
    pub group: u32,
}

/// The client of a request that a trusted proxy forwarded, in the extensions of the request.
///
/// It contains `None` if the proxy does not know the client or does not name it. If the extensions have no `ForwardedClient`, the
/// client is the [peer](Connection::peer) of the connection. See
/// [`Settings::forwarded_allow_ips`](crate::Settings::forwarded_allow_ips).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an address is all it is")]
pub struct ForwardedClient(pub Option<SocketAddr>);

/// A service that puts the [`Connection`] into the extensions of each request.
///
/// It is for services that are not made for one connection: layers, an axum `Router`. It costs each request one allocation, so
/// the server leaves the choice to you.
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
    /// Wraps the service of one connection.
    pub fn new(inner: S, connection: &Connection) -> Self {
        Self {
            inner,
            connection: connection.clone(),
        }
    }

    /// Returns a function for [`Server::serve`](crate::Server::serve) that gives each connection a clone of `service`.
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
