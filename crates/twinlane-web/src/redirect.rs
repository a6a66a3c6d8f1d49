//! Redirects: to a path with one slash more or less, to `https`, to `www.`.

use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderValue, LOCATION, UPGRADE};
use http::request::Parts;
use percent_encoding::utf8_percent_encode;

use crate::url::{self, URL_ESCAPES};
use crate::{Body, Response, Scheme};

/// The redirect to `path`, a decoded path, as in Starlette: `307 Temporary Redirect` without content. Its absolute `location`
/// consists of the [host](url::host), the path and the query of the request.
///
/// If the request has no valid host, the `location` is relative. Every client resolves it to the same place. Uvicorn fills in the
/// address of its socket.
///
/// ```
/// use http::{Request, header::LOCATION};
/// use twinlane_web::Scheme;
///
/// let request = Request::get("/items?limit=5").header("host", "api.example:8080").body(())?;
/// let response = twinlane_web::redirect::slash(&request.into_parts().0, Scheme::Http, "/items/");
///
/// assert_eq!(response.status(), 307);
/// assert_eq!(response.headers()[LOCATION], "http://api.example:8080/items/?limit=5");
/// # Ok::<(), http::Error>(())
/// ```
#[expect(
    clippy::missing_panics_doc,
    reason = "what is percent-encoded always makes a header value"
)]
pub fn slash(request: &Parts, scheme: Scheme, path: &str) -> Response {
    let location = location(request, scheme, path);
    temporary(HeaderValue::try_from(location).expect("what is percent-encoded is visible ASCII"))
}

/// The redirect from `http` to the same URL with `https`, as in Starlette: `307 Temporary Redirect`. The ports 80 and 443
/// are left out; other ports stay. A WebSocket handshake is redirected to `wss`. `taken` has the same meaning as in [`url::of`].
///
/// `None`: the request has no valid [host](url::host).
///
/// ```
/// use http::{Request, header::LOCATION};
///
/// let request = Request::get("/items?limit=5").header("host", "api.example:80").body(())?;
/// let response = twinlane_web::redirect::to_https(&request.into_parts().0, "").unwrap();
/// assert_eq!(response.headers()[LOCATION], "https://api.example/items?limit=5");
/// # Ok::<(), http::Error>(())
/// ```
pub fn to_https(request: &Parts, taken: &str) -> Option<Response> {
    let host = url::host(request)?;
    let scheme = if is_websocket(request) {
        "wss"
    } else {
        "https"
    };
    let authority = match host.port() {
        Some(80 | 443) => host.name().to_ascii_lowercase(),
        _ => host.as_str().to_owned(),
    };
    let url = url::with_origin(request, &[scheme, "://", &authority].concat(), taken);
    Some(temporary(location_header(&url)))
}

/// The redirect to the same URL with `www.` before the host, as in Starlette: `307 Temporary Redirect`. For `taken` see [`url::of`].
///
/// `None`: the request has no valid [host](url::host).
pub fn to_www(request: &Parts, taken: &str) -> Option<Response> {
    let host = url::host(request)?;
    let scheme = match (is_websocket(request), url::scheme(request)) {
        (false, Scheme::Http) => "http",
        (false, Scheme::Https) => "https",
        (true, Scheme::Http) => "ws",
        (true, Scheme::Https) => "wss",
    };
    let origin = [scheme, "://www.", host.as_str()].concat();
    let url = url::with_origin(request, &origin, taken);
    Some(temporary(location_header(&url)))
}

fn is_websocket(request: &Parts) -> bool {
    let protocols = request.headers.get(UPGRADE).map(HeaderValue::as_bytes);
    let mut protocols = protocols.unwrap_or_default().split(|&byte| byte == b',');
    protocols.any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
}

fn temporary(location: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response.headers_mut().insert(LOCATION, location);
    response
}

/// A URL as the value of the header `Location`, escaped as Starlette's `RedirectResponse` does.
#[expect(
    clippy::missing_panics_doc,
    reason = "what is percent-encoded always makes a header value"
)]
pub fn location_header(url: &str) -> HeaderValue {
    let escaped = utf8_percent_encode(url, URL_ESCAPES).to_string();
    HeaderValue::try_from(escaped).expect("what is percent-encoded is visible ASCII")
}

fn location(request: &Parts, scheme: Scheme, path: &str) -> String {
    let mut location = String::new();
    let mut path = path;
    if let Some(origin) = url::origin(request, scheme) {
        location.push_str(&origin);
    } else if let Some(rest) = path.strip_prefix("//") {
        // A relative location must not start with what reads like a host.
        location.push_str("/%2F");
        path = rest;
    }
    location.extend(url::escaped_path(path));
    if let Some(query) = request.uri.query().filter(|query| !query.is_empty()) {
        location.push('?');
        location.extend(utf8_percent_encode(query, URL_ESCAPES));
    }
    location
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    type Redirect = fn(&Parts, &str) -> Option<Response>;

    fn location(redirect: Redirect, target: &str, headers: &[(&str, &str)]) -> Option<String> {
        let mut request = Request::get(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let response = redirect(&parts, "")?;
        assert_eq!(response.status(), 307);
        assert_eq!(response.headers()[CONTENT_LENGTH], "0");
        Some(response.headers()[LOCATION].to_str().unwrap().to_owned())
    }

    #[test]
    fn https_has_the_host_that_the_client_named() {
        for (host, target, expected) in [
            ("ex.com", "/", "https://ex.com/"),
            ("Ex.com:80", "/a?b=c", "https://ex.com/a?b=c"),
            ("ex.com:443", "/", "https://ex.com/"),
            ("Ex.com:8080", "/", "https://Ex.com:8080/"),
            ("[::1]:80", "/", "https://[::1]/"),
            ("ex.com", "//evil.org/a", "https://ex.com//evil.org/a"),
            ("ex.com", "/a%2Fb?", "https://ex.com/a%2Fb"),
            (
                "ex.com",
                "/caf%C3%A9%20x?q=%26",
                "https://ex.com/caf%C3%A9%20x?q=%26",
            ),
        ] {
            let found = location(to_https, target, &[("host", host)]);
            assert_eq!(found.as_deref(), Some(expected), "{host} {target}");
        }
    }

    #[test]
    fn nothing_is_sent_to_a_host_that_cannot_be_used() {
        for host in [
            "a/b?c@d",
            "user@ex.com",
            "ex.com:99999",
            "",
            "ex.com\\.evil.org",
            "a b",
        ] {
            assert_eq!(location(to_https, "/", &[("host", host)]), None, "{host}");
            assert_eq!(location(to_www, "/", &[("host", host)]), None, "{host}");
        }
        assert_eq!(location(to_https, "/", &[]), None);
    }

    #[test]
    fn a_handshake_stays_one() {
        let handshake = [("host", "ex.com:8000"), ("upgrade", "WebSocket")];
        let found = location(to_https, "/ws", &handshake);
        assert_eq!(found.as_deref(), Some("wss://ex.com:8000/ws"));
        let found = location(to_www, "/ws", &handshake);
        assert_eq!(found.as_deref(), Some("ws://www.ex.com:8000/ws"));
    }

    #[test]
    fn www_keeps_scheme_and_port() {
        let found = location(to_www, "/a?b", &[("host", "ex.com:8000")]);
        assert_eq!(found.as_deref(), Some("http://www.ex.com:8000/a?b"));
        let found = location(to_www, "https://ex.com/a", &[]);
        assert_eq!(found.as_deref(), Some("https://www.ex.com/a"));
    }
}
