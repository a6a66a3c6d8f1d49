//! The check of requests of HTTP/2. It refuses some, and changes the others: a service reads them as requests of HTTP/1.

use std::mem::take;

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, uri};
use twinlane_path::Host;

use crate::request_check::Refusal;

/// A request that never reaches the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamRefusal {
    pub(crate) status: StatusCode,
    pub(crate) text: &'static str,
}

const fn bad(text: &'static str) -> StreamRefusal {
    let status = StatusCode::BAD_REQUEST;
    StreamRefusal { status, text }
}

impl From<Refusal> for StreamRefusal {
    fn from(refusal: Refusal) -> Self {
        bad(refusal.0)
    }
}

/// The authority of the last request of a connection, which has been checked, as a `Host`.
pub(crate) type LastAuthority = Option<HeaderValue>;

/// Checks a request. Its target becomes a path, its authority the `Host`, and its cookies are in one header.
///
/// # Errors
///
/// The request is refused: `CONNECT` too, which has no path.
pub(crate) fn check(
    parts: &mut Parts,
    max_headers: usize,
    last: &mut LastAuthority,
) -> Result<(), StreamRefusal> {
    join_cookies(&mut parts.headers)?;
    if parts.headers.len() > max_headers {
        return Err(StreamRefusal {
            status: StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            text: "",
        });
    }
    // A proxy that ends or begins TLS may leave the scheme as its client has sent it: that of the connection counts.
    let target = take(&mut parts.uri).into_parts();
    if let Some(scheme) = &target.scheme
        && ![uri::Scheme::HTTP, uri::Scheme::HTTPS].contains(scheme)
    {
        return Err(bad("Invalid HTTP request: its scheme is not HTTP."));
    }
    let path = target
        .path_and_query
        .filter(|path| {
            path.path().starts_with('/') || *path == "*" && parts.method == Method::OPTIONS
        })
        .ok_or(bad("Invalid HTTP request: its target is no path."))?;
    parts.uri = Uri::from(path);
    check_host(&mut parts.headers, target.authority.as_ref(), last)
}

/// RFC 9113, section 8.3.1: the authority is the host, and a `Host` beside it names the same.
fn check_host(
    headers: &mut HeaderMap,
    authority: Option<&uri::Authority>,
    last: &mut LastAuthority,
) -> Result<(), StreamRefusal> {
    let mut named = headers.get_all(header::HOST).iter();
    let host = named.next();
    if named.next().is_some() {
        return Err(bad(
            "Invalid HTTP request: it has more than one Host header.",
        ));
    }
    let Some(authority) = authority.map(uri::Authority::as_str) else {
        let host = host.ok_or(bad("Invalid HTTP request: it has no Host."))?;
        let is_host = Host::parse(host.as_bytes()).is_some();
        return is_host
            .then_some(())
            .ok_or(bad("Invalid HTTP request: its Host header is no host."));
    };
    if host.is_some_and(|host| !host.as_bytes().eq_ignore_ascii_case(authority.as_bytes())) {
        return Err(bad(
            "Invalid HTTP request: its Host header is not its authority.",
        ));
    }
    let known = last.take().filter(|last| last == authority);
    let checked = known.or_else(|| {
        Host::parse(authority.as_bytes())?;
        HeaderValue::from_str(authority).ok()
    });
    let checked = checked.ok_or(bad("Invalid HTTP request: its authority is no host."))?;
    *last = Some(checked.clone());
    headers.insert(header::HOST, checked);
    Ok(())
}

/// RFC 9113, section 8.2.3: a client may send each pair in a header of its own.
fn join_cookies(headers: &mut HeaderMap) -> Result<(), StreamRefusal> {
    // Only where some header is repeated can it be this one.
    if headers.len() == headers.keys_len() {
        return Ok(());
    }
    let cookies: Vec<&[u8]> = headers
        .get_all(header::COOKIE)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    if cookies.len() > 1 {
        let joined = HeaderValue::from_bytes(&cookies.join(&b"; "[..]));
        let joined = joined.map_err(|_| bad("Invalid HTTP request: its cookies are no header."))?;
        headers.insert(header::COOKIE, joined);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::{Request, Version};

    use super::*;

    fn parts(target: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri(target).version(Version::HTTP_2);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn status(parts: &mut Parts) -> u16 {
        match check(parts, 100, &mut None) {
            Ok(()) => 200,
            Err(refusal) => refusal.status.as_u16(),
        }
    }

    #[test]
    fn one_host_is_named() {
        for (target, hosts, expected) in [
            ("http://a/", &[][..], 200),
            ("https://a:8000/", &["A:8000"], 200),
            ("http://a/", &["b"], 400),
            ("http://a/", &["a", "a"], 400),
            ("http://user@a/", &[], 400),
            ("/", &["a"], 200),
            ("/", &[], 400),
            ("/", &["a", "a"], 400),
            ("/", &["a/b?c@d"], 400),
            ("/", &[""], 400),
        ] {
            let headers: Vec<_> = hosts.iter().map(|host| ("host", *host)).collect();
            let found = status(&mut parts(target, &headers));
            assert_eq!(found, expected, "{target} {hosts:?}");
        }
    }

    #[test]
    fn a_target_is_a_path() {
        for (method, target, expected) in [
            ("GET", "http://a/b?c", 200),
            ("GET", "ftp://a/b", 400),
            ("GET", "*", 400),
            ("OPTIONS", "*", 200),
            ("GET", "b", 400),
            ("CONNECT", "a:80", 400),
        ] {
            let mut parts = parts(target, &[("host", "a")]);
            parts.method = method.parse().unwrap();
            assert_eq!(status(&mut parts), expected, "{method} {target}");
        }
    }

    #[test]
    fn a_service_sees_what_http_1_would_show_it() {
        let cookies = [("cookie", "a=1"), ("x-a", "b"), ("cookie", "b=2; c=3")];
        let mut last = None;
        for _ in 0..2 {
            let mut parts = parts("http://a.test:80/b?c=d", &cookies);
            check(&mut parts, 3, &mut last).unwrap();
            assert_eq!(parts.uri, "/b?c=d");
            assert_eq!(parts.headers[header::HOST], "a.test:80");
            let cookies: Vec<_> = parts.headers.get_all(header::COOKIE).iter().collect();
            assert_eq!(cookies, ["a=1; b=2; c=3"]);
        }
    }

    #[test]
    fn an_authority_is_not_taken_for_the_last_one() {
        let mut last = None;
        for (target, host) in [("http://a/", "a"), ("http://b/", "b"), ("http://b/", "b")] {
            let mut parts = parts(target, &[]);
            check(&mut parts, 1, &mut last).unwrap();
            assert_eq!(parts.headers[header::HOST], host);
        }
        assert!(check(&mut parts("http://user@b/", &[]), 1, &mut last).is_err());
    }

    #[test]
    fn too_many_headers_are_refused() {
        let mut parts = parts("http://a/", &[("x-a", "1"), ("x-a", "2"), ("x-b", "3")]);
        let refusal = check(&mut parts, 2, &mut None).unwrap_err();
        assert_eq!(refusal.status, 431);
    }
}
