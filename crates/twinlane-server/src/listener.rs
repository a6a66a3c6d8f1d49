//! The listening socket.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tracing::warn;

use crate::settings::Settings;

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

/// Listens on the first address of the settings' host that can be had.
pub(crate) async fn listen(settings: &Settings) -> Result<TcpListener, BindError> {
    let fails = |source| BindError {
        address: address(settings),
        source,
    };
    let addresses = lookup_host((settings.host.as_str(), settings.port))
        .await
        .map_err(fails)?;
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in addresses {
        match listen_on(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(fails(last))
}

/// The address as the settings have it.
pub(crate) fn address(settings: &Settings) -> String {
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

/// The next connection. Where none can be accepted, for want of file descriptors for example, it tries again later.
pub(crate) async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    let mut said = false;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are written whole: waiting for more to send only delays them.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
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

/// Whether only that one connection is lost.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
