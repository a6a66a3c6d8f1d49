//! The content types of JSON.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// True if the content type is `application/json` or `application/*+json`.
///
/// Case and parameters do not count: `charset` is ignored, because JSON shows its own encoding. Without the header the result is
/// `false`, as with `strict_content_type`, the default of `FastAPI`. The first of several headers counts.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
/// use twinlane_web::json::content_type_is_json;
///
/// let mut headers = HeaderMap::new();
/// headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
/// assert!(content_type_is_json(&headers));
/// ```
pub fn content_type_is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return false;
    };
    let value = value.as_bytes();
    let end = value
        .iter()
        .position(|&byte| byte == b';')
        .unwrap_or(value.len());
    let media_type = value[..end].trim_ascii();
    match media_type.split_at_checked(APPLICATION.len()) {
        Some((application, subtype)) => {
            application.eq_ignore_ascii_case(APPLICATION) && is_json(subtype)
        }
        None => false,
    }
}

const APPLICATION: &[u8] = b"application/";

fn is_json(subtype: &[u8]) -> bool {
    // More than one slash makes it `text/plain` to Python's `email.message`.
    !subtype.contains(&b'/') && (subtype.eq_ignore_ascii_case(b"json") || ends_with_json(subtype))
}

fn ends_with_json(subtype: &[u8]) -> bool {
    const SUFFIX: &[u8] = b"+json";
    subtype.len() >= SUFFIX.len()
        && subtype[subtype.len() - SUFFIX.len()..].eq_ignore_ascii_case(SUFFIX)
}
