//! The check of requests: refuses those that a proxy before this server may read differently.

use http::request::Parts;
use http::{HeaderValue, Method, Version, header};
use twinlane_path::Host;

/// A request that is answered with 400, after which its connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) &'static str);

/// The host of the last request of a connection, which has been checked.
pub(crate) type LastHost = Vec<u8>;

/// Checks a request, and gives it the host of its target if that names one.
///
/// # Errors
///
/// The request is refused.
pub(crate) fn check(
    parts: &mut Parts,
    is_chunked: bool,
    last_host: &mut LastHost,
) -> Result<(), Refusal> {
    check_host(parts, last_host)?;
    // Hyper has refused any other transfer coding, and found `chunked` at the end of these.
    if is_chunked {
        check_transfer_encoding(parts)?;
    }
    check_target(parts)
}

/// RFC 9112, section 3.2.
fn check_host(parts: &Parts, last: &mut LastHost) -> Result<(), Refusal> {
    let headers = &parts.headers;
    let Some(host) = headers.get(header::HOST) else {
        if parts.version == Version::HTTP_10 {
            return Ok(());
        }
        return Err(Refusal("Invalid HTTP request: it has no Host header."));
    };
    // Only where some header is repeated can it be this one.
    let may_be_repeated = headers.len() != headers.keys_len();
    if may_be_repeated && headers.get_all(header::HOST).iter().nth(1).is_some() {
        return Err(Refusal(
            "Invalid HTTP request: it has more than one Host header.",
        ));
    }
    let host = host.as_bytes();
    if !host.is_empty() && *last == host {
        return Ok(());
    }
    if Host::parse(host).is_none() {
        return Err(Refusal("Invalid HTTP request: its Host header is no host."));
    }
    last.clear();
    last.extend_from_slice(host);
    Ok(())
}

fn check_transfer_encoding(parts: &Parts) -> Result<(), Refusal> {
    let mut codings = parts.headers.get_all(header::TRANSFER_ENCODING).iter();
    let only = codings.next().filter(|_| codings.next().is_none());
    if only.is_some_and(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        return Ok(());
    }
    Err(Refusal(
        "Invalid HTTP request: its Transfer-Encoding is not `chunked`, once.",
    ))
}

/// A target is a path, a whole address, or `*` for `OPTIONS`.
fn check_target(parts: &mut Parts) -> Result<(), Refusal> {
    if parts.uri.authority().is_some() {
        return use_host_of_target(parts);
    }
    if parts.uri.path().starts_with('/') || parts.method == Method::OPTIONS {
        return Ok(());
    }
    Err(Refusal("Invalid HTTP request: its target is no path."))
}

/// RFC 9112, section 3.2.2: the target's host wins.
#[cold]
fn use_host_of_target(parts: &mut Parts) -> Result<(), Refusal> {
    // Only `CONNECT` has a host as its whole target, and this is no tunnel.
    if parts.uri.scheme().is_none() || parts.method == Method::CONNECT {
        return Err(Refusal("Invalid HTTP request: its target is no path."));
    }
    let refusal = Refusal("Invalid HTTP request: the host of its target is none.");
    let authority = parts
        .uri
        .authority()
        .map_or("", |authority| authority.as_str());
    let host = Host::parse(authority.as_bytes()).ok_or(refusal)?;
    let host = HeaderValue::from_str(host.as_str()).map_err(|_| refusal)?;
    parts.headers.insert(header::HOST, host);
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn parts(target: &str, version: Version, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri(target).version(version);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn http_1_1_names_one_host() {
        for (hosts, refused) in [
            (&["a"][..], false),
            (&["a:8000"], false),
            (&["[::1]:80"], false),
            (&[], true),
            (&[""], true),
            (&["a", "a"], true),
            (&["a", "b"], true),
            (&["a/b?c@d"], true),
            (&["user@a"], true),
            (&["a b"], true),
            (&["a:99999"], true),
        ] {
            let headers: Vec<_> = hosts.iter().map(|host| ("host", *host)).collect();
            let mut new = parts("/", Version::HTTP_11, &headers);
            assert_eq!(
                check(&mut new, false, &mut LastHost::new()).is_err(),
                refused,
                "{hosts:?}"
            );
            let mut old = parts("/", Version::HTTP_10, &headers);
            let refused = refused && !hosts.is_empty();
            assert_eq!(
                check(&mut old, false, &mut LastHost::new()).is_err(),
                refused,
                "HTTP/1.0 {hosts:?}"
            );
        }
    }

    /// An empty `Host` is none, though there was no request before.
    #[test]
    fn a_host_that_was_taken_is_taken_again_and_no_other() {
        let mut last = LastHost::new();
        for (host, refused) in [
            ("", true),
            ("a", false),
            ("a", false),
            ("a/b", true),
            ("b", false),
            ("", true),
        ] {
            let mut parts = parts("/", Version::HTTP_11, &[("host", host)]);
            assert_eq!(
                check(&mut parts, false, &mut last).is_err(),
                refused,
                "{host:?}"
            );
        }
    }

    #[test]
    fn a_chunked_body_is_chunked_once_and_nothing_else() {
        for (codings, refused) in [
            (&["chunked"][..], false),
            (&["Chunked"], false),
            (&["chunked", "chunked"], true),
            (&["chunked, chunked"], true),
            (&["gzip, chunked"], true),
            (&["gzip", "chunked"], true),
            (&["identity, chunked"], true),
            (&[", chunked"], true),
            (&["chunked;q=1"], true),
        ] {
            let mut headers = vec![("host", "a")];
            headers.extend(codings.iter().map(|coding| ("transfer-encoding", *coding)));
            let mut parts = parts("/", Version::HTTP_11, &headers);
            assert_eq!(
                check(&mut parts, true, &mut LastHost::new()).is_err(),
                refused,
                "{codings:?}"
            );
        }
    }

    #[test]
    fn a_target_is_a_path_or_an_address() {
        for (method, target, refused) in [
            ("GET", "/", false),
            ("GET", "/a?b", false),
            ("GET", "http://a", false),
            ("GET", "*", true),
            ("OPTIONS", "*", false),
            ("OPTIONS", "a", true),
            ("GET", "first", true),
            ("GET", "b.test:80", true),
            ("CONNECT", "b.test:80", true),
        ] {
            let mut parts = parts(target, Version::HTTP_11, &[("host", "a")]);
            parts.method = method.parse().unwrap();
            assert_eq!(
                check(&mut parts, false, &mut LastHost::new()).is_err(),
                refused,
                "{method} {target}"
            );
        }
    }

    #[test]
    fn the_host_of_the_target_wins() {
        let mut absolute = parts("http://b:81/path", Version::HTTP_11, &[("host", "a")]);
        check(&mut absolute, false, &mut LastHost::new()).unwrap();
        assert_eq!(absolute.headers[header::HOST], "b:81");

        let mut with_user = parts("http://user@b/path", Version::HTTP_11, &[("host", "a")]);
        assert!(check(&mut with_user, false, &mut LastHost::new()).is_err());
    }
}
