//! A handshake: it is read without a panic, the answer is ASCII, and the answer to an offer, offered itself, is answered by the same.

#![no_main]

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;
use twinlane_fuzz::handshake_with;
use twinlane_websocket::{Handshake, asks_for_websocket};

const NAMES: [&str; 9] = [
    "connection",
    "upgrade",
    "origin",
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-websocket-protocol",
    "sec-websocket-extensions",
    "content-length",
    "transfer-encoding",
];

fuzz_target!(|input: &[u8]| {
    let Some((first, rest)) = input.split_first() else {
        return;
    };
    let mut headers = handshake_with("");
    let name = HeaderName::from_static(NAMES[usize::from(*first) % NAMES.len()]);
    headers.remove(&name);
    for line in rest.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line.trim_ascii()) {
            headers.append(&name, value);
        }
    }
    asks_for_websocket(&headers);
    let Some(answer) = answer(&headers) else {
        return;
    };
    assert_eq!(answer_to(&answer).as_ref(), Some(&answer));
});

/// The extension that is answered.
fn answer(headers: &HeaderMap) -> Option<String> {
    let handshake = match Handshake::of(&Method::GET, headers) {
        Ok(handshake) => handshake,
        Err(refusal) => {
            assert_eq!(
                refusal.headers["content-length"],
                refusal.text.len().to_string()
            );
            return None;
        }
    };
    let (headers, agreed) = handshake.accept(true);
    let answer = headers
        .get("sec-websocket-extensions")
        .map(|it| it.to_str().expect("ASCII").to_owned());
    assert_eq!(answer.is_some(), agreed.is_compressed());
    answer
}

fn answer_to(offer: &str) -> Option<String> {
    answer(&handshake_with(offer))
}
