//! The header `Accept-Encoding`.

use http::header::{ACCEPT_ENCODING, HeaderMap};

use crate::choices::choices;

/// True if the client accepts gzip.
///
/// The client has to name `gzip`: `*` does not count, as in Starlette. A weight of 0 refuses gzip (RFC 9110, section 12.5.3). Starlette
/// ignores weights.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::ACCEPT_ENCODING};
/// use twinlane_web::compress::accepts_gzip;
///
/// let accepts = |value| accepts_gzip(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]));
/// assert!(accepts("br, GZIP;q=0.5"));
/// assert!(!accepts("gzip;q=0, *"));
/// ```
pub fn accepts_gzip(request: &HeaderMap) -> bool {
    let mut accepted = false;
    for choice in choices(request, ACCEPT_ENCODING) {
        if is_gzip(choice.name) {
            if choice.weights().any(is_zero) {
                return false;
            }
            accepted = true;
        }
    }
    accepted
}

fn is_gzip(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip")
}

/// `0`, `0.0`, `0.00`, `0.000`.
fn is_zero(weight: &[u8]) -> bool {
    weight.first() == Some(&b'0') && weight.iter().all(|byte| matches!(byte, b'0' | b'.'))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn accepts(lines: &[&'static str]) -> bool {
        let lines = lines
            .iter()
            .map(|line| (ACCEPT_ENCODING, HeaderValue::from_static(line)));
        accepts_gzip(&lines.collect())
    }

    #[test]
    fn gzip_is_named_and_not_refused() {
        for lines in [
            &["gzip"][..],
            &["GZip"],
            &["br;q=1.0, gzip;q=0.001"],
            &["gzip ; q = 1"],
            &["deflate,gzip"],
            &["br", "gzip"],
            &["x-gzip"],
            &["gzip;q=0x"],
            &["gzip;level=0"],
        ] {
            assert!(accepts(lines), "{lines:?}");
        }
        for lines in [
            &[][..],
            &[""],
            &["*"],
            &["br, identity"],
            &["gzip;q=0"],
            &["gzip; q=0.000"],
            &["br, gzip ;Q = 0.0"],
            &["gzip", "gzip;q=0"],
            &["notgzip, gzipped"],
            &["identity;q=1, *;q=0"],
        ] {
            assert!(!accepts(lines), "{lines:?}");
        }
    }
}
