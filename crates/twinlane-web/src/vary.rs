//! The header `Vary`.

use http::header::{HeaderMap, HeaderValue, VARY};

/// Adds a name to `Vary`: one line, as Starlette writes it.
#[inline]
pub(crate) fn add_vary(headers: &mut HeaderMap, name: HeaderValue) {
    match headers.get(VARY) {
        None => {
            headers.insert(VARY, name);
        }
        Some(_) => join(headers, &name),
    }
}

#[cold]
fn join(headers: &mut HeaderMap, name: &HeaderValue) {
    let lines: Vec<&[u8]> = headers
        .get_all(VARY)
        .iter()
        .chain([name])
        .map(HeaderValue::as_bytes)
        .collect();
    let joined = HeaderValue::from_bytes(&lines.join(&b", "[..]));
    headers.insert(VARY, joined.expect("values of headers, joined, are one"));
}
