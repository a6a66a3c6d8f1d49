//! The header `Accept-Encoding`.

use http::header::{ACCEPT_ENCODING, HeaderMap};

/// True if the client takes gzip.
///
/// It has to name it: `*` does not count, as in Starlette. A weight of 0 refuses it (RFC 9110, section 12.5.3), where Starlette looks
/// for the word alone.
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
    for header in request.get_all(ACCEPT_ENCODING) {
        for coding in header.as_bytes().split(|&byte| byte == b',') {
            let mut parts = coding.split(|&byte| byte == b';').map(<[u8]>::trim_ascii);
            let name = parts.next().unwrap_or_default();
            if is_gzip(name) {
                if parts.any(is_zero_weight) {
                    return false;
                }
                accepted = true;
            }
        }
    }
    accepted
}

fn is_gzip(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip")
}

/// `q=0`, `q=0.0`, `q=0.00`, `q=0.000`.
fn is_zero_weight(parameter: &[u8]) -> bool {
    let [b'q' | b'Q', rest @ ..] = parameter else {
        return false;
    };
    let Some(weight) = rest.trim_ascii_start().strip_prefix(b"=") else {
        return false;
    };
    let weight = weight.trim_ascii_start();
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
