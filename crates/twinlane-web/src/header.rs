//! Headers as parameters, and the cookies among them.

use std::borrow::Cow;

use http::header::{COOKIE, HeaderMap, HeaderValue};

/// The first value of a header, for a parameter that takes one value, as in Starlette.
pub fn first<'h>(headers: &'h HeaderMap, name: &str) -> Option<Cow<'h, str>> {
    headers.get(name).map(text)
}

/// Every value of a header, in order.
pub fn all<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = Cow<'h, str>> {
    headers.get_all(name).iter().map(text)
}

/// Every header, its name in lower case. Values of the same name follow each other.
pub fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), text(value)))
}

/// The value of a cookie. If several cookies share the name, the last one of all headers counts.
///
/// A header is read as browsers write it and Starlette reads it: pairs between semicolons. Values are literal, or in quotes with
/// Python's escapes.
///
/// ```
/// use http::HeaderMap;
/// use twinlane_web::header::cookie;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("cookie", r#"session=1; theme="dark\054 blue"; session=2"#.parse()?);
/// assert_eq!(cookie(&headers, "session").as_deref(), Some("2"));
/// assert_eq!(cookie(&headers, "theme").as_deref(), Some("dark, blue"));
/// assert_eq!(cookie(&headers, "Session"), None);
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<Cow<'h, str>> {
    let headers = headers.get_all(COOKIE).iter().rev();
    headers.map(text).find_map(|header| match header {
        Cow::Borrowed(header) => last_cookie(header, name),
        Cow::Owned(header) => {
            last_cookie(&header, name).map(|value| Cow::Owned(value.into_owned()))
        }
    })
}

fn last_cookie<'h>(header: &'h str, name: &str) -> Option<Cow<'h, str>> {
    let mut named = cookie_pairs(header).filter(|(known, _)| *known == name);
    named.next_back().map(|(_, value)| unquoted(value))
}

/// Every cookie, in order, read as [`cookie`] reads one.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    headers.get_all(COOKIE).iter().map(text).flat_map(|header| {
        let pairs = cookie_pairs(&header)
            .map(|(name, value)| (name.to_owned(), unquoted(value).into_owned()));
        pairs.collect::<Vec<_>>()
    })
}

/// The pairs of a header, as they were sent.
fn cookie_pairs(header: &str) -> impl DoubleEndedIterator<Item = (&str, &str)> {
    let pairs = header.split(';').map(|pair| match pair.split_once('=') {
        Some((name, value)) => (name.trim(), value.trim()),
        None => ("", pair.trim()),
    });
    pairs.filter(|(name, value)| !(name.is_empty() && value.is_empty()))
}

/// Each byte is a character: ISO 8859-1, as in Starlette.
pub(crate) fn text(value: &HeaderValue) -> Cow<'_, str> {
    // `HeaderValue::to_str` looks at each byte by itself.
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

/// Python's `http.cookies._unquote`: `\"` is a quote, `\054` the character of this octal number.
fn unquoted(value: &str) -> Cow<'_, str> {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(mut rest) = inner else {
        return Cow::Borrowed(value);
    };
    let mut text = String::with_capacity(rest.len());
    while let Some((before, escaped)) = rest.split_once('\\') {
        text.push_str(before);
        let octal = escaped.get(..3).filter(|digits| is_octal(digits));
        let code = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match (code, escaped.chars().next()) {
            (Some(code), _) => {
                text.push(char::from(code));
                rest = &escaped[3..];
            }
            (None, Some(character)) => {
                text.push(character);
                rest = &escaped[character.len_utf8()..];
            }
            (None, None) => {
                text.push('\\');
                rest = "";
            }
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

fn is_octal(digits: &str) -> bool {
    let [first, rest @ ..] = digits.as_bytes() else {
        return false;
    };
    matches!(first, b'0'..=b'3') && rest.iter().all(|digit| matches!(digit, b'0'..=b'7'))
}
