//! One response of a test.

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::errors::{Error, Result};

/// A response with its whole body.
#[derive(Debug, Clone)]
pub struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
    url: String,
    history: Vec<TestResponse>,
}

impl TestResponse {
    pub(super) fn new(parts: Parts, bytes: Bytes, url: String, history: Vec<Self>) -> Self {
        Self {
            status: parts.status,
            headers: parts.headers,
            bytes,
            url,
            history,
        }
    }

    /// The status code. It compares with a number: `assert_eq!(response.status(), 200)`.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header, if the header exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a cookie that the response sets. If several have this name, the last one.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let mut set = self.set_cookies().rev();
        set.find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The names and values of the cookies that the response sets, in its order.
    ///
    /// [`TestClient::cookies`](super::TestClient::cookies) are the cookies of the client.
    pub fn cookies(&self) -> Vec<(&str, &str)> {
        self.set_cookies().collect()
    }

    fn set_cookies(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        let pairs = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        pairs.filter_map(|pair| pair.split_once('='))
    }

    /// The URL of the request, after the redirects that were followed.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The responses that redirected to this one, in order.
    pub fn history(&self) -> &[Self] {
        &self.history
    }

    /// Returns this response if its status is a success, 200 to 299.
    ///
    /// # Errors
    ///
    /// The response has any other status. The message is that of httpx: `Client error '404 Not Found' for url 'http://testserver/'`.
    pub fn raise_for_status(self) -> Result<Self> {
        let kind = match self.status.as_u16() / 100 {
            1 => "Informational response",
            2 => return Ok(self),
            3 => "Redirect response",
            4 => "Client error",
            5 => "Server error",
            _ => "Invalid status code",
        };
        let phrase = self.status.canonical_reason().unwrap_or_default();
        let status = self.status.as_str();
        let url = &self.url;
        let message = format!("{kind} '{status} {phrase}' for url '{url}'");
        Err(Error::msg(message))
    }

    /// The body.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The body as text. Bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// If the body is not the JSON of a `T`. The message contains the whole body.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.bytes) {
            Ok(value) => value,
            Err(error) => panic!("{error}: {}", self.text()),
        }
    }
}
