//! Frames: however they are cut, they are read as the same, no message is larger than the limit, and what was read and is written is read again.

#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use twinlane_fuzz::agreed;
use twinlane_websocket::{Event, Protocol};

const LIMIT: usize = 10_000;

fuzz_target!(|input: &[u8]| {
    let Some(([choice, piece], frames)) = input.split_first_chunk() else {
        return;
    };
    let agreed = agreed(*choice);
    let mut whole = Protocol::server(agreed, LIMIT);
    let expected = events(&mut whole, &mut BytesMut::from(frames));

    let mut protocol = Protocol::server(agreed, LIMIT);
    let mut arrived = BytesMut::new();
    let mut found = Vec::new();
    for part in frames.chunks(usize::from(*piece).max(1)) {
        arrived.extend_from_slice(part);
        found.extend(events(&mut protocol, &mut arrived));
    }
    assert_eq!(found, expected);

    // What cannot be compressed is larger by a little.
    let mut client = Protocol::client(agreed, usize::MAX);
    for event in &expected {
        let mut wire = BytesMut::new();
        match event {
            Event::Text(text) => protocol.write_text(text, &mut wire),
            Event::Binary(bytes) => protocol.write_binary(bytes, &mut wire),
            Event::Ping(payload) => protocol.write_ping(payload, &mut wire),
            Event::Pong(payload) => protocol.write_pong(payload, &mut wire),
            Event::Close(frame) => protocol.write_close(frame.as_ref(), &mut wire),
            Event::Failed(_) => return,
        }
        assert_eq!(client.read(&mut wire).as_ref(), Some(event));
    }
});

fn events(protocol: &mut Protocol, input: &mut BytesMut) -> Vec<Event> {
    let events: Vec<Event> = std::iter::from_fn(|| protocol.read(input)).collect();
    for event in &events {
        match event {
            Event::Text(text) => assert!(text.len() <= LIMIT),
            Event::Binary(bytes) => assert!(bytes.len() <= LIMIT),
            _ => {}
        }
    }
    events
}
