//! Frames that are written, byte by byte.

use bytes::BytesMut;
use twinlane_websocket::{Agreed, CloseFrame, Control, Event, PreparedMessage, Reader, Writer};

use crate::wire::{agreed_by, events};

fn written(write: impl Fn(&mut Writer, &mut BytesMut)) -> Vec<u8> {
    let mut writer = Writer::server(Agreed::default());
    let mut output = BytesMut::from(&b"before"[..]);
    write(&mut writer, &mut output);
    output.strip_prefix(b"before").unwrap().to_vec()
}

#[test]
fn heads_have_the_shortest_length() {
    for (size, head) in [
        (0, &b"\x82\x00"[..]),
        (125, b"\x82\x7d"),
        (126, b"\x82\x7e\x00\x7e"),
        (65535, b"\x82\x7e\xff\xff"),
        (65536, b"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ] {
        let frame = written(|writer, output| writer.write_binary(&vec![7; size], output));
        assert_eq!(&frame[..head.len()], head);
        assert_eq!(&frame[head.len()..], vec![7; size]);
    }
}

#[test]
fn close_frames() {
    let close = |frame: Option<CloseFrame>| {
        written(|writer, output| writer.write_close(frame.as_ref(), output))
    };
    assert_eq!(close(None), b"\x88\x00");
    assert_eq!(
        close(Some(CloseFrame::new(1008, "pol"))),
        b"\x88\x05\x03\xf0pol"
    );
    let long = close(Some(CloseFrame::new(1000, "é".repeat(100))));
    assert_eq!(long[..4], [0x88, 124, 0x03, 0xe8]);
    assert_eq!(&long[4..], "é".repeat(61).as_bytes());
}

#[test]
fn a_code_that_may_not_be_sent_is_an_error_of_this_side() {
    for code in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, u16::MAX] {
        let frame = CloseFrame::new(code, "a reason");
        let close = written(|writer, output| writer.write_close(Some(&frame), output));
        assert_eq!(close, b"\x88\x02\x03\xf3", "{code}");
    }
    for code in [1000, 1011, 1014, 3000, 4999] {
        let frame = CloseFrame::new(code, "");
        let close = written(|writer, output| writer.write_close(Some(&frame), output));
        assert_eq!(close[2..], code.to_be_bytes(), "{code}");
    }
}

#[test]
fn nothing_is_written_after_a_close() {
    for agreed in [Agreed::default(), agreed_by("permessage-deflate")] {
        for mut writer in [Writer::server(agreed), Writer::client(agreed)] {
            let mut output = BytesMut::new();
            writer.write_close(None, &mut output);
            let closed = output.clone();
            writer.write_text("a", &mut output);
            writer.write_binary(b"a", &mut output);
            writer.write_prepared(&PreparedMessage::text("a"), &mut output);
            writer.write_ping(b"a", &mut output);
            writer.write_pong(b"a", &mut output);
            writer.write_close(Some(&CloseFrame::new(1000, "")), &mut output);
            assert_eq!(output, closed);
        }
    }
}

#[test]
fn control_frames_are_cut() {
    assert_eq!(
        written(|writer, output| writer.write_ping(b"1234", output)),
        b"\x89\x041234"
    );
    let long = written(|writer, output| writer.write_pong(&[9; 200], output));
    assert_eq!(long, [&b"\x8a\x7d"[..], &[9; 125]].concat());
}

#[test]
fn a_client_masks_each_frame_with_a_key_of_its_own() {
    let mut client = Writer::client(Agreed::default());
    let mut wire = BytesMut::new();
    for _ in 0..3 {
        client.write_text("aaaa", &mut wire);
    }
    let keys: Vec<&[u8]> = wire.chunks(10).map(|frame| &frame[2..6]).collect();
    assert!(keys[0] != keys[1] && keys[1] != keys[2], "{keys:?}");

    let mut server = Reader::server(Agreed::default(), 100);
    assert_eq!(
        events(&mut server, &mut wire),
        vec![Event::Text("aaaa".to_owned()); 3]
    );
}

/// Control frames depend on nothing that the writer has written.
#[test]
fn control_frames_need_no_writer() {
    let close = CloseFrame::new(999, "");
    for control in [
        Control::Ping(&[9; 200]),
        Control::Pong(b"1234"),
        Control::Close(None),
        Control::Close(Some(&close)),
    ] {
        let mut alone = BytesMut::from(&b"before"[..]);
        control.write(&mut alone);
        let by_writer = written(|writer, output| match control {
            Control::Ping(payload) => writer.write_ping(payload, output),
            Control::Pong(payload) => writer.write_pong(payload, output),
            Control::Close(frame) => writer.write_close(frame, output),
        });
        assert_eq!(alone.strip_prefix(b"before").unwrap(), by_writer);
    }
}
