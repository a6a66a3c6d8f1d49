//! Headers that are added to others.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::error;
use twinlane_web::SetCookie;

/// A header, where HTTP allows its name and value. Where it does not, that is logged.
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

/// Adds headers to others, beside those they have.
pub(crate) fn extend_headers(headers: &mut HeaderMap, more: HeaderMap) {
    let mut last = None;
    for (name, value) in more {
        // A `HeaderMap` names each header once and leaves the name out of its further values.
        last = name.or(last);
        if let Some(name) = &last {
            headers.append(name.clone(), value);
        }
    }
}

/// Adds a cookie. One that cannot stand in a header is logged and left out.
pub(crate) fn add_cookie(headers: &mut HeaderMap, cookie: &SetCookie) {
    if let Some(value) = cookie.header() {
        headers.append(header::SET_COOKIE, value);
    } else {
        error!("a cookie is left out: its name, path or domain cannot stand in a header");
    }
}
