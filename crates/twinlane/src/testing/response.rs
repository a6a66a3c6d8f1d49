//! One response of a test.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

/// A response with its whole body.
#[derive(Debug, Clone)]
pub struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl TestResponse {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Self {
        Self {
            status,
            headers,
            bytes,
        }
    }

    /// The status. It compares with a number: `assert_eq!(response.status(), 200)`.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header, where it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a cookie that the response sets; the last of its name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let set = self.headers.get_all(http::header::SET_COOKIE).iter().rev();
        let pairs = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The body.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// Where it is not the JSON of a `T`; the message has the whole body.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.bytes) {
            Ok(value) => value,
            Err(error) => panic!("{error}: {}", self.text()),
        }
    }
}
