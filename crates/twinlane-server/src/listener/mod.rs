//! Accepting connections, from wherever they come.

mod address;
mod bind_error;
mod reservation;
mod tcp;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod inherited;
mod source;

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Sleep, sleep};
use tracing::warn;

use crate::connection_info::Connection;
use crate::memory::{self, MemoryConnector};
use crate::settings::Settings;
use crate::stream::Stream;
pub use address::ListenAddress;
pub use bind_error::{BindError, BindMistake};
#[cfg(unix)]
pub(crate) use inherited::has_inherited_sockets;
#[cfg(unix)]
pub use inherited::take_inherited_sockets;
pub use reservation::Reservation;
use source::Source;

/// Accepts connections from one or several sources: TCP ports, unix sockets, inherited sockets.
#[derive(Debug)]
pub struct Listener {
    sources: Vec<Source>,
    /// The one that is asked first: each has its turn.
    next: usize,
    /// The time until a connection can be accepted again.
    pause: Option<Pin<Box<Sleep>>>,
    /// True if the log has the reason.
    is_said: bool,
}

impl Listener {
    /// Listens on all addresses and sockets of the settings. See [`Settings::hosts`](crate::Settings::hosts).
    ///
    /// # Errors
    ///
    /// The addresses and sockets that cannot be listened on, each with its remedy.
    pub async fn bind(settings: &Settings) -> Result<Self, BindError> {
        Reservation::make(settings).await?.listen()
    }

    /// Uses a TCP socket that already listens, for example an inherited one. Must be called in a runtime.
    ///
    /// # Errors
    ///
    /// The operating system does not report the socket's address, or the runtime cannot wait for it.
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let place = ListenAddress::Tcp {
            address: listener.local_addr()?,
            both_families: false,
        };
        Ok(Self::of(vec![reservation::of_tcp(listener, &place)?]))
    }

    /// Uses a unix socket that already listens. Must be called in a runtime.
    ///
    /// The socket file stays when the server stops.
    ///
    /// # Errors
    ///
    /// The runtime cannot wait for the socket.
    #[cfg(unix)]
    pub fn from_std_unix(listener: std::os::unix::net::UnixListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self::of(vec![Source::Unix {
            file: None,
            listener: tokio::net::UnixListener::from_std(listener)?,
        }]))
    }

    /// Returns a listener within the process, and the connector that opens connections to it: for tests without a port.
    pub fn in_memory() -> (Self, MemoryConnector) {
        let (opened, connector) = memory::pair();
        (Self::of(vec![Source::Memory(opened)]), connector)
    }

    /// Adds the sources of another listener.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.sources.extend(other.sources);
        self
    }

    /// Returns the address of the first TCP port, or `None` if there is none.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.addresses().find_map(|place| place.tcp())
    }

    /// Returns all addresses and sockets that it listens on.
    pub fn addresses(&self) -> impl Iterator<Item = ListenAddress> {
        self.sources.iter().map(Source::place)
    }

    /// The next connection. Given up and asked again, it loses none.
    pub(crate) async fn accept(&mut self) -> (Stream, Connection) {
        poll_fn(|cx| self.poll_accept(cx)).await
    }

    fn of(sources: Vec<Source>) -> Self {
        Self {
            sources,
            next: 0,
            pause: None,
            is_said: false,
        }
    }

    /// If none can be accepted, for want of file descriptors for example, it tries again later.
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<(Stream, Connection)> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            match ready!(self.poll_sources(cx)) {
                Ok(accepted) => {
                    self.is_said = false;
                    return Poll::Ready(accepted);
                }
                Err(error) => {
                    if !self.is_said {
                        warn!("cannot accept a connection: {error}: trying again until it works");
                        self.is_said = true;
                    }
                    self.pause = Some(Box::pin(sleep(PAUSE)));
                }
            }
        }
    }

    /// The first that has a connection, from the one after the last that had.
    fn poll_sources(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<(Stream, Connection)>> {
        let count = self.sources.len();
        for step in 0..count {
            let at = (self.next + step) % count;
            loop {
                match self.sources[at].poll_accept(cx) {
                    Poll::Pending => break,
                    Poll::Ready(Err(error)) if is_the_clients(&error) => {}
                    Poll::Ready(accepted) => {
                        self.next = at + 1;
                        return Poll::Ready(accepted);
                    }
                }
            }
        }
        Poll::Pending
    }
}

/// True if the process was started with sockets, and no server has them.
#[cfg(not(unix))]
pub(crate) fn has_inherited_sockets() -> bool {
    false
}

const PAUSE: Duration = Duration::from_millis(100);

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
    use tokio::net::TcpStream;
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

    /// One with many clients does not keep another's waiting.
    #[tokio::test]
    async fn each_source_has_its_turn() {
        let tcp = Listener::bind(&Settings::new().port(0)).await.unwrap();
        let address = tcp.local_addr().unwrap();
        let (memory, connector) = Listener::in_memory();
        let mut both = memory.and(tcp);
        let mut clients = Vec::new();
        for _ in 0..10 {
            clients.push(connector.connect().await.unwrap());
        }
        let _client = TcpStream::connect(address).await.unwrap();
        let mut accepted = Vec::new();
        for _ in 0..4 {
            accepted.push(accept_hastily(&mut both).await);
        }
        let of_tcp = accepted.iter().filter(|one| **one != Connection::InMemory);
        assert_eq!(of_tcp.count(), 1, "{accepted:?}");
    }
}
