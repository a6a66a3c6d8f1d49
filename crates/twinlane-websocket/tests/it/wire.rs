//! The means that the tests share: frames as bytes, and a server that echoes.

use bytes::BytesMut;
use http::{HeaderMap, HeaderName, HeaderValue};
use twinlane_websocket::{Agreed, Event, Reader, Writer};

pub(crate) const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const MASK: [u8; 4] = [1, 2, 3, 4];

/// A frame of a client.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = head(first, payload.len() as u64);
    frame.extend(
        payload
            .iter()
            .zip(MASK.iter().cycle())
            .map(|(byte, key)| byte ^ key),
    );
    frame
}

/// A frame that is not masked, as a server's.
pub(crate) fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first, u8::try_from(payload.len()).unwrap()];
    frame.extend(payload);
    frame
}

/// The head of a client's frame, with its mask.
pub(crate) fn head(first: u8, length: u64) -> Vec<u8> {
    let mut head = vec![first];
    match length {
        0..126 => head.push(0x80 | u8::try_from(length).unwrap()),
        126..0x1_0000 => {
            head.push(0x80 | 0x7E);
            head.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            head.push(0x80 | 0x7F);
            head.extend(length.to_be_bytes());
        }
    }
    head.extend(MASK);
    head
}

/// The answer of an echoing server with this limit.
pub(crate) fn echoed(agreed: Agreed, limit: usize, input: &[u8]) -> Vec<u8> {
    let (mut reader, mut writer) = (Reader::server(agreed, limit), Writer::server(agreed));
    let mut input = BytesMut::from(input);
    let mut output = BytesMut::new();
    while let Some(event) = reader.read(&mut input) {
        match event {
            Event::Text(text) => writer.write_text(&text, &mut output),
            Event::Binary(bytes) => writer.write_binary(&bytes, &mut output),
            Event::Ping(payload) => writer.write_pong(&payload, &mut output),
            Event::Pong(_) => {}
            Event::Close(frame) => writer.write_close(frame.as_ref(), &mut output),
            Event::Failed(frame) => writer.write_close(Some(&frame), &mut output),
        }
    }
    output.to_vec()
}

/// All events in `input`.
pub(crate) fn events(reader: &mut Reader, input: &mut BytesMut) -> Vec<Event> {
    std::iter::from_fn(|| reader.read(input)).collect()
}

/// The headers of a handshake, with those of `changes` in their places; nothing in the place of one takes it away.
pub(crate) fn headers(changes: &[(&str, &[&str])]) -> HeaderMap {
    let usual = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-key", KEY),
        ("sec-websocket-version", "13"),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in usual {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, values) in changes {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.remove(&name);
        for value in *values {
            // A character is a byte.
            let value: Vec<u8> = value.chars().map(|it| u8::try_from(it).unwrap()).collect();
            headers.append(&name, HeaderValue::from_bytes(&value).unwrap());
        }
    }
    headers
}

/// Both have agreed to compress, by this offer.
pub(crate) fn agreed_by(offer: &str) -> Agreed {
    let headers = headers(&[("sec-websocket-extensions", &[offer])]);
    let handshake = twinlane_websocket::Handshake::of(&http::Method::GET, &headers).unwrap();
    handshake.accept(true).1
}
