//! The PROXY protocol, versions 1 and 2: the header by which a proxy that does not speak HTTP says whose connection it passes on.
//!
//! Nothing is guessed: a trusted proxy begins with a header, and nobody else may connect. Nothing behind the header is read.

mod v1;
mod v2;

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt};
use tracing::{debug, warn};
use twinlane_lanes::LinePace;

use crate::connection_info::Connection;
use crate::forwarded::TrustedProxies;

/// The proxies whose headers are believed.
#[derive(Debug)]
pub(crate) struct ProxyProtocol {
    proxies: TrustedProxies,
    /// The pace of log lines about closed connections.
    refusals: LinePace,
}

/// The content of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Announced {
    /// The connection of a client.
    Client {
        client: SocketAddr,
        destination: SocketAddr,
    },
    /// The connection of a client, of which the proxy says nothing that we know.
    Unknown,
    /// A connection of the proxy's own, to see whether the server is there.
    Local,
}

impl ProxyProtocol {
    pub(crate) fn new(proxies: TrustedProxies) -> Self {
        Self {
            proxies,
            refusals: LinePace::default(),
        }
    }

    /// Reads the header of a connection: the connection that it announces.
    ///
    /// # Errors
    ///
    /// The connection has no header, or its peer is not trusted to name the client.
    pub(crate) async fn enter(
        &self,
        stream: &mut (impl AsyncRead + Unpin),
        connection: Connection,
    ) -> io::Result<Connection> {
        if !self.proxies.trusts_peer(&connection) {
            self.log(&connection, "it is no proxy of `--proxy-protocol-from`");
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let announced = match read(stream).await {
            Ok(announced) => announced,
            Err(error) => {
                if error.kind() == io::ErrorKind::InvalidData {
                    self.log(&connection, "it does not begin with a PROXY header");
                }
                return Err(error);
            }
        };
        Ok(match announced {
            Announced::Client {
                client,
                destination,
            } => connection.passed_on(Some((client, destination))),
            Announced::Unknown => connection.passed_on(None),
            Announced::Local => connection,
        })
    }

    /// Now and then: anybody may connect as often as they like.
    fn log(&self, connection: &Connection, reason: &str) {
        let peer = connection.peer().map_or_else(
            || "a unix socket".to_owned(),
            |peer| peer.ip().to_canonical().to_string(),
        );
        if self.refusals.is_due() {
            warn!("a connection from {peer} is closed (`--proxy-protocol`): {reason}");
        } else {
            debug!("a connection from {peer} is closed: {reason}");
        }
    }
}

/// Reads a header, and nothing behind it.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Announced> {
    // The shortest header is longer.
    let mut begin = [0; v2::SIGNATURE.len()];
    stream.read_exact(&mut begin).await?;
    if begin == v2::SIGNATURE {
        v2::read(stream).await
    } else if begin.starts_with(v1::BEGIN) {
        v1::read(stream, begin).await
    } else {
        Err(malformed())
    }
}

/// The fault of a header. It says nothing of what was sent.
fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no PROXY header")
}

#[cfg(test)]
mod tests;
