//! The facts of a request that trusted proxies know.

use http::HeaderValue;
use twinlane_path::Scheme;

use crate::connection_info::ForwardedClient;

/// The facts of a request that trusted proxies know. The others are as the connection has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) client: Option<ForwardedClient>,
    pub(super) scheme: Option<Scheme>,
    /// A valid [`Host`](twinlane_path::Host).
    pub(super) host: Option<HeaderValue>,
    pub(super) port: Option<u16>,
}

/// The scheme of this name, in lower case as Uvicorn takes it. Some proxies name that of a WebSocket, which is HTTP up to its handshake.
pub(super) fn scheme_of(name: &[u8]) -> Option<Scheme> {
    match name {
        b"http" | b"ws" => Some(Scheme::Http),
        b"https" | b"wss" => Some(Scheme::Https),
        _ => None,
    }
}
