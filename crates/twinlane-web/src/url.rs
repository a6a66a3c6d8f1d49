//! The URL of a request, and links made from it.

use std::borrow::Cow;

use http::header::HOST;
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use twinlane_path::{Host, Scheme};

/// The host that the client named, if it is valid.
///
/// If the target has an authority, as in HTTP/2 and in requests to a proxy, the authority counts and a `Host` header is ignored
/// (RFC 9112, section 3.2.2). A request with two `Host` headers has no host.
///
/// ```
/// use http::Request;
///
/// let request = Request::get("/items").header("host", "api.example:8080").body(())?;
/// let (parts, ()) = request.into_parts();
/// let host = twinlane_web::url::host(&parts).unwrap();
/// assert_eq!((host.name(), host.port()), ("api.example", Some(8080)));
///
/// let request = Request::get("/items").header("host", "a/b?c@d").body(())?;
/// assert_eq!(twinlane_web::url::host(&request.into_parts().0), None);
/// # Ok::<(), http::Error>(())
/// ```
pub fn host(request: &Parts) -> Option<Host<'_>> {
    if let Some(authority) = request.uri.authority() {
        return Host::parse(authority.as_str().as_bytes());
    }
    let mut named = request.headers.get_all(HOST).iter();
    let host = Host::parse(named.next()?.as_bytes());
    host.filter(|_| named.next().is_none())
}

/// The whole URL of a request: `http://localhost:8000/items?limit=5`.
///
/// `taken` is the decoded prefix that was removed from the request's path; empty if none was removed. Without a valid [`host`] the
/// URL begins with the path, and with a single slash. It can still be resolved, but it cannot name another host.
pub fn of(request: &Parts, taken: &str) -> String {
    let path = request.uri.path();
    // A target without a slash is the one of `OPTIONS *`.
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut url = match origin(request, scheme(request)) {
        Some(origin) => origin + "/",
        None => "/".to_owned(),
    };
    if let Some(taken) = taken.strip_prefix('/') {
        url.extend(escaped_path(taken));
        url.push('/');
    }
    match path.strip_prefix('/') {
        Some(rest) if url.len() == 1 => url.extend(["%2F", &without_backslash(rest)]),
        _ => url.push_str(&without_backslash(path)),
    }
    if let Some(query) = request.uri.query() {
        url.extend(["?", query]);
    }
    url
}

/// The beginning of a URL: `http://localhost:8000`. `None`: the request has no valid [`host`].
pub fn origin(request: &Parts, scheme: Scheme) -> Option<String> {
    let host = host(request)?;
    Some([scheme.as_str(), "://", host.as_str()].concat())
}

/// The scheme of a request: the [`Scheme`] in its extensions, which the server may set, or else the scheme of its target.
///
/// ```
/// use http::Request;
/// use twinlane_web::{Scheme, url};
///
/// let (mut parts, ()) = Request::get("/items").header("host", "a").body(())?.into_parts();
/// assert_eq!(url::of(&parts, ""), "http://a/items");
/// parts.extensions.insert(Scheme::Https);
/// assert_eq!(url::of(&parts, ""), "https://a/items");
/// # Ok::<(), http::Error>(())
/// ```
pub fn scheme(request: &Parts) -> Scheme {
    if let Some(known) = request.extensions.get::<Scheme>() {
        return *known;
    }
    match request.uri.scheme_str() {
        Some("https") => Scheme::Https,
        _ => Scheme::Http,
    }
}

/// The whole URL with another origin, such as `https://www.example.com`.
pub(crate) fn with_origin(request: &Parts, origin: &str, taken: &str) -> String {
    let path = request.uri.path();
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut url = origin.to_owned();
    url.extend(escaped_path(taken));
    url.extend(["/", &without_backslash(path)]);
    if let Some(query) = request.uri.query().filter(|query| !query.is_empty()) {
        url.extend(["?", query]);
    }
    url
}

/// A URL with the scheme of WebSockets, `ws` for `http` and `wss` for `https`.
///
/// ```
/// assert_eq!(twinlane_web::url::for_websocket("https://a/ws".to_owned()), "wss://a/ws");
/// ```
pub fn for_websocket(url: String) -> String {
    match url.strip_prefix("http") {
        Some(rest) if rest.starts_with("://") || rest.starts_with("s://") => ["ws", rest].concat(),
        _ => url,
    }
}

/// A decoded path, escaped for a URL. A `%` stays unescaped, as in Starlette.
pub fn escaped_path(path: &str) -> PercentEncode<'_> {
    utf8_percent_encode(path, PATH_ESCAPES)
}

/// The characters that Starlette's `RedirectResponse` escapes. A `%` stays as it is, even one that was `%25`.
pub(crate) const URL_ESCAPES: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b'%')
    .remove(b'#')
    .remove(b'?')
    .remove(b'=')
    .remove(b'@')
    .remove(b'[')
    .remove(b']')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';');

/// In a path these three would end it, or be taken for a slash.
pub(crate) const PATH_ESCAPES: &AsciiSet = &URL_ESCAPES.add(b'?').add(b'#').add(b'\\');

/// Browsers take a backslash in a path for a slash.
fn without_backslash(path: &str) -> Cow<'_, str> {
    if path.contains('\\') {
        path.replace('\\', "%5C").into()
    } else {
        path.into()
    }
}
