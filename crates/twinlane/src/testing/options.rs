//! The options of a test client for all its requests.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::test_url::TestUrl;
use crate::root_path::RootPath;

#[derive(Debug, Clone)]
pub(super) struct ClientOptions {
    pub(super) base_url: TestUrl,
    pub(super) headers: HeaderMap,
    pub(super) follows_redirects: bool,
    pub(super) panics_on_server_error: bool,
    /// The address that the application takes for the client's.
    pub(super) address: Option<SocketAddr>,
    pub(super) root_path: RootPath,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            base_url: TestUrl {
                is_https: false,
                authority: "testserver".to_owned(),
                target: "/".to_owned(),
            },
            headers: HeaderMap::new(),
            follows_redirects: false,
            panics_on_server_error: false,
            address: None,
            root_path: RootPath::default(),
        }
    }
}

/// A header of a test.
///
/// # Panics
///
/// If the name or the value is not one that HTTP allows.
#[track_caller]
pub(super) fn header_of(name: &str, value: &[u8]) -> (HeaderName, HeaderValue) {
    let Ok(name) = name.parse() else {
        panic!("HTTP allows no header with the name {name:?}");
    };
    let Ok(value) = HeaderValue::from_bytes(value) else {
        panic!("HTTP does not allow this value of the header `{name}`");
    };
    (name, value)
}

/// The header `Authorization` of a name and a password.
pub(super) fn basic_credentials(user: &str, password: &str) -> HeaderValue {
    let credentials = BASE64_STANDARD.encode(format!("{user}:{password}"));
    HeaderValue::try_from(format!("Basic {credentials}")).expect("base64 is visible ASCII")
}

/// The value of `Authorization` for a token.
#[track_caller]
pub(super) fn bearer_credentials(token: &str) -> HeaderValue {
    header_of("authorization", format!("Bearer {token}").as_bytes()).1
}
