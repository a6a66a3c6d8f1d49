//! Headers that the server adds to each response.

use std::fmt;
use std::str::FromStr;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// A header that the server adds to each response: Uvicorn's `--header`.
///
/// ```
/// use twinlane_server::Settings;
///
/// let settings = Settings::new().header("Strict-Transport-Security: max-age=31536000".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHeader {
    name: HeaderName,
    value: HeaderValue,
}

/// The error for a text that cannot be a header of each response: the reason, and the text to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHeaderError(String);

impl fmt::Display for ResponseHeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ResponseHeaderError {}

/// Reads `Name:Value`. Spaces around the value are no part of it.
impl FromStr for ResponseHeader {
    type Err = ResponseHeaderError;

    fn from_str(text: &str) -> Result<Self, ResponseHeaderError> {
        let wrong = |reason| Err(ResponseHeaderError(reason));
        let Some((name, value)) = text.split_once(':') else {
            return wrong("a header has a colon: write `Name:Value`".to_owned());
        };
        let Ok(name) = name.trim().parse::<HeaderName>() else {
            return wrong(format!(
                "`{name}` is no name of a header: write `Name:Value`"
            ));
        };
        let Ok(value) = HeaderValue::from_str(value.trim()) else {
            return wrong(format!(
                "the value of `{name}` has a character that no header may have"
            ));
        };
        if FRAMING.contains(&name) {
            return wrong(format!(
                "`{name}` is for the server to say, response by response: leave it out"
            ));
        }
        Ok(Self { name, value })
    }
}

impl fmt::Display for ResponseHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}",
            self.name,
            self.value.to_str().unwrap_or_default()
        )
    }
}

/// The headers that tell the end of a response, or of the connection.
const FRAMING: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::TRAILER,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
];

/// The headers of each response: `server` and those of `--header`. A `Server:` there takes the place of the former.
pub(crate) fn of_each_response(names_server: bool, given: &[ResponseHeader]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let is_named = given.iter().any(|given| given.name == header::SERVER);
    if names_server && !is_named {
        headers.insert(header::SERVER, HeaderValue::from_static("twinlane"));
    }
    for given in given {
        headers.append(&given.name, given.value.clone());
    }
    headers
}

/// Puts the server's headers in front of a response's own.
#[cold]
pub(crate) fn put_in_front(headers: &mut HeaderMap, servers: &HeaderMap) {
    let mut own = std::mem::replace(headers, servers.clone());
    // In a map one name is one place, so that its values are appended to those in front.
    let mut last = None;
    for (name, value) in own.drain() {
        last = name.or(last);
        if let Some(name) = &last {
            headers.append(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_headers_are_in_front() {
        let given = ["X-A: 1", "x-a:2:3"].map(|header| header.parse().unwrap());
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", "text/plain"),
            ("x-a", "own"),
            ("x-a", "own too"),
            ("x-b", "b"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        put_in_front(&mut headers, &of_each_response(false, &given));
        let all: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        let expected = [
            ("x-a", "1"),
            ("x-a", "2:3"),
            ("x-a", "own"),
            ("x-a", "own too"),
            ("content-type", "text/plain"),
            ("x-b", "b"),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn the_server_names_itself_if_told_to_or_by_another_name() {
        let server = |names_server, given: &[ResponseHeader]| {
            let headers = of_each_response(names_server, given);
            let values = headers.get_all(header::SERVER).iter();
            let values = values.map(|value| value.to_str().unwrap().to_owned());
            values.collect::<Vec<_>>()
        };
        assert!(server(false, &[]).is_empty());
        assert_eq!(server(true, &[]), ["twinlane"]);
        assert_eq!(server(true, &["Server:x".parse().unwrap()]), ["x"]);
    }

    #[test]
    fn what_is_no_header_is_told() {
        for (text, told) in [
            ("x", "write `Name:Value`"),
            (":x", "no name of a header"),
            ("a b:x", "no name of a header"),
            ("a:x\ny", "a character that no header may have"),
            ("Content-Length: 5", "for the server to say"),
        ] {
            let error = text.parse::<ResponseHeader>().unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
