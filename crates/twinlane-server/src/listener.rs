//! Accepting connections, from wherever they come.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tracing::warn;

use crate::connection_info::Connection;
use crate::memory::{self, MemoryConnector, Opened};
use crate::settings::Settings;
use crate::stream::Stream;

/// How many connections may wait to be accepted: Uvicorn's number.
const BACKLOG: i32 = 2048;

/// An address that cannot be listened on.
#[derive(Debug)]
#[non_exhaustive]
pub struct BindError {
    /// The address, as the settings have it.
    pub address: String,
    /// Why not.
    pub source: io::Error,
}

/// What to do; why it is needed is the [`source`](std::error::Error::source).
impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on {}: ", self.address)?;
        f.write_str(match self.source.kind() {
            io::ErrorKind::AddrInUse => {
                "stop the program that listens there, or choose another `--port`"
            }
            io::ErrorKind::PermissionDenied => "choose a `--port` from 1024 up",
            io::ErrorKind::AddrNotAvailable => {
                "choose a `--host` that is an address of this machine"
            }
            _ => "choose another `--host` or `--port`, or mend the cause",
        })
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// A source of connections.
#[derive(Debug)]
pub struct Listener(Source);

#[derive(Debug)]
enum Source {
    Tcp {
        listener: TcpListener,
        address: SocketAddr,
    },
    Memory(Opened),
}

impl Listener {
    /// Listens on the first address of the settings' host that can be had.
    ///
    /// # Errors
    ///
    /// If none can be had: the message says what to do.
    pub async fn bind(settings: &Settings) -> Result<Self, BindError> {
        let fails = |source| BindError {
            address: address(settings),
            source,
        };
        let addresses = lookup_host((settings.host.as_str(), settings.port))
            .await
            .map_err(fails)?;
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for address in addresses {
            match listen_on(address).and_then(Self::from_tokio) {
                Ok(listener) => return Ok(listener),
                Err(error) => last = error,
            }
        }
        Err(fails(last))
    }

    /// A socket that listens already, inherited for example. To be called in a runtime.
    ///
    /// # Errors
    ///
    /// If the system does not say its address, or the runtime cannot wait for it.
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Self::from_tokio(TcpListener::from_std(listener)?)
    }

    /// A listener within the process, and what connects to it: for tests, with no port and no system between.
    pub fn in_memory() -> (Self, MemoryConnector) {
        let (opened, connector) = memory::pair();
        (Self(Source::Memory(opened)), connector)
    }

    /// The address that it listens on, if it has one.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        match &self.0 {
            Source::Tcp { address, .. } => Some(*address),
            Source::Memory(_) => None,
        }
    }

    /// The next connection. Given up and asked again, it loses none.
    pub(crate) async fn accept(&mut self) -> (Stream, Connection) {
        match &mut self.0 {
            Source::Tcp { listener, address } => accept_tcp(listener, *address).await,
            Source::Memory(opened) => match opened.recv().await {
                Some(stream) => (Stream::Memory(stream), Connection::InMemory),
                // Nobody can connect any more: those that are connected are served on.
                None => std::future::pending().await,
            },
        }
    }

    fn from_tokio(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        Ok(Self(Source::Tcp { listener, address }))
    }
}

/// The address as the settings have it.
fn address(settings: &Settings) -> String {
    if settings.host.contains(':') {
        format!("[{}]:{}", settings.host, settings.port)
    } else {
        format!("{}:{}", settings.host, settings.port)
    }
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_nonblocking(true)?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// If none can be accepted, for want of file descriptors for example, it tries again later.
async fn accept_tcp(listener: &TcpListener, address: SocketAddr) -> (Stream, Connection) {
    let mut said = false;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Responses are written whole: waiting for more to send only delays them.
                let _ = stream.set_nodelay(true);
                let local = local_addr_of(&stream, address);
                return (Stream::Tcp(stream), Connection::Tcp { peer, local });
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                if !said {
                    warn!("cannot accept a connection: {error}: trying again until it works");
                    said = true;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// The system is asked only if the listener has more than one address.
fn local_addr_of(stream: &TcpStream, listener: SocketAddr) -> SocketAddr {
    if !listener.ip().is_unspecified() {
        return listener;
    }
    // A client that has gone has no address any more.
    stream.local_addr().unwrap_or(listener)
}

/// True if only that one connection is lost.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;

    /// Asks, and gives it up at once, until there is one.
    async fn accept_hastily(listener: &mut Listener) -> Connection {
        loop {
            tokio::select! {
                biased;
                (_, connection) = listener.accept() => return connection,
                () = yield_now() => {}
            }
        }
    }

    #[tokio::test]
    async fn no_connection_is_lost_when_accepting_is_given_up() {
        let mut tcp = Listener::bind(&Settings::new().port(0)).await.unwrap();
        let address = tcp.local_addr().unwrap();
        let (mut memory, connector) = Listener::in_memory();
        for _ in 0..20 {
            let client = tokio::spawn(TcpStream::connect(address));
            let connection = accept_hastily(&mut tcp).await;
            let client = client.await.unwrap().unwrap();
            assert_eq!(connection.peer(), client.local_addr().ok());

            let _client = connector.connect().await.unwrap();
            assert_eq!(accept_hastily(&mut memory).await, Connection::InMemory);
        }
    }
}
