//! The pages of browsers that may connect.
//!
//! A browser lets any page open a WebSocket to any host, and sends the cookies of that host with it. It names the page's origin.

use http::header::ORIGIN;
use http::request::Parts;
use twinlane_web::{Scheme, url};

/// The origins of the pages that may connect to an operation. A client without an `Origin`, which no browser is, may connect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AllowedOrigins {
    /// Any.
    Any,
    /// That of the application itself.
    Own,
    /// That of the application itself, and these: `https://example.com`.
    These(Vec<String>),
}

/// The values of `origins = ..`: a list of texts, or [`AllowedOrigins`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` says no origins",
    label = "write `origins = [\"https://example.com\"]`",
    note = "`origins = AllowedOrigins::Any` lets the pages of any site connect"
)]
pub trait IntoOrigins {
    /// The origins.
    fn into_origins(self) -> AllowedOrigins;
}

impl IntoOrigins for AllowedOrigins {
    fn into_origins(self) -> AllowedOrigins {
        self
    }
}

impl<const N: usize> IntoOrigins for [&str; N] {
    fn into_origins(self) -> AllowedOrigins {
        AllowedOrigins::These(self.map(str::to_owned).into())
    }
}

impl AllowedOrigins {
    /// True if the page that a handshake comes from may connect. `scheme` is the one by which the client asks.
    pub(crate) fn allow(&self, parts: &Parts, scheme: Scheme) -> bool {
        let mut origins = parts.headers.get_all(ORIGIN).iter();
        let (Some(origin), others) = (origins.next(), origins.next()) else {
            return true;
        };
        if *self == Self::Any {
            return true;
        }
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        others.is_none() && (is_own(origin, parts, scheme) || self.names(origin))
    }

    /// The first of these that is no origin.
    pub(crate) fn wrong(&self) -> Option<&str> {
        let Self::These(these) = self else {
            return None;
        };
        let mut these = these.iter().map(String::as_str);
        these.find(|origin| !is_origin(origin))
    }

    fn names(&self, origin: &str) -> bool {
        match self {
            Self::These(these) => these.iter().any(|these| these.eq_ignore_ascii_case(origin)),
            Self::Any | Self::Own => false,
        }
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<http::Uri>() else {
        return false;
    };
    let has_host = uri.scheme().is_some() && uri.host().is_some_and(|host| !host.is_empty());
    has_host && !text.ends_with('/') && uri.path() == "/" && uri.query().is_none()
}

/// True if the origin is the host that was asked.
fn is_own(origin: &str, parts: &Parts, scheme: Scheme) -> bool {
    let Some((origin_scheme, origin_host)) = origin.split_once("://") else {
        return false;
    };
    let Some(host) = url::host(parts) else {
        return false;
    };
    let port = host.port().or(usual_port(scheme.as_str()));
    let Ok(origin_host) = origin_host.parse::<http::uri::Authority>() else {
        return false;
    };
    let origin_port = origin_host.port_u16().or(usual_port(origin_scheme));
    origin_scheme.eq_ignore_ascii_case(scheme.as_str())
        && origin_host.host().eq_ignore_ascii_case(host.name())
        && origin_port == port
}

fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::Request;
    use http::header::HOST;

    use super::*;

    /// True if a page of this origin may connect to this host.
    fn allows(allowed: &AllowedOrigins, (scheme, host): (Scheme, &str), origin: &str) -> bool {
        let request = Request::get("/ws")
            .header(HOST, host)
            .header(ORIGIN, origin);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        allowed.allow(&parts, scheme)
    }

    #[test]
    fn a_page_of_the_application_itself_may_connect() {
        let (http, https) = (Scheme::Http, Scheme::Https);
        for (scheme, host, origin) in [
            (http, "a.example", "http://a.example"),
            (http, "a.example:80", "http://A.example"),
            (http, "a.example:8000", "http://a.example:8000"),
            (https, "a.example", "https://a.example:443"),
        ] {
            assert!(
                allows(&AllowedOrigins::Own, (scheme, host), origin),
                "{origin}"
            );
        }
        for (host, origin) in [
            ("b.example", "https://a.example"),
            ("a.example", "https://a.example"),
            ("a.example:8000", "http://a.example"),
            ("a.example", "http://a.example.b.example"),
            ("a.example", "null"),
            ("a.example", ""),
        ] {
            assert!(
                !allows(&AllowedOrigins::Own, (http, host), origin),
                "{origin}"
            );
            assert!(
                allows(&AllowedOrigins::Any, (http, host), origin),
                "{origin}"
            );
        }
    }

    #[test]
    fn a_page_that_is_named_may_connect_too() {
        let named = AllowedOrigins::These(vec!["https://a.example".to_owned()]);
        let place = (Scheme::Http, "b.example");
        assert!(allows(&named, place, "https://a.example"));
        assert!(allows(&named, place, "http://b.example"));
        assert!(!allows(&named, place, "http://a.example"));
    }

    #[test]
    fn a_client_without_an_origin_is_no_browser() {
        let request = Request::get("/ws").header(HOST, "a");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert!(AllowedOrigins::Own.allow(&parts, Scheme::Http));
    }

    #[test]
    fn two_origins_are_none() {
        let request = Request::get("/ws")
            .header(HOST, "a")
            .header(ORIGIN, "http://a");
        let request = request.header(ORIGIN, "http://a");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert!(!AllowedOrigins::Own.allow(&parts, Scheme::Http));
    }
}
