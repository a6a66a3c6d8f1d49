//! The answer to a path with a slash too many or too few.

use std::net::Ipv6Addr;

use http::StatusCode;
use http::header::{CONTENT_LENGTH, HOST, HeaderValue, LOCATION};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Body, Response};

/// The redirect to `path`, a decoded path, as Starlette answers it: `307 Temporary Redirect`, no content, and an
/// absolute `location` made of the `Host` header, the path and the query of the request.
///
/// Where there is no `Host` header, or it does not name a host, the authority of the request's target is taken
/// (HTTP/2 has no other). Without one, too, the `location` is relative, which every client resolves to the same
/// place; uvicorn fills in the address of its socket.
///
/// ```
/// use http::{Request, header::LOCATION};
///
/// let request = Request::get("/items?limit=5").header("host", "api.example:8080").body(())?;
/// let response = twinlane_web::redirect::slash(&request.into_parts().0, "/items/");
///
/// assert_eq!(response.status(), 307);
/// assert_eq!(response.headers()[LOCATION], "http://api.example:8080/items/?limit=5");
/// # Ok::<(), http::Error>(())
/// ```
#[expect(
    clippy::missing_panics_doc,
    reason = "what is percent-encoded always makes a header value"
)]
pub fn slash(request: &Parts, path: &str) -> Response {
    let location = location(request, path);
    let location =
        HeaderValue::try_from(location).expect("what is percent-encoded is visible ASCII");
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response.headers_mut().insert(LOCATION, location);
    response
}

/// A URL as the header `Location`, escaped as Starlette's `RedirectResponse` does it.
#[expect(
    clippy::missing_panics_doc,
    reason = "what is percent-encoded always makes a header value"
)]
pub fn location_header(url: &str) -> HeaderValue {
    let escaped = utf8_percent_encode(url, LOCATION_ESCAPES).to_string();
    HeaderValue::try_from(escaped).expect("what is percent-encoded is visible ASCII")
}

/// What Starlette's `RedirectResponse` leaves as it is. A `%` is among them, even one that was `%25`.
const LOCATION_ESCAPES: &AsciiSet = &NON_ALPHANUMERIC
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
const PATH_ESCAPES: &AsciiSet = &LOCATION_ESCAPES.add(b'?').add(b'#').add(b'\\');

fn location(request: &Parts, path: &str) -> String {
    let mut location = String::new();
    let mut path = path;
    if let Some(authority) = authority(request) {
        let scheme = request.uri.scheme_str().unwrap_or("http");
        location.extend([scheme, "://"]);
        location.extend(utf8_percent_encode(authority, LOCATION_ESCAPES));
    } else if let Some(rest) = path.strip_prefix("//") {
        // A relative location must not start with what reads like a host.
        location.push_str("/%2F");
        path = rest;
    }
    location.extend(utf8_percent_encode(path, PATH_ESCAPES));
    if let Some(query) = request.uri.query().filter(|query| !query.is_empty()) {
        location.push('?');
        location.extend(utf8_percent_encode(query, LOCATION_ESCAPES));
    }
    location
}

fn authority(request: &Parts) -> Option<&str> {
    let host = request
        .headers
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    host.filter(|host| names_host(host))
        .or_else(|| request.uri.authority().map(http::uri::Authority::as_str))
}

/// Whether a `Host` header can stand in a URL without changing what the rest of it means.
fn names_host(host: &str) -> bool {
    if let Some(literal) = host.strip_prefix('[') {
        let parts = literal.split_once(']');
        return parts.is_some_and(|(address, port)| is_ip_literal(address) && is_port(port));
    }
    let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
    !name.is_empty() && name.bytes().all(|byte| is_name_byte(byte) || byte == b'%') && is_port(port)
}

/// Nothing, or `:` and a number that a port can have.
fn is_port(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(':') else {
        return text.is_empty();
    };
    let significant = digits.trim_start_matches('0');
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (significant.is_empty() || significant.parse::<u16>().is_ok())
}

/// An IPv6 address, or RFC 3986's `IPvFuture`.
fn is_ip_literal(text: &str) -> bool {
    match text
        .strip_prefix(['v', 'V'])
        .and_then(|future| future.split_once('.'))
    {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && address
                    .bytes()
                    .all(|byte| is_name_byte(byte) || byte == b':')
        }
        None => text.parse::<Ipv6Addr>().is_ok(),
    }
}

/// RFC 3986's `unreserved` and `sub-delims`.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~!$&'()*+,;=-".contains(&byte)
}
