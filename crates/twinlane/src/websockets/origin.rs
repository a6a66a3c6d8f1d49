//! The pages of browsers that may connect.
//!
//! A browser lets any page open a WebSocket to any host, and sends the cookies of that host with it. It names the page's origin.

use http::header::ORIGIN;
use http::request::Parts;
use twinlane_web::Scheme;
use twinlane_web::origin::Origin;

/// The origins whose pages may connect to an operation. A client without an `Origin` header may connect: it is no browser.
///
/// An origin is a scheme, a host and a port. The case of letters does not count, and the default port of a scheme may be left out:
/// `https://a.example` equals `https://a.example:443`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AllowedOrigins {
    /// Every origin.
    Any,
    /// The origin of the application itself.
    Own,
    /// The origin of the application itself, and these: `https://example.com`.
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
        if others.is_some() {
            return false;
        }
        let Some(origin) = origin.to_str().ok().and_then(Origin::parse) else {
            return false;
        };
        Origin::own(parts, scheme).is_some_and(|own| own == origin) || self.names(&origin)
    }

    /// The first of these that is no origin, and why.
    pub(crate) fn wrong(&self) -> Option<(&str, &'static str)> {
        let mut these = self.these().iter().map(String::as_str);
        these.find_map(|origin| Some((origin, Origin::mistake(origin)?)))
    }

    fn names(&self, origin: &Origin<'_>) -> bool {
        let mut these = self.these().iter().filter_map(|these| Origin::parse(these));
        these.any(|these| these == *origin)
    }

    fn these(&self) -> &[String] {
        match self {
            Self::These(these) => these,
            Self::Any | Self::Own => &[],
        }
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
    fn the_port_of_a_scheme_may_be_left_out() {
        let place = (Scheme::Https, "b.example");
        for (named, same, others) in [
            (
                "https://a.example:443",
                ["https://a.example", "HTTPS://A.example:443"],
                ["https://a.example:80", "http://a.example:443"],
            ),
            (
                "http://a.example",
                ["http://a.example:80", "http://a.example"],
                ["http://a.example:443", "https://a.example"],
            ),
            (
                "wss://[::1]:443",
                ["wss://[::1]", "WSS://[::1]:443"],
                ["ws://[::1]", "https://[::1]"],
            ),
            (
                "app+x://a",
                ["app+x://a", "App+X://A"],
                ["app+x://a:80", "app://a"],
            ),
        ] {
            let allowed = AllowedOrigins::These(vec![named.to_owned()]);
            assert_eq!(allowed.wrong(), None);
            for origin in same {
                assert!(allows(&allowed, place, origin), "{named} {origin}");
            }
            for origin in others {
                assert!(!allows(&allowed, place, origin), "{named} {origin}");
            }
        }
    }

    #[test]
    fn what_is_no_origin_is_found() {
        for text in [
            "",
            "*",
            "null",
            "a.example",
            "//a.example",
            "://a.example",
            "1x://a.example",
            "https://",
            "https:a.example",
            "https://a.example/",
            "https://a.example/chat",
            "https://a.example?x",
            "https://a.example#x",
            "https://a.example:port",
            "https://a.example:99999",
            "https://me@a.example",
            "https://*.a.example",
            "https://bücher.example",
            "https://a.example ",
            "https://a.example, https://b.example",
            "https://::1",
            "https://a.example,b.example",
            "https://a.example;b",
        ] {
            let these = ["https://b.example", text].map(str::to_owned);
            let allowed = AllowedOrigins::These(these.into());
            assert_eq!(allowed.wrong().map(|(wrong, _)| wrong), Some(text));
        }
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
