//! The media types that a client accepts.

use http::header::{ACCEPT, HeaderMap};

use crate::choices::choices;

/// True if `Accept` names one of these media types with a weight above zero. `*/*` does not count, because scripts send it, too.
///
/// ```
/// use http::HeaderMap;
/// use twinlane_web::accept::names;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("accept", "application/json, text/html;q=0.5".parse()?);
/// assert!(names(&headers, &["text/html"]));
/// headers.insert("accept", "text/html;q=0, */*".parse()?);
/// assert!(!names(&headers, &["text/html"]));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
pub fn names(headers: &HeaderMap, media_types: &[&str]) -> bool {
    choices(headers, ACCEPT).any(|choice| {
        let mut media_types = media_types.iter();
        let is_named = media_types.any(|name| choice.name.eq_ignore_ascii_case(name.as_bytes()));
        is_named && !choice.weights().any(is_zero)
    })
}

/// `0`, `0.0`, `0.00`, `0.000`.
fn is_zero(weight: &[u8]) -> bool {
    let weight = std::str::from_utf8(weight).unwrap_or_default();
    weight.parse() == Ok(0.0)
}
