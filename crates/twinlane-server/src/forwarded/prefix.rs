//! What a proxy has cut off the path of a request.

use crate::request_check::Refusal;

/// The prefix, without a slash at its end: `/api/v1`; empty for `/`.
///
/// It goes into links and pages, so it is a path and nothing else: `//elsewhere` would be a host.
///
/// # Errors
///
/// It is no path.
pub(super) fn read(text: &[u8]) -> Result<String, Refusal> {
    let refusal =
        Refusal("Invalid HTTP request: the prefix that a proxy has forwarded is no path.");
    let text = str::from_utf8(text).map_err(|_| refusal)?;
    let is_path = text.starts_with('/') && !text.contains("//") && text.bytes().all(is_path_byte);
    let path = text.strip_suffix('/').unwrap_or(text);
    is_path.then(|| path.to_owned()).ok_or(refusal)
}

/// RFC 3986's `pchar` and the slash. A percent sign would have to be decoded by some and not by others, so there is none.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_path_and_nothing_else() {
        for (text, prefix) in [
            ("/api", "/api"),
            ("/api/v1/", "/api/v1"),
            ("/", ""),
            ("/a-b_c.d~e/@f:g", "/a-b_c.d~e/@f:g"),
        ] {
            assert_eq!(read(text.as_bytes()), Ok(prefix.to_owned()), "{text}");
        }
        for text in [
            "api",
            "//evil.example",
            "//",
            "/a//b",
            "/\\evil.example",
            "/a b",
            "/a?b",
            "/a#b",
            "/%2f",
            "/a\"b",
            "/<b>",
            "https://evil.example",
            "/\u{e9}",
            "/a\tb",
            "/a\0",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(read(b"/\xff").is_err());
    }
}
