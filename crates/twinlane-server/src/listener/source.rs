//! One source of connections.

use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll, ready};

use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};

#[cfg(unix)]
use crate::connection_info::UnixPeer;
use crate::connection_info::{Connection, canonical};
use crate::listener::ListenAddress;
#[cfg(unix)]
use crate::listener::unix::SocketFile;
use crate::memory::Opened;
use crate::stream::Stream;

/// One source of connections.
#[derive(Debug)]
pub(super) enum Source {
    Tcp {
        listener: TcpListener,
        address: SocketAddr,
        both_families: bool,
    },
    #[cfg(unix)]
    Unix {
        /// Removed before the socket is closed: so long nobody else can have its inode. `None`: it is not ours.
        file: Option<SocketFile>,
        listener: UnixListener,
    },
    Memory(Opened),
}

impl Source {
    /// The next connection.
    pub(super) fn poll_accept(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<(Stream, Connection)>> {
        match self {
            Self::Tcp {
                listener, address, ..
            } => {
                let (stream, peer) = ready!(listener.poll_accept(cx))?;
                // Responses are written whole: waiting for more to send only delays them.
                let _ = stream.set_nodelay(true);
                let local = canonical(local_addr_of(&stream, *address));
                let peer = canonical(peer);
                Poll::Ready(Ok((Stream::Tcp(stream), Connection::Tcp { peer, local })))
            }
            #[cfg(unix)]
            Self::Unix { listener, .. } => {
                let (stream, _) = ready!(listener.poll_accept(cx))?;
                let peer = peer_of(&stream);
                Poll::Ready(Ok((Stream::Unix(stream), Connection::Unix { peer })))
            }
            Self::Memory(opened) => match ready!(opened.poll_recv(cx)) {
                Some(stream) => Poll::Ready(Ok((Stream::Memory(stream), Connection::InMemory))),
                // Nobody can connect any more: those that are connected are served on.
                None => Poll::Pending,
            },
        }
    }

    pub(super) fn place(&self) -> ListenAddress {
        match self {
            Self::Tcp {
                address,
                both_families,
                ..
            } => ListenAddress::Tcp {
                address: *address,
                both_families: *both_families,
            },
            #[cfg(unix)]
            Self::Unix { file, listener } => {
                let path = match file {
                    Some(file) => Some(file.path().to_owned()),
                    None => path_of(listener),
                };
                ListenAddress::Unix(path)
            }
            Self::Memory(_) => ListenAddress::InMemory,
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

#[cfg(unix)]
fn peer_of(stream: &UnixStream) -> Option<UnixPeer> {
    let credentials = stream.peer_cred().ok()?;
    Some(UnixPeer {
        process: credentials.pid().and_then(|pid| u32::try_from(pid).ok()),
        user: credentials.uid(),
        group: credentials.gid(),
    })
}

#[cfg(unix)]
fn path_of(listener: &UnixListener) -> Option<std::path::PathBuf> {
    let address = listener.local_addr().ok()?;
    address.as_pathname().map(std::path::Path::to_owned)
}
