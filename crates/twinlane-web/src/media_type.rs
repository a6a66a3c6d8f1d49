//! The header `Content-Type` of a response.

use std::path::Path;

use http::HeaderValue;

/// The value of `Content-Type` for a media type. `charset=utf-8` is added to the type of a text, as in Starlette.
///
/// `None`: the text is not a valid header value.
///
/// ```
/// use twinlane_web::media_type::content_type;
///
/// assert_eq!(content_type("text/css").unwrap(), "text/css; charset=utf-8");
/// assert_eq!(content_type("text/css; Charset=latin-1").unwrap(), "text/css; Charset=latin-1");
/// assert_eq!(content_type("image/png").unwrap(), "image/png");
/// assert_eq!(content_type("a\nb"), None);
/// ```
pub fn content_type(media_type: &str) -> Option<HeaderValue> {
    let is_complete =
        !media_type.starts_with("text/") || media_type.to_ascii_lowercase().contains("charset=");
    let charset = if is_complete { "" } else { "; charset=utf-8" };
    HeaderValue::try_from(format!("{media_type}{charset}")).ok()
}

/// The media type of a file, from the extension of its name. The result is the same on every machine. `None`: the extension is unknown.
///
/// ```
/// use twinlane_web::media_type::of_path;
///
/// assert_eq!(of_path("photos/a.png"), Some("image/png"));
/// assert_eq!(of_path("app.mjs"), of_path("app.js"));
/// assert_eq!(of_path("README"), None);
/// ```
pub fn of_path(path: impl AsRef<Path>) -> Option<&'static str> {
    let path = path.as_ref();
    let is_module = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("mjs"));
    if is_module {
        // RFC 9239, which the table has for `.js` alone.
        return Some("text/javascript");
    }
    mime_guess::from_path(path).first_raw()
}
