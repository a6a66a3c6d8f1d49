//! The words of proxies on a request that they pass on: who the client is, and what it has asked for.
//!
//! Nothing is believed but from a peer that is trusted. What is believed is put where every service looks for it: the client and the
//! scheme in the extensions, the host in the header `Host`.

mod option;
mod trusted;
mod headers;
mod address;
mod said;
mod host;
mod prefix;
mod x_forwarded;
mod rfc7239;

use std::net::SocketAddr;

use http::request::Parts;
use twinlane_path::Scheme;

use crate::connection_info::Connection;
use crate::request_check::Refusal;
pub use headers::ForwardedHeaders;
pub use option::ProxyOptionError;
pub use prefix::ForwardedPrefix;
pub use trusted::TrustedProxies;

/// The trust in the requests of a connection: which headers are read, and which of the clients that they name are proxies themselves.
#[derive(Debug)]
pub(crate) struct Forwarding {
    proxies: TrustedProxies,
    headers: ForwardedHeaders,
    root_path: Option<ForwardedPrefix>,
}

impl Forwarding {
    pub(crate) fn new(
        proxies: TrustedProxies,
        headers: ForwardedHeaders,
        root_path: Option<ForwardedPrefix>,
    ) -> Self {
        Self {
            proxies,
            headers,
            root_path,
        }
    }

    /// The forwarding for peers that are not trusted: no header is read. `None`: nothing is left to do.
    pub(crate) fn of_strangers(root_path: Option<ForwardedPrefix>) -> Option<Self> {
        let (proxies, headers) = (TrustedProxies::nobody(), ForwardedHeaders::NONE);
        root_path.map(|root_path| Self::new(proxies, headers, Some(root_path)))
    }

    /// True if the requests of a connection may be forwarded ones.
    pub(crate) fn trusts_peer(&self, connection: &Connection) -> bool {
        self.proxies.trusts_peer(connection)
    }

    /// Makes the request of a trusted peer the one that its client has sent. `scheme` is that of the connection.
    ///
    /// # Errors
    ///
    /// The request is refused, since the proxy's words cannot be true.
    #[inline]
    pub(crate) fn apply(&self, parts: &mut Parts, scheme: Scheme) -> Result<(), Refusal> {
        let mut names = parts.headers.keys();
        let is_plain = self.root_path.is_none()
            && !names.any(|name| headers::may_be_read(name.as_str().as_bytes()));
        if is_plain {
            return Ok(());
        }
        self.read(parts, scheme)
    }

    #[cold]
    fn read(&self, parts: &mut Parts, scheme: Scheme) -> Result<(), Refusal> {
        let said = if self.headers.has(headers::FORWARDED) {
            self.read_forwarded(&parts.headers)?
        } else {
            self.read_x_forwarded(&parts.headers)?
        };
        if let Some(prefix) = self.prefix(&parts.headers)? {
            parts.extensions.insert(prefix);
        }
        if let Some(client) = said.client {
            parts.extensions.insert(client);
        }
        if let Some(scheme) = said.scheme {
            parts.extensions.insert(scheme);
        }
        if let Some(host) = said.host {
            host::set(parts, host);
        }
        if let Some(port) = said.port {
            host::set_port(parts, (port, said.scheme.unwrap_or(scheme)));
        }
        Ok(())
    }

    /// True if a client that a proxy names may be a proxy itself.
    fn trusts(&self, client: Option<SocketAddr>) -> bool {
        let is_known = client.is_some_and(|client| self.proxies.trusts(client.ip()));
        is_known || self.proxies.is_everyone()
    }
}

#[cfg(test)]
mod tests;
