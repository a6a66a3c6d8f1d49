//! Offers of `permessage-deflate`, and the responses to them.

use std::fmt::Write as _;
use std::mem::replace;

use http::HeaderValue;

use super::list::Scanner;
use crate::agreed::{Agreed, Deflate, Window};

/// The extension that compresses each message by itself.
const NAME: &str = "permessage-deflate";

/// The window that Uvicorn asks for, of 4 KiB: a compressor takes about 160 KiB, rather than 270 KiB with the largest.
const OUR_BITS: u8 = 12;
const MOST_BITS: u8 = 15;
/// A compressor has no smaller window, though a peer may ask for one.
const FEWEST_BITS: u8 = 9;

/// The offer of a client of ours.
pub(super) const CLIENT_OFFER: &str = "permessage-deflate; client_max_window_bits";

/// An extension, as it is written in a header.
#[derive(Debug, Clone)]
pub(super) struct Extension {
    name: String,
    parameters: Vec<(String, Option<String>)>,
}

impl Extension {
    /// Reads one of a list.
    ///
    /// # Errors
    ///
    /// The sentence about what is wrong.
    pub(super) fn read(scanner: &mut Scanner<'_>) -> Result<Self, String> {
        let name = scanner.token()?.to_owned();
        scanner.skip_space();
        let mut parameters = Vec::new();
        while scanner.skip(b';') {
            let name = scanner.token()?.to_owned();
            scanner.skip_space();
            let mut value = None;
            if scanner.skip(b'=') {
                value = Some(scanner.token_or_quoted()?);
                scanner.skip_space();
            }
            parameters.push((name, value));
        }
        Ok(Self { name, parameters })
    }
}

/// The first offer that can be taken, and the response to it.
pub(super) fn choose(offers: &[Extension]) -> Option<(HeaderValue, Agreed)> {
    offers.iter().find_map(|offer| {
        let asked = Parameters::of(offer, Some(MOST_BITS))?;
        let answer = Parameters {
            server_bits: Some(asked.server_bits.unwrap_or(OUR_BITS).min(OUR_BITS)),
            client_bits: asked.client_bits.map(|bits| bits.min(OUR_BITS)),
            ..asked
        };
        if answer.server_bits < Some(FEWEST_BITS) {
            return None;
        }
        Some((answer.written(), answer.agreed()))
    })
}

/// The part of [`CLIENT_OFFER`] that the server has taken.
///
/// # Errors
///
/// The sentence about a response that does not fit.
pub(super) fn taken(answers: &[Extension]) -> Result<Agreed, String> {
    let [answer] = answers else {
        return match answers {
            [] => Ok(Agreed::default()),
            _ => Err("the server uses more than one extension".to_owned()),
        };
    };
    match Parameters::of(answer, None) {
        Some(parameters) if parameters.client_bits.unwrap_or(MOST_BITS) >= FEWEST_BITS => {
            Ok(parameters.agreed())
        }
        _ => Err(format!(
            "the server uses an extension in a way that was not offered: {answer:?}"
        )),
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Parameters {
    server_forgets: bool,
    client_forgets: bool,
    server_bits: Option<u8>,
    client_bits: Option<u8>,
}

impl Parameters {
    /// None: it is another extension, or a parameter is unknown, is there twice or has a wrong value.
    ///
    /// `any` stands for the bits of the client's window where they may be named without a number.
    fn of(extension: &Extension, any: Option<u8>) -> Option<Self> {
        if extension.name != NAME {
            return None;
        }
        let mut found = Self::default();
        for (name, value) in &extension.parameters {
            let is_second = match (name.as_str(), value.as_deref()) {
                ("server_no_context_takeover", None) => replace(&mut found.server_forgets, true),
                ("client_no_context_takeover", None) => replace(&mut found.client_forgets, true),
                ("server_max_window_bits", Some(value)) => {
                    found.server_bits.replace(bits(value)?).is_some()
                }
                ("client_max_window_bits", value) => {
                    let bits = value.map_or(any, bits)?;
                    found.client_bits.replace(bits).is_some()
                }
                _ => return None,
            };
            if is_second {
                return None;
            }
        }
        Some(found)
    }

    fn written(self) -> HeaderValue {
        let mut written = NAME.to_owned();
        for (is_there, name) in [
            (self.server_forgets, "server_no_context_takeover"),
            (self.client_forgets, "client_no_context_takeover"),
        ] {
            if is_there {
                _ = write!(written, "; {name}");
            }
        }
        for (bits, name) in [
            (self.server_bits, "server_max_window_bits"),
            (self.client_bits, "client_max_window_bits"),
        ] {
            if let Some(bits) = bits {
                _ = write!(written, "; {name}={bits}");
            }
        }
        HeaderValue::try_from(written).expect("made of ASCII")
    }

    fn agreed(self) -> Agreed {
        let window = |bits: Option<u8>, forgets: bool| Window {
            bits: bits.unwrap_or(MOST_BITS),
            is_kept: !forgets,
        };
        Agreed {
            deflate: Some(Deflate {
                server: window(self.server_bits, self.server_forgets),
                client: window(self.client_bits, self.client_forgets),
            }),
        }
    }
}

/// A number from 8 to 15, without zeros before it.
fn bits(value: &str) -> Option<u8> {
    (8..=MOST_BITS).find(|bits| bits.to_string() == value)
}
