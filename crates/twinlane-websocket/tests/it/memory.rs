//! The memory that is kept: of what has been read, and of a message.

use bytes::BytesMut;
use twinlane_websocket::{Agreed, Event, Reader, Writer};

use crate::wire::{agreed_by, frame};

const LIMIT: usize = 16 << 20;
const OFFER: &str = "permessage-deflate; client_max_window_bits";

fn assert_small(event: Event, size: usize) {
    let (length, capacity) = match event {
        Event::Text(text) => (text.len(), text.capacity()),
        // The bytes are not shared, so that they turn back into their `Vec`.
        Event::Binary(bytes) => (bytes.len(), Vec::from(bytes).capacity()),
        other => panic!("{other:?}"),
    };
    assert_eq!(length, size);
    assert!(capacity <= 3 * size + 128, "{capacity} of {size}");
}

#[test]
fn a_compressed_message_has_little_more_than_it_needs() {
    let agreed = agreed_by(OFFER);
    for size in [0, 1, 255, 256, 257, 1000, 65_537, 200_000] {
        let (mut client, mut server) = (Writer::client(agreed), Reader::server(agreed, LIMIT));
        let mut wire = BytesMut::new();
        client.write_text(&"a".repeat(size), &mut wire);
        client.write_binary(&vec![7; size], &mut wire);
        for _ in 0..2 {
            assert_small(server.read(&mut wire).unwrap(), size);
        }
    }
}

#[test]
fn a_message_in_fragments_has_little_more_than_it_needs() {
    let mut server = Reader::server(Agreed::default(), LIMIT);
    let fragments = [frame(0x01, &vec![b'a'; 65_000]), frame(0x80, b"b")].concat();
    let mut wire = BytesMut::from(&fragments[..]);
    assert_small(server.read(&mut wire).unwrap(), 65_001);
}

/// The message is large enough to take over the buffer that it has arrived in.
#[test]
fn a_large_message_does_not_keep_a_larger_buffer() {
    for first in [0x81, 0x82] {
        let message = frame(first, &vec![b'a'; 70_000]);
        let after_another = [frame(0x82, &vec![0; 1 << 20]), message.clone()].concat();

        let mut server = Reader::server(Agreed::default(), LIMIT);
        let mut wire = BytesMut::with_capacity(1 << 20);
        wire.extend_from_slice(&message);
        assert_small(server.read(&mut wire).unwrap(), 70_000);

        let mut wire = BytesMut::from(&after_another[..]);
        assert_small(server.read(&mut wire).unwrap(), 1 << 20);
        assert_small(server.read(&mut wire).unwrap(), 70_000);
        assert!(!wire.try_reclaim(1));
    }
}

#[test]
fn a_large_buffer_is_given_back_once_it_is_empty() {
    let ping = frame(0x89, b"p");
    let mut server = Reader::server(Agreed::default(), LIMIT);

    let mut wire = BytesMut::with_capacity(36 << 10);
    wire.extend_from_slice(&ping);
    wire.extend_from_slice(&ping[..3]);
    assert!(server.read(&mut wire).is_some());
    assert!(server.read(&mut wire).is_none());
    assert_eq!(wire, &ping[..3]);
    wire.extend_from_slice(&ping[3..]);
    assert!(server.read(&mut wire).is_some());
    assert!(!wire.try_reclaim(1));

    // Also if it was full.
    let mut wire = BytesMut::from(&ping.repeat(10_000)[..]);
    while server.read(&mut wire).is_some() {}
    assert!(!wire.try_reclaim(1));

    // Also within a message, and after the end.
    for last in [frame(0x01, b"a"), frame(0x88, b""), ping.clone()] {
        let mut wire = BytesMut::with_capacity(36 << 10);
        wire.extend_from_slice(&last);
        _ = server.read(&mut wire);
        assert!(!wire.try_reclaim(1));
    }

    let mut wire = BytesMut::with_capacity(4 << 10);
    wire.extend_from_slice(&ping);
    _ = server.read(&mut wire);
    assert!(wire.try_reclaim(4 << 10), "a small one is kept");
}
