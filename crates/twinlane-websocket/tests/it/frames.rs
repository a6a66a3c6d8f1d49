//! Frames, and what an echoing server answers: Uvicorn's bytes, with a limit of 20 bytes a message.

use bytes::BytesMut;
use twinlane_websocket::{Agreed, CloseFrame, Event, Reader};

use crate::wire::{echoed, events, frame, head, unmasked};

const LIMIT: usize = 20;

fn check(rows: &[(&str, Vec<u8>, &[u8])]) {
    for (name, input, expected) in rows {
        let answer = echoed(Agreed::default(), LIMIT, input);
        assert_eq!(
            answer.escape_ascii().to_string(),
            expected.escape_ascii().to_string(),
            "{name}"
        );
    }
}

#[test]
fn messages() {
    check(&[
        ("text", frame(0x81, b"hi"), b"\x81\x02hi"),
        ("empty text", frame(0x81, b""), b"\x81\x00"),
        ("binary", frame(0x82, b"\xff"), b"\x82\x01\xff"),
        (
            "as large as may be",
            frame(0x81, &[b'a'; 20]),
            b"\x81\x14aaaaaaaaaaaaaaaaaaaa",
        ),
        (
            "fragments, with a ping between",
            [
                frame(0x01, b"ab"),
                frame(0x89, b"p"),
                frame(0x00, b""),
                frame(0x80, b"c"),
            ]
            .concat(),
            b"\x8a\x01p\x81\x03abc",
        ),
        ("ping", frame(0x89, b"1234"), b"\x8a\x041234"),
        ("pong", frame(0x8A, b"x"), b""),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn broken_frames() {
    check(&[
        (
            "unmasked",
            unmasked(0x81, b"a"),
            b"\x88\x13\x03\xeaincorrect masking",
        ),
        (
            "RSV1 without compression",
            frame(0xC1, b"a"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "RSV2",
            frame(0xA1, b"a"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "RSV3",
            frame(0x91, b"a"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "opcode 3",
            frame(0x83, b"a"),
            b"\x88\x10\x03\xeainvalid opcode",
        ),
        (
            "opcode 11",
            frame(0x8B, b"a"),
            b"\x88\x10\x03\xeainvalid opcode",
        ),
        (
            "opcode 3, unmasked",
            unmasked(0x83, b"a"),
            b"\x88\x10\x03\xeainvalid opcode",
        ),
        (
            "fragmented control",
            frame(0x09, b"a"),
            b"\x88\x1a\x03\xeafragmented control frame",
        ),
        (
            "fragmented control, RSV2",
            frame(0x29, b"a"),
            b"\x88\x19\x03\xeareserved bits must be 0",
        ),
        (
            "stray continuation",
            frame(0x80, b"a"),
            b"\x88\x1f\x03\xeaunexpected continuation frame",
        ),
        (
            "stray continuation, not final",
            frame(0x00, b"a"),
            b"\x88\x1f\x03\xeaunexpected continuation frame",
        ),
        (
            "new data in a fragment",
            [frame(0x01, b"a"), frame(0x81, b"b")].concat(),
            b"\x88\x1f\x03\xeaexpected a continuation frame",
        ),
        (
            "text that is not UTF-8",
            frame(0x81, b"\xff"),
            b"\x88\x02\x03\xef",
        ),
        (
            "text that is not UTF-8, in fragments",
            [frame(0x01, b"\xe2\x82"), frame(0x80, b"a")].concat(),
            b"\x88\x02\x03\xef",
        ),
        (
            "text that ends within a character",
            frame(0x81, b"\xe2\x82"),
            b"\x88\x02\x03\xef",
        ),
    ]);
}

#[test]
fn too_big() {
    check(&[
        (
            "by its head alone",
            head(0x81, 21),
            b"\x88/\x03\xf1frame with 21 bytes exceeds limit of 20 bytes",
        ),
        (
            "2^63",
            head(0x82, 1 << 63),
            b"\x88@\x03\xf1frame with 9223372036854775808 bytes exceeds limit of 20 bytes",
        ),
        (
            "in fragments",
            [frame(0x01, &[b'a'; 10]), head(0x80, 11)].concat(),
            b"\x88F\x03\xf1frame with 11 bytes after reading 10 bytes exceeds limit of 20 bytes",
        ),
        (
            "by one byte, in fragments",
            [
                frame(0x01, &[b'a'; 10]),
                frame(0x00, &[b'b'; 10]),
                head(0x80, 1),
            ]
            .concat(),
            b"\x88E\x03\xf1frame with 1 bytes after reading 20 bytes exceeds limit of 20 bytes",
        ),
        (
            "before reserved bits",
            head(0xF1, 21),
            b"\x88/\x03\xf1frame with 21 bytes exceeds limit of 20 bytes",
        ),
        (
            "before what comes in a fragment",
            [frame(0x01, &[b'a'; 10]), head(0x81, 11)].concat(),
            b"\x88F\x03\xf1frame with 11 bytes after reading 10 bytes exceeds limit of 20 bytes",
        ),
        (
            "control, 2^63",
            head(0x89, 1 << 63),
            b"\x88@\x03\xf1frame with 9223372036854775808 bytes exceeds limit of 20 bytes",
        ),
        (
            "control",
            frame(0x89, &[0; 126]),
            b"\x880\x03\xf1frame with 126 bytes exceeds limit of 20 bytes",
        ),
    ]);
    let answer = echoed(Agreed::default(), 200, &frame(0x89, &[0; 126]));
    assert_eq!(answer, b"\x88\x18\x03\xeacontrol frame too long");
}

#[test]
fn close_frames() {
    let invalid = b"\x88\x15\x03\xeainvalid status code";
    check(&[
        ("1000", frame(0x88, b"\x03\xe8"), b"\x88\x02\x03\xe8"),
        (
            "1000 with a reason",
            frame(0x88, b"\x03\xe8bye"),
            b"\x88\x05\x03\xe8bye",
        ),
        ("1014", frame(0x88, b"\x03\xf6"), b"\x88\x02\x03\xf6"),
        ("4000", frame(0x88, b"\x0f\xa0x"), b"\x88\x03\x0f\xa0x"),
        ("without a code", frame(0x88, b""), b"\x88\x00"),
        (
            "one byte",
            frame(0x88, b"a"),
            b"\x88\x17\x03\xeaclose frame too short",
        ),
        ("999", frame(0x88, b"\x03\xe7"), invalid),
        ("1004", frame(0x88, b"\x03\xec"), invalid),
        ("1005", frame(0x88, b"\x03\xed"), invalid),
        ("1015", frame(0x88, b"\x03\xf7"), invalid),
        ("1016", frame(0x88, b"\x03\xf8"), invalid),
        ("2999", frame(0x88, b"\x0b\xb7"), invalid),
        ("5000", frame(0x88, b"\x13\x88"), invalid),
        (
            "and a text after it",
            [frame(0x88, b"\x03\xe8"), frame(0x81, b"a")].concat(),
            b"\x88\x02\x03\xe8",
        ),
    ]);
    let start = b"\x88\"\x03\xefinvalid start byte at position 0";
    let continuation = b"\x88)\x03\xefinvalid continuation byte at position 0";
    check(&[
        ("FF", frame(0x88, b"\x03\xe8\xff"), start),
        ("F5", frame(0x88, b"\x03\xe8\xf5"), start),
        ("C1", frame(0x88, b"\x03\xe8\xc1\x80"), start),
        ("80", frame(0x88, b"\x03\xe8\x80"), start),
        ("with a bad code too", frame(0x88, b"\x03\xed\xff"), start),
        (
            "a surrogate",
            frame(0x88, b"\x03\xe8\xed\xa0\x80"),
            continuation,
        ),
        (
            "overlong",
            frame(0x88, b"\x03\xe8\xe0\x80\x80"),
            continuation,
        ),
        (
            "no continuation",
            frame(0x88, b"\x03\xe8a\xe2a"),
            b"\x88)\x03\xefinvalid continuation byte at position 1",
        ),
        (
            "cut",
            frame(0x88, b"\x03\xe8ab\xe2\x82"),
            b"\x88&\x03\xefunexpected end of data at position 2",
        ),
    ]);
}

/// Uvicorn closes with 1002 `incomplete fragmented message`; Autobahn's case 7.1.5 wants the echo.
#[test]
fn a_close_frame_among_fragments_is_one() {
    check(&[(
        "close in a fragment",
        [frame(0x01, b"a"), frame(0x88, b"\x03\xe8")].concat(),
        b"\x88\x02\x03\xe8",
    )]);
}

/// Uvicorn counts control frames among the bytes of a message.
#[test]
fn a_control_frame_is_within_every_limit() {
    let ping = frame(0x89, &[b'p'; 30]);
    assert!(echoed(Agreed::default(), LIMIT, &ping).starts_with(b"\x8a\x1e"));
    let ping = [
        frame(0x01, &[b'a'; 20]),
        frame(0x89, b"p"),
        frame(0x80, b""),
    ]
    .concat();
    assert!(echoed(Agreed::default(), LIMIT, &ping).starts_with(b"\x8a\x01p\x81\x14a"));
}

/// Uvicorn waits for the end of the message.
#[test]
fn a_fragment_that_is_not_utf_8_is_told_at_once() {
    check(&[("more to come", frame(0x01, b"\xff"), b"\x88\x02\x03\xef")]);
}

#[test]
fn characters_may_be_cut_between_fragments() {
    let text = "aé€𝄞z";
    for first in 0..=text.len() {
        for second in first..=text.len() {
            let (bytes, cut) = (text.as_bytes(), &text.as_bytes()[first..second]);
            let input = [
                frame(0x01, &bytes[..first]),
                frame(0x00, cut),
                frame(0x80, &bytes[second..]),
            ];
            let mut reader = Reader::server(Agreed::default(), LIMIT);
            let events = events(&mut reader, &mut BytesMut::from(input.concat().as_slice()));
            assert_eq!(events, [Event::Text(text.to_owned())]);
        }
    }
}

#[test]
fn nothing_is_read_after_the_end() {
    for end in [frame(0x88, b"\x03\xe8"), frame(0x83, b"")] {
        let mut reader = Reader::server(Agreed::default(), LIMIT);
        let mut input = BytesMut::from([end, frame(0x81, b"a")].concat().as_slice());
        assert!(matches!(
            reader.read(&mut input),
            Some(Event::Close(_) | Event::Failed(_))
        ));
        input.extend_from_slice(&frame(0x81, b"b"));
        assert_eq!(reader.read(&mut input), None);
        assert!(input.is_empty());
    }
}

/// A message that comes with nothing after it takes over the buffer that it is in.
#[test]
fn large_messages() {
    let content = "x".repeat(1 << 20);
    for first in [0x81, 0x82] {
        for rest in [&b""[..], b"\x89"] {
            let mut input = BytesMut::from(frame(first, content.as_bytes()).as_slice());
            input.extend_from_slice(rest);
            let mut reader = Reader::server(Agreed::default(), 1 << 20);
            match reader.read(&mut input).unwrap() {
                Event::Text(text) if first == 0x81 => assert_eq!(text, content),
                Event::Binary(bytes) if first == 0x82 => assert_eq!(bytes, content),
                event => panic!("{event:?}"),
            }
            assert_eq!(input, rest);
        }
    }
}

#[test]
fn a_client_takes_no_masked_frame() {
    let mut client = Reader::client(Agreed::default(), LIMIT);
    let event = client.read(&mut BytesMut::from(frame(0x81, b"a").as_slice()));
    assert_eq!(
        event,
        Some(Event::Failed(CloseFrame::new(1002, "incorrect masking")))
    );
}
