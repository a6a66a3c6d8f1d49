//! The header `Vary`.

use http::header::{HeaderMap, HeaderValue, VARY};

/// Adds a name to `Vary`: one line, as Starlette writes it.
#[inline]
pub(crate) fn add_vary(headers: &mut HeaderMap, name: HeaderValue) {
    // Mostly it is the only one. To look for others first would cost as much again.
    if headers.append(VARY, name) {
        join(headers);
    }
}

#[cold]
fn join(headers: &mut HeaderMap) {
    let lines: Vec<&[u8]> = headers
        .get_all(VARY)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    let joined = HeaderValue::from_bytes(&lines.join(&b", "[..]));
    headers.insert(VARY, joined.expect("values of headers, joined, are one"));
}
