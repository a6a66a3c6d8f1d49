//! The host that the client named, as a proxy passes it on.

use http::header::HOST;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderValue, Uri};
use twinlane_path::{Host, Scheme};

use crate::request_check::Refusal;

/// # Errors
///
/// The text is no host. A client's own `Host` would be refused, too.
pub(super) fn read(text: &[u8]) -> Result<HeaderValue, Refusal> {
    let refusal = Refusal("Invalid HTTP request: the host that a proxy has forwarded is none.");
    let host = Host::parse(text).ok_or(refusal)?;
    HeaderValue::from_str(host.as_str()).map_err(|_| refusal)
}

pub(super) fn read_port(text: &[u8]) -> Result<u16, Refusal> {
    let digits = str::from_utf8(text).ok();
    let digits = digits.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let port = digits.and_then(|digits| digits.parse().ok());
    port.filter(|port| *port > 0).ok_or(Refusal(
        "Invalid HTTP request: the port that a proxy has forwarded is none.",
    ))
}

/// Makes it the request's: every service finds it where the one that a client names is.
pub(super) fn set(parts: &mut Parts, host: HeaderValue) {
    parts.headers.insert(HOST, host);
    // The one of the target would count for more.
    if parts.uri.authority().is_some() {
        let path = parts.uri.path_and_query().cloned();
        parts.uri = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    }
}

/// Puts this port in the place of the host's, which is left out if a URL of this scheme need not name it.
pub(super) fn set_port(parts: &mut Parts, (port, scheme): (u16, Scheme)) {
    let host = parts.headers.get(HOST).map(HeaderValue::as_bytes);
    let Some(host) = host.and_then(Host::parse) else {
        return;
    };
    let host = if port == scheme.default_port() {
        host.name().to_owned()
    } else {
        format!("{}:{port}", host.name())
    };
    if let Ok(host) = HeaderValue::try_from(host) {
        set(parts, host);
    }
}
