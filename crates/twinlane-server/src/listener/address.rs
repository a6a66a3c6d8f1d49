//! An address or socket that a server listens on, as its log names it.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// An address or socket that a server listens on.
///
/// ```
/// use twinlane_server::{Server, Settings};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = Settings::new().hosts(["127.0.0.1", "127.0.0.2"]).port(0);
/// let server = Server::bind(&settings).await?;
/// let port = server.local_addr().ok_or("no address")?.port();
/// let places: Vec<String> = server.addresses().map(|place| place.to_string()).collect();
/// assert_eq!(places, [format!("127.0.0.1:{port}"), format!("127.0.0.2:{port}")]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListenAddress {
    /// A TCP port.
    #[non_exhaustive]
    Tcp {
        /// The address. If the settings have port 0, its port is the one that was picked.
        address: SocketAddr,
        /// True for an IPv6 socket that also accepts IPv4 connections.
        both_families: bool,
    },
    /// A unix socket. `None` if it has no path.
    Unix(Option<PathBuf>),
    /// A listener within the process.
    InMemory,
}

/// `127.0.0.1:8000`, `[::1]:8000`, `[::]:8000 (IPv6 and IPv4)`, `unix socket /run/shop.sock`.
impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp {
                address,
                both_families,
            } => {
                write!(f, "{address}")?;
                f.write_str(if *both_families { BOTH } else { "" })
            }
            Self::Unix(Some(path)) => write!(f, "unix socket {}", path.display()),
            Self::Unix(None) => f.write_str("a unix socket without a path"),
            Self::InMemory => f.write_str("memory"),
        }
    }
}

impl ListenAddress {
    /// Returns the text of [`Display`](fmt::Display), but with a URL for a TCP port.
    ///
    /// ```
    /// # use twinlane_server::{Server, Settings};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Server::bind(&Settings::new().port(0)).await?;
    /// let port = server.local_addr().ok_or("no address")?.port();
    /// let place = server.addresses().next().ok_or("no address")?;
    /// assert_eq!(place.with_scheme("http"), format!("http://127.0.0.1:{port}"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_scheme(&self, scheme: &str) -> String {
        match self {
            Self::Tcp { .. } => format!("{scheme}://{self}"),
            other => other.to_string(),
        }
    }

    /// Returns the address of a TCP port, or `None` for another kind of socket.
    pub fn tcp(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp { address, .. } => Some(*address),
            Self::Unix(_) | Self::InMemory => None,
        }
    }
}

const BOTH: &str = " (IPv6 and IPv4)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_as_in_a_url() {
        for (address, both_families, named) in [
            ("127.0.0.1:80", false, "http://127.0.0.1:80"),
            ("[::1]:8000", false, "http://[::1]:8000"),
            ("[::]:8000", true, "http://[::]:8000 (IPv6 and IPv4)"),
        ] {
            let place = ListenAddress::Tcp {
                address: address.parse().unwrap(),
                both_families,
            };
            assert_eq!(place.with_scheme("http"), named);
        }
        let place = ListenAddress::Unix(Some("/run/shop.sock".into()));
        assert_eq!(place.with_scheme("http"), "unix socket /run/shop.sock");
    }
}
