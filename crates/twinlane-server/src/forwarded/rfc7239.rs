//! The header `Forwarded` of RFC 7239.

use http::header::FORWARDED;
use http::{HeaderMap, HeaderValue};

use super::said::{Said, scheme_of};
use super::{Forwarding, address, host};
use crate::connection_info::ForwardedClient;
use crate::request_check::Refusal;

const MALFORMED: Refusal = Refusal("Invalid HTTP request: its Forwarded header is malformed.");

/// More proxies than any request passes.
const MOST_ELEMENTS: usize = 100;

/// The parameters of one proxy. A parameter that it does not say is empty.
#[derive(Debug, Default)]
struct Element {
    client: Option<Vec<u8>>,
    scheme: Option<Vec<u8>>,
    host: Option<Vec<u8>>,
}

impl Forwarding {
    /// Each proxy adds an element, at the end. So they are believed from the right, up to the first whose client is no proxy.
    ///
    /// # Errors
    ///
    /// The header is malformed. Whoever has done it, no element can be told from another.
    pub(super) fn read_forwarded(&self, headers: &HeaderMap) -> Result<Said, Refusal> {
        let mut said = Said::default();
        for element in elements(headers)?.into_iter().rev() {
            if let Some(name) = element.scheme {
                said.scheme = scheme_of(&name.to_ascii_lowercase()).or(said.scheme);
            }
            if let Some(name) = element.host {
                said.host = Some(host::read(&name)?);
            }
            let Some(client) = element.client else {
                break;
            };
            let client = read_client(&client);
            said.client = Some(ForwardedClient(client));
            if !self.trusts(client) {
                break;
            }
        }
        Ok(said)
    }
}

/// Also where its port is a name, as in `192.0.2.1:_a`.
fn read_client(node: &[u8]) -> Option<std::net::SocketAddr> {
    let hidden = node.iter().rposition(|&byte| byte == b':');
    let hidden = hidden.filter(|&colon| node.get(colon + 1) == Some(&b'_'));
    address::read(hidden.map_or(node, |colon| &node[..colon]))
}

/// Every element, in order.
fn elements(headers: &HeaderMap) -> Result<Vec<Element>, Refusal> {
    let mut elements = Vec::new();
    for line in headers.get_all(FORWARDED).iter().map(HeaderValue::as_bytes) {
        let mut rest = line.trim_ascii();
        while !rest.is_empty() {
            if elements.len() == MOST_ELEMENTS {
                return Err(MALFORMED);
            }
            elements.extend(element(&mut rest)?);
        }
    }
    Ok(elements)
}

/// Takes an element and the comma behind it. `None`: an empty one, which lists may have.
fn element(rest: &mut &[u8]) -> Result<Option<Element>, Refusal> {
    let mut element = Element::default();
    let mut is_empty = true;
    loop {
        *rest = rest.trim_ascii_start();
        if !matches!(rest.first(), None | Some(b',' | b';')) {
            parameter(rest, &mut element)?;
            is_empty = false;
        }
        *rest = rest.trim_ascii_start();
        match rest.split_off_first() {
            None | Some(b',') => return Ok((!is_empty).then_some(element)),
            Some(b';') => {}
            Some(_) => return Err(MALFORMED),
        }
    }
}

/// Takes `name=value`.
fn parameter(rest: &mut &[u8], element: &mut Element) -> Result<(), Refusal> {
    let name = take_while(rest, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
    });
    if name.is_empty() || rest.split_off_first() != Some(&b'=') {
        return Err(MALFORMED);
    }
    let value = match rest.first() {
        Some(b'"') => quoted(rest)?,
        // Proxies leave out the quotes that a port or an IPv6 address needs.
        _ => take_while(rest, |byte| {
            byte.is_ascii_graphic() && !b"\",;".contains(&byte)
        })
        .to_vec(),
    };
    if value.is_empty() {
        return Err(MALFORMED);
    }
    let place = match name.to_ascii_lowercase().as_slice() {
        b"for" => &mut element.client,
        b"proto" => &mut element.scheme,
        b"host" => &mut element.host,
        _ => return Ok(()),
    };
    match place.replace(value) {
        None => Ok(()),
        // RFC 7239, section 4: at most once. Which of them the proxy has written cannot be told.
        Some(_) => Err(MALFORMED),
    }
}

/// Takes a text in quotes, in which a backslash stands before what is meant as it is.
fn quoted(rest: &mut &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut value = Vec::new();
    rest.split_off_first();
    loop {
        match rest.split_off_first() {
            Some(b'"') => return Ok(value),
            Some(b'\\') => value.push(*rest.split_off_first().ok_or(MALFORMED)?),
            Some(byte) => value.push(*byte),
            None => return Err(MALFORMED),
        }
    }
}

fn take_while<'a>(rest: &mut &'a [u8], is_one: impl Fn(u8) -> bool) -> &'a [u8] {
    let end = rest.iter().position(|&byte| !is_one(byte));
    let (taken, left) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = left;
    taken
}
