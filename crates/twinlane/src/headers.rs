//! Headers that are added to others.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::error;
use twinlane_web::SetCookie;

/// A header, where HTTP allows its name and value. If it does not, that is logged.
pub(crate) fn allowed_header(
    name: impl TryInto<HeaderName>,
    value: impl TryInto<HeaderValue>,
) -> Option<(HeaderName, HeaderValue)> {
    match (name.try_into(), value.try_into()) {
        (Ok(name), Ok(value)) => return Some((name, value)),
        (Ok(name), Err(_)) => {
            error!("the header `{name}` is left out: HTTP does not allow its value");
        }
        (Err(_), _) => error!("a header is left out: HTTP does not allow its name"),
    }
    None
}

/// True if a response has one header of this name: who says it later replaces it.
fn is_single(name: &HeaderName) -> bool {
    matches!(
        *name,
        header::CONTENT_TYPE | header::ETAG | header::LAST_MODIFIED
    )
}

/// Adds headers to others, beside those they have. One that a response has once replaces theirs.
pub(crate) fn extend_headers(headers: &mut HeaderMap, more: HeaderMap) {
    let mut last = None;
    for (name, value) in more {
        // A `HeaderMap` names each header once and leaves the name out of its further values.
        last = name.or(last);
        match &last {
            Some(name) if is_single(name) => {
                headers.insert(name.clone(), value);
            }
            Some(name) => {
                headers.append(name.clone(), value);
            }
            None => {}
        }
    }
}

/// Adds headers to those of a returned value, which has the last word on what a response has once.
pub(crate) fn extend_returned(headers: &mut HeaderMap, mut more: HeaderMap) {
    for name in headers.keys().filter(|name| is_single(name)) {
        more.remove(name);
    }
    extend_headers(headers, more);
}

/// Adds a cookie. One that cannot stand in a header is logged and left out.
pub(crate) fn add_cookie(headers: &mut HeaderMap, cookie: &SetCookie) {
    if let Some(value) = cookie.header() {
        headers.append(header::SET_COOKIE, value);
    } else {
        error!("a cookie is left out: its name, path or domain cannot stand in a header");
    }
}
