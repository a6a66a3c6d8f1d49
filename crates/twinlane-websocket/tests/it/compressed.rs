//! Messages that are compressed. The limit is 20 bytes a message, where there is one.

use bytes::BytesMut;
use twinlane_websocket::{Agreed, CloseFrame, Event, Reader, Writer};

use crate::wire::{agreed_by, echoed, events, frame, head};

const LIMIT: usize = 20;
const OFFER: &str = "permessage-deflate; client_max_window_bits";

/// "Hello" as a stream that ends.
const ENDS: &[u8] = b"\xf3\x48\xcd\xc9\xc9\x07\x00";

fn read(limit: usize, input: &[u8]) -> Vec<Event> {
    let mut reader = Reader::server(agreed_by(OFFER), limit);
    events(&mut reader, &mut BytesMut::from(input))
}

fn text(text: &str) -> Event {
    Event::Text(text.to_owned())
}

/// The answers are Uvicorn's, byte by byte.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn broken_frames() {
    let not_utf8 = b"\xfa\x0f\x00";
    let rows: &[(&str, Vec<u8>, &[u8])] = &[
        (
            "a bomb",
            frame(0xC1, b"JL\x1c\x05\xa3`\x14\x0cw\x00\x00"),
            b"\x88!\x03\xf1frame exceeds limit of 20 bytes",
        ),
        (
            "one byte more",
            frame(0xC1, b"JL\xc4\x02\x00\x00"),
            b"\x88!\x03\xf1frame exceeds limit of 20 bytes",
        ),
        (
            "too big in fragments",
            [
                frame(0x41, b"JLD\x01\x00\x00\x00\x00\xff\xff"),
                frame(0x80, b"JB\x05\x00\x00"),
            ]
            .concat(),
            b"\x888\x03\xf1frame after reading 15 bytes exceeds limit of 20 bytes",
        ),
        (
            "too big as it arrives",
            head(0xC1, 21),
            b"\x88/\x03\xf1frame with 21 bytes exceeds limit of 20 bytes",
        ),
        (
            "not compressed at all",
            frame(0xC1, b"\xff\xff"),
            b"\x88\x16\x03\xeadecompression failed",
        ),
        ("not UTF-8", frame(0xC1, not_utf8), b"\x88\x02\x03\xef"),
        (
            "RSV1 in a continuation",
            [frame(0x41, b"\x4a"), frame(0xC0, b"\x04\x00")].concat(),
            b"\x88$\x03\xeaRSV1 bit set in continuation frame",
        ),
        (
            "RSV1 in a continuation of what is not compressed",
            [frame(0x01, b"a"), frame(0xC0, b"b")].concat(),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "RSV1 in a stray continuation",
            frame(0xC0, b"b"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "RSV1 on a ping",
            frame(0xC9, b"a"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "RSV2",
            frame(0xE1, b"\x4a\x04\x00"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
    ];
    for (name, input, expected) in rows {
        let answer = echoed(agreed_by(OFFER), LIMIT, input);
        assert_eq!(
            answer.escape_ascii().to_string(),
            expected.escape_ascii().to_string(),
            "{name}"
        );
    }
}

#[test]
fn messages() {
    assert_eq!(read(LIMIT, &frame(0xC1, b"\x00")), [text("")]);
    assert_eq!(read(LIMIT, &frame(0xC1, b"\x4a\x04\x00")), [text("a")]);
    assert_eq!(read(LIMIT, &frame(0x81, b"plain")), [text("plain")]);
    assert_eq!(
        read(LIMIT, &frame(0xC1, b"JL\xc4\x04\x00\x00")),
        [text(&"a".repeat(20))]
    );
    let fragments = [
        frame(0x41, b"\x4a"),
        frame(0x89, b"p"),
        frame(0x00, b""),
        frame(0x80, b"\x04\x00"),
    ];
    assert_eq!(
        read(LIMIT, &fragments.concat()),
        [Event::Ping("p".into()), text("a")]
    );
}

#[test]
fn an_echo_is_compressed_however_small() {
    for plain in ["", "a", "hi"] {
        let answer = echoed(agreed_by(OFFER), LIMIT, &frame(0x81, plain.as_bytes()));
        assert_eq!(answer[0], 0xC1, "{plain}");
        let mut client = Reader::client(agreed_by(OFFER), LIMIT);
        let event = client.read(&mut BytesMut::from(answer.as_slice()));
        assert_eq!(event, Some(text(plain)));
    }
    assert_eq!(
        echoed(agreed_by(OFFER), LIMIT, &frame(0x89, b"p")),
        b"\x8a\x01p"
    );
    assert_eq!(
        echoed(agreed_by(OFFER), LIMIT, &frame(0x88, b"\x03\xe8")),
        b"\x88\x02\x03\xe8"
    );
}

/// Uvicorn reads nothing but empty messages after the first.
#[test]
fn a_peer_may_end_its_stream() {
    let with_a_block_after_it = [ENDS, b"\x00"].concat();
    for payload in [ENDS, &with_a_block_after_it] {
        let twice = [frame(0xC1, payload), frame(0xC1, payload)].concat();
        assert_eq!(read(LIMIT, &twice), [text("Hello"), text("Hello")]);
    }
    // Within a message.
    let twice = [ENDS, ENDS].concat();
    assert_eq!(read(LIMIT, &frame(0xC1, &twice)), [text("HelloHello")]);
}

/// Each of the streams is of nothing and costs two bytes.
#[test]
fn a_message_has_few_streams() {
    let nothing = b"\x03\x00";
    let failed = [Event::Failed(CloseFrame::new(1002, "decompression failed"))];
    assert_eq!(read(100, &frame(0xC1, &nothing.repeat(16))), [text("")]);
    let many = frame(0xC1, &nothing.repeat(1 << 19));
    assert_eq!(read(16 << 20, &many), failed);
    // The streams are counted anew in the next message.
    let messages = frame(0xC1, &nothing.repeat(16)).repeat(1000);
    assert_eq!(read(16 << 20, &messages), vec![text(""); 1000]);

    // In fragments they are as many.
    let fragments = [frame(0x41, b""), frame(0x00, nothing).repeat(17)].concat();
    assert_eq!(read(100, &fragments), failed);
}

#[test]
fn a_context_is_kept_or_forgotten_as_agreed() {
    let message = "the same words, which are in no other message";
    for (offer, is_kept) in [
        ("permessage-deflate", true),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            false,
        ),
    ] {
        let agreed = agreed_by(offer);
        for (mut from, mut to) in [
            (Writer::server(agreed), Reader::client(agreed, 100)),
            (Writer::client(agreed), Reader::server(agreed, 100)),
        ] {
            let mut sizes = Vec::new();
            for _ in 0..3 {
                let mut wire = BytesMut::new();
                from.write_text(message, &mut wire);
                sizes.push(wire.len());
                assert_eq!(events(&mut to, &mut wire), [text(message)]);
            }
            assert_eq!(sizes[1] < sizes[0], is_kept, "{offer} {sizes:?}");
        }
    }
}

#[test]
fn a_peer_that_agreed_to_forget_may_not_refer_back() {
    let mut client = Writer::client(agreed_by(OFFER));
    let mut server = Reader::server(
        agreed_by("permessage-deflate; client_no_context_takeover"),
        100,
    );
    let mut wire = BytesMut::new();
    client.write_text("the same words", &mut wire);
    client.write_text("the same words", &mut wire);
    let failed = CloseFrame::new(1002, "decompression failed");
    assert_eq!(
        events(&mut server, &mut wire),
        [text("the same words"), Event::Failed(failed)]
    );
}

#[test]
fn a_message_may_refer_to_one_that_is_a_window_away() {
    let message: Vec<u8> = (0..900_u32)
        .flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    for offer in [OFFER, "permessage-deflate"] {
        let agreed = agreed_by(offer);
        for (mut from, mut to) in [
            (Writer::server(agreed), Reader::client(agreed, 10_000)),
            (Writer::client(agreed), Reader::server(agreed, 10_000)),
        ] {
            for most in [10_000, 200] {
                let mut wire = BytesMut::new();
                from.write_binary(&message, &mut wire);
                assert!(wire.len() < most, "{}", wire.len());
                assert_eq!(
                    events(&mut to, &mut wire),
                    [Event::Binary(message.clone().into())]
                );
            }
        }
    }
}

#[test]
fn a_compressor_that_was_given_back_begins_anew() {
    let agreed = agreed_by(OFFER);
    let (mut server, mut client) = (Writer::server(agreed), Reader::client(agreed, 100));
    let mut sizes = Vec::new();
    for rests in [false, false, true, false] {
        if rests {
            server.release_compressor();
        }
        let mut wire = BytesMut::new();
        server.write_text("the same words, which are in no other message", &mut wire);
        sizes.push(wire.len());
        assert_eq!(
            events(&mut client, &mut wire),
            [text("the same words, which are in no other message")]
        );
    }
    assert_eq!(sizes[0], sizes[2]);
    assert_eq!(sizes[1], sizes[3]);
    assert!(sizes[1] < sizes[0]);
}

/// Neither side refers to more than the window that was agreed on.
#[test]
fn windows() {
    // No eight bytes of it are there twice, but the second half is the first.
    let half: Vec<u8> = (0..2000_u32)
        .flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    let message = [half.clone(), half].concat();
    let size = |offer: &str, is_server: bool| {
        let agreed = agreed_by(offer);
        let (mut from, mut to) = if is_server {
            (Writer::server(agreed), Reader::client(agreed, 1 << 20))
        } else {
            (Writer::client(agreed), Reader::server(agreed, 1 << 20))
        };
        let mut wire = BytesMut::new();
        from.write_binary(&message, &mut wire);
        let size = wire.len();
        assert_eq!(
            events(&mut to, &mut wire),
            [Event::Binary(message.clone().into())]
        );
        size
    };
    for bits in 9..=12 {
        assert!(
            size(
                &format!("permessage-deflate; server_max_window_bits={bits}"),
                true
            ) > 15_000
        );
        assert!(
            size(
                &format!("permessage-deflate; client_max_window_bits={bits}"),
                false
            ) > 15_000
        );
    }
    assert!(size("permessage-deflate; client_max_window_bits=8", false) > 15_000);
    assert!(size("permessage-deflate", false) < 10_000);
}

/// A small message of 64 MiB: it ends at the limit, and no more is ever held.
#[test]
fn a_bomb_ends_at_the_limit() {
    let agreed: Agreed = agreed_by(OFFER);
    let mut client = Writer::client(agreed);
    let mut wire = BytesMut::new();
    client.write_binary(&vec![0; 64 << 20], &mut wire);
    assert!(wire.len() < 1 << 20);
    let mut server = Reader::server(agreed, 1 << 20);
    let failed = CloseFrame::new(1009, "frame exceeds limit of 1048576 bytes");
    assert_eq!(server.read(&mut wire), Some(Event::Failed(failed)));
}

#[test]
fn large_messages() {
    let agreed = agreed_by(OFFER);
    // A message that cannot be compressed, and one that can.
    let random: Vec<u8> = (0..300_000_u32)
        .map(|it| {
            it.wrapping_mul(it)
                .wrapping_mul(2_654_435_761)
                .to_be_bytes()[1]
        })
        .collect();
    for message in [random, b"all the same ".repeat(30_000)] {
        for size in [1, 125, 126, 1000, 65_535, 65_536, 70_000, 300_000] {
            let message = &message[..size];
            let mut wire = BytesMut::new();
            Writer::server(agreed).write_binary(message, &mut wire);
            let event = Reader::client(agreed, 1 << 20).read(&mut wire);
            assert_eq!(event, Some(Event::Binary(message.to_vec().into())));
            assert!(wire.is_empty());
        }
    }
}

/// All messages of a thread that refer to no others are compressed, and inflated, by the same two.
#[test]
fn what_is_shared_forgets() {
    let forgets = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    let narrow = "permessage-deflate; server_no_context_takeover; server_max_window_bits=9";
    let message = "the same words, which are in no other message".repeat(20);
    let write = |offer: &str| {
        let mut wire = BytesMut::new();
        Writer::server(agreed_by(offer)).write_text(&message, &mut wire);
        wire
    };
    for offer in [forgets, narrow] {
        let first = std::thread::scope(|scope| scope.spawn(|| write(offer)).join().unwrap());
        for between in [forgets, narrow, forgets] {
            write(between);
            assert_eq!(write(offer), first);
        }
    }

    // One that was left in the middle of a message, and one that has failed.
    let failed = Event::Failed(CloseFrame::new(1002, "decompression failed"));
    for _ in 0..2 {
        let mut left = Reader::server(agreed_by(forgets), LIMIT);
        left.read(&mut BytesMut::from(&frame(0x41, b"\x4a")[..]));
        drop(left);
        let mut fails = Reader::server(agreed_by(forgets), LIMIT);
        let event = fails.read(&mut BytesMut::from(&frame(0xC1, b"\xff\xff")[..]));
        assert_eq!(event, Some(failed.clone()));
        let mut reader = Reader::server(agreed_by(forgets), LIMIT);
        let whole = frame(0xC1, b"\x4a\x04\x00").repeat(3);
        assert_eq!(
            events(&mut reader, &mut BytesMut::from(&whole[..])),
            vec![text("a"); 3]
        );
    }
}
