//! Facts of a request beside HTTP's own: from the server, and from the layers around the application.

use std::net::SocketAddr;
#[cfg(feature = "sessions")]
use std::sync::Arc;

use http::request::Parts;
#[cfg(feature = "tls")]
use twinlane_server::TlsInfo;

use twinlane_web::{Scheme, url};

use crate::root_path::RootPath;
#[cfg(feature = "sessions")]
use crate::session::SessionSlot;

/// The facts of a request beside HTTP's own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrival {
    /// The address of the client.
    pub(crate) client: Option<SocketAddr>,
    /// The path below which the client has found the application.
    pub(crate) root_path: RootPath,
    /// Of the connection. `None`: it is in the clear.
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<TlsInfo>,
    /// The session of the request, where a middleware gives it one.
    #[cfg(feature = "sessions")]
    pub(crate) session: Option<Arc<SessionSlot>>,
}

impl Arrival {
    /// Enters an application. A root path that the application has set comes before any other.
    #[inline]
    pub(crate) fn come_to(&mut self, of_app: &RootPath, parts: &Parts) {
        if !of_app.is_empty() {
            self.root_path = of_app.for_target(parts.uri.path(), &self.root_path);
        }
    }

    /// The scheme by which the client asked. What stands in the extensions comes first, then the connection.
    pub(crate) fn scheme(&self, parts: &Parts) -> Scheme {
        if self.is_within_tls() && parts.extensions.get::<Scheme>().is_none() {
            return Scheme::Https;
        }
        url::scheme(parts)
    }

    /// Notes the scheme of the connection in the extensions, for code that finds it there: middleware, layers, extractors.
    #[inline]
    pub(crate) fn note_scheme(&self, parts: &mut Parts) {
        if self.is_within_tls() {
            parts.extensions.get_or_insert(Scheme::Https);
        }
    }

    #[cfg(feature = "tls")]
    fn is_within_tls(&self) -> bool {
        self.tls.is_some()
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, reason = "not with TLS")]
    fn is_within_tls(&self) -> bool {
        false
    }
}
