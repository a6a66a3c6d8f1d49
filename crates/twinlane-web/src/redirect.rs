//! The answer to a path with a slash too many or too few.

use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderValue, LOCATION};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Body, Response, url};

/// The redirect to `path`, a decoded path, as Starlette answers it: `307 Temporary Redirect`, no content, and an
/// absolute `location` made of the [host](url::host), the path and the query of the request.
///
/// Without a host that can be used the `location` is relative, which every client resolves to the same place; Uvicorn
/// fills in the address of its socket.
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
    if let Some(origin) = url::origin(request) {
        location.push_str(&origin);
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
