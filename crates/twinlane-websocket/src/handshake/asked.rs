//! The server's side of the handshake: the request is checked and accepted.

use http::header::{
    CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, ORIGIN, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION,
    TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderValue, Method};

use super::key;
use super::list::{self, Scanner, text_of};
use super::offer::{self, Extension};
use super::refusal::{Mistake, Refusal, invalid, missing};
use crate::agreed::Agreed;

/// True if the headers of a request ask for a WebSocket. If not, treat it as an ordinary HTTP request.
///
/// As in Uvicorn, the last header of each name counts, and `upgrade` must name no other protocol than `websocket`.
pub fn asks_for_websocket(headers: &HeaderMap) -> bool {
    let last = |name: HeaderName| {
        headers
            .get_all(name)
            .iter()
            .next_back()
            .map(HeaderValue::as_bytes)
    };
    let is_upgrade = |token: &[u8]| token.trim_ascii().eq_ignore_ascii_case(b"upgrade");
    last(UPGRADE).is_some_and(|protocol| protocol.eq_ignore_ascii_case(b"websocket"))
        && last(CONNECTION).is_some_and(|tokens| tokens.split(|byte| *byte == b',').any(is_upgrade))
}

/// The checked handshake request of a client.
///
/// ```
/// use http::{HeaderMap, HeaderValue, Method};
/// use twinlane_websocket::Handshake;
///
/// let mut headers = HeaderMap::new();
/// for (name, value) in [
///     ("connection", "Upgrade"),
///     ("upgrade", "websocket"),
///     ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
///     ("sec-websocket-version", "13"),
///     ("sec-websocket-extensions", "permessage-deflate; client_max_window_bits"),
/// ] {
///     headers.insert(name, HeaderValue::from_static(value));
/// }
/// let handshake = Handshake::of(&Method::GET, &headers).unwrap();
/// let (headers, agreed) = handshake.accept(true);
/// assert_eq!(headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
/// assert!(agreed.is_compressed());
///
/// let refusal = Handshake::of(&Method::POST, &headers).unwrap_err();
/// assert_eq!(refusal.status, 405);
/// ```
#[derive(Debug, Clone)]
pub struct Handshake {
    key: String,
    subprotocols: Vec<String>,
    extensions: Vec<Extension>,
}

impl Handshake {
    /// Checks the head of a request that [`asks_for_websocket`].
    ///
    /// Of `Origin`, it checks only that there is at most one. The application decides which origins it accepts. A client of
    /// HTTP/1.0 is accepted, as in Uvicorn.
    ///
    /// # Errors
    ///
    /// The response that refuses the handshake.
    #[expect(clippy::result_large_err, reason = "once a connection")]
    pub fn of(method: &Method, headers: &HeaderMap) -> Result<Self, Refusal> {
        Ok(Self::check(method, headers)?)
    }

    fn check(method: &Method, headers: &HeaderMap) -> Result<Self, Mistake> {
        if method != Method::GET {
            return Err(Mistake::Method(format!(
                "unsupported HTTP method: {method}"
            )));
        }
        check_body(headers)?;
        check_upgrade(headers)?;
        let key = check_key(headers)?;
        check_version(headers)?;
        only(headers, &ORIGIN)?;
        Ok(Self {
            key,
            extensions: list::items(headers, &SEC_WEBSOCKET_EXTENSIONS, Extension::read)?,
            subprotocols: subprotocols(headers)?,
        })
    }

    /// Returns the subprotocols that the client supports, in its order of preference.
    pub fn subprotocols(&self) -> &[String] {
        &self.subprotocols
    }

    /// Returns the headers of the 101 response, and the parameters that both sides agree on by it.
    ///
    /// Messages are compressed if `compression` is true and the client offers it. The subprotocol is not among the headers: add
    /// it as `sec-websocket-protocol`, the last header of the response.
    pub fn accept(&self, compression: bool) -> (HeaderMap, Agreed) {
        let mut headers = HeaderMap::from_iter([
            (UPGRADE, HeaderValue::from_static("websocket")),
            (CONNECTION, HeaderValue::from_static("Upgrade")),
            (SEC_WEBSOCKET_ACCEPT, key::value(&key::answer(&self.key))),
        ]);
        let chosen = if compression {
            offer::choose(&self.extensions)
        } else {
            None
        };
        let Some((answer, agreed)) = chosen else {
            return (headers, Agreed::default());
        };
        headers.insert(SEC_WEBSOCKET_EXTENSIONS, answer);
        (headers, agreed)
    }
}

/// Refuses a body: it would be taken for frames.
fn check_body(headers: &HeaderMap) -> Result<(), String> {
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let what = if headers.contains_key(TRANSFER_ENCODING) {
        "transfer codings aren't supported"
    } else if lengths.any(|length| length.as_bytes() != b"0") {
        "unsupported request body"
    } else {
        return Ok(());
    };
    Err(format!("did not receive a valid HTTP request; {what}"))
}

fn check_upgrade(headers: &HeaderMap) -> Result<(), Mistake> {
    let owned = |text: &str| text.to_owned();
    let options = list::items(headers, &CONNECTION, |scanner| scanner.token().map(owned))?;
    if !options
        .iter()
        .any(|option| option.eq_ignore_ascii_case("upgrade"))
    {
        return Err(not_upgraded(&CONNECTION, &options));
    }
    let protocols = list::items(headers, &UPGRADE, |scanner| scanner.protocol().map(owned))?;
    match protocols.as_slice() {
        [protocol] if protocol.eq_ignore_ascii_case("websocket") => Ok(()),
        _ => Err(not_upgraded(&UPGRADE, &protocols)),
    }
}

fn not_upgraded(header: &HeaderName, values: &[String]) -> Mistake {
    Mistake::Upgrade(match values {
        [] => missing(header),
        values => invalid(header, &values.join(", ")),
    })
}

fn check_key(headers: &HeaderMap) -> Result<String, String> {
    let key = needed(headers, &SEC_WEBSOCKET_KEY)?;
    match key::check(&key) {
        Ok(()) => Ok(key),
        Err(why) if why.is_empty() => Err(invalid(&SEC_WEBSOCKET_KEY, &key)),
        Err(why) => Err(format!("{}; {why}", invalid(&SEC_WEBSOCKET_KEY, &key))),
    }
}

fn check_version(headers: &HeaderMap) -> Result<(), String> {
    let version = needed(headers, &SEC_WEBSOCKET_VERSION)?;
    if version == "13" {
        Ok(())
    } else {
        Err(invalid(&SEC_WEBSOCKET_VERSION, &version))
    }
}

/// All that is between two commas, nothing too, which Uvicorn shows to applications.
fn subprotocols(headers: &HeaderMap) -> Result<Vec<String>, String> {
    list::items(
        headers,
        &SEC_WEBSOCKET_PROTOCOL,
        |scanner: &mut Scanner<'_>| scanner.token().map(drop),
    )?;
    let mut names = Vec::new();
    for value in headers.get_all(SEC_WEBSOCKET_PROTOCOL) {
        names.extend(text_of(value).split(',').map(|name| name.trim().to_owned()));
    }
    Ok(names)
}

fn needed(headers: &HeaderMap, name: &HeaderName) -> Result<String, String> {
    only(headers, name)?.ok_or_else(|| missing(name))
}

/// The one header of this name, if there is one.
fn only(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, String> {
    let mut values = headers.get_all(name).iter();
    let first = values.next().map(text_of);
    if values.next().is_some() {
        return Err(invalid(name, "multiple values"));
    }
    Ok(first)
}
