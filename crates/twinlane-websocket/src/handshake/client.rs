//! The client's side of the handshake.

use http::header::{
    CONNECTION, HeaderMap, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderValue, StatusCode};

use super::asked::asks_for_websocket;
use super::offer::{self, Extension};
use super::{key, list};
use crate::agreed::Agreed;
use crate::mask::Keys;

/// The client's side of the handshake: it makes the request, and checks the response.
#[derive(Debug, Clone)]
pub struct ClientHandshake {
    key: String,
    offers_compression: bool,
}

impl ClientHandshake {
    /// Makes a handshake with a random key. It offers compression if `compression` is true.
    pub fn new(compression: bool) -> Self {
        let mut keys = Keys::new();
        let halves = [keys.next_eight(), keys.next_eight()];
        let mut key = [0; 16];
        key.copy_from_slice(halves.as_flattened());
        Self {
            key: key::written(key),
            offers_compression: compression,
        }
    }

    /// Returns the headers of the request, except `host`.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([
            (UPGRADE, HeaderValue::from_static("websocket")),
            (CONNECTION, HeaderValue::from_static("Upgrade")),
            (SEC_WEBSOCKET_KEY, key::value(&self.key)),
            (SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
        ]);
        if self.offers_compression {
            let offer = HeaderValue::from_static(offer::CLIENT_OFFER);
            headers.insert(SEC_WEBSOCKET_EXTENSIONS, offer);
        }
        headers
    }

    /// Checks the response of the server, and returns the parameters that both sides agree on.
    ///
    /// # Errors
    ///
    /// A message that describes the mistake in the response.
    pub fn check(&self, status: StatusCode, headers: &HeaderMap) -> Result<Agreed, String> {
        if status != StatusCode::SWITCHING_PROTOCOLS {
            return Err(format!(
                "server rejected WebSocket connection: HTTP {}",
                status.as_u16()
            ));
        }
        if !asks_for_websocket(headers) {
            return Err("the response does not switch to a WebSocket".to_owned());
        }
        let answer = headers.get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
        if answer != Some(key::answer(&self.key).as_bytes()) {
            return Err("the Sec-WebSocket-Accept header is not the answer to the key".to_owned());
        }
        let answers = list::items(headers, &SEC_WEBSOCKET_EXTENSIONS, Extension::read)?;
        if !self.offers_compression && !answers.is_empty() {
            return Err("the server uses an extension that was not offered".to_owned());
        }
        offer::taken(&answers)
    }
}
