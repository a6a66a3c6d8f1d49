//! Frames: however they are cut, they are read as the same, no message is larger than the limit, and what was read and is written is read again.

#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use twinlane_fuzz::agreed;
use twinlane_websocket::{Event, Reader, Writer};

const LIMIT: usize = 10_000;

fuzz_target!(|input: &[u8]| {
    let Some(([choice, piece], frames)) = input.split_first_chunk() else {
        return;
    };
    let agreed = agreed(*choice);
    let mut whole = Reader::server(agreed, LIMIT);
    let expected = events(&mut whole, &mut BytesMut::from(frames));

    let mut reader = Reader::server(agreed, LIMIT);
    let mut arrived = BytesMut::new();
    let mut found = Vec::new();
    for part in frames.chunks(usize::from(*piece).max(1)) {
        arrived.extend_from_slice(part);
        found.extend(events(&mut reader, &mut arrived));
    }
    assert_eq!(found, expected);

    // Data that cannot be compressed becomes a little larger.
    let mut client = Reader::client(agreed, usize::MAX);
    let mut server = Writer::server(agreed);
    for event in &expected {
        let mut wire = BytesMut::new();
        match event {
            Event::Text(text) => server.write_text(text, &mut wire),
            Event::Binary(bytes) => server.write_binary(bytes, &mut wire),
            Event::Ping(payload) => server.write_ping(payload, &mut wire),
            Event::Pong(payload) => server.write_pong(payload, &mut wire),
            Event::Close(frame) => server.write_close(frame.as_ref(), &mut wire),
            Event::Failed(_) => return,
        }
        assert_eq!(client.read(&mut wire).as_ref(), Some(event));
    }
});

fn events(reader: &mut Reader, input: &mut BytesMut) -> Vec<Event> {
    let events: Vec<Event> = std::iter::from_fn(|| reader.read(input)).collect();
    for event in &events {
        match event {
            Event::Text(text) => assert!(text.len() <= LIMIT),
            Event::Binary(bytes) => assert!(bytes.len() <= LIMIT),
            _ => {}
        }
    }
    events
}
