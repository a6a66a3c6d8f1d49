//! Laws that hold for all bytes and all messages.

use bytes::{Bytes, BytesMut};
use proptest::collection::vec;
use proptest::prelude::*;
use twinlane_websocket::{Agreed, CloseFrame, Event, Reader, Writer};

use crate::wire::{agreed_by, events, frame};

const LIMIT: usize = 1000;

fn agreements() -> impl Strategy<Value = Agreed> {
    proptest::sample::select(vec![
        Agreed::default(),
        agreed_by("permessage-deflate; client_max_window_bits"),
        agreed_by("permessage-deflate; server_max_window_bits=9; client_max_window_bits=8"),
        agreed_by("permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
    ])
}

fn payloads() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![4 => Just(b'a'), 2 => Just(b'b'), 1 => any::<u8>()];
    prop_oneof![vec(byte.clone(), 0..20), vec(byte, 100..300)]
}

/// Frames that a peer might send, most of them in order.
fn inputs() -> impl Strategy<Value = Vec<u8>> {
    let first = prop_oneof![
        6 => proptest::sample::select(vec![0x81, 0x82, 0x01, 0x00, 0x80, 0xC1, 0x41, 0x89, 0x8A]),
        1 => any::<u8>(),
    ];
    let frames = vec(
        (first, payloads()).prop_map(|(first, payload)| frame(first, &payload)),
        0..8,
    );
    (frames, vec(any::<u8>(), 0..12)).prop_map(|(frames, rest)| [frames.concat(), rest].concat())
}

fn messages() -> impl Strategy<Value = Vec<Event>> {
    let payload = || payloads().prop_map(Bytes::from);
    let control = || vec(any::<u8>(), 0..126).prop_map(Bytes::from);
    vec(
        prop_oneof![
            any::<String>().prop_map(Event::Text),
            payload().prop_map(Event::Binary),
            control().prop_map(Event::Ping),
            control().prop_map(Event::Pong),
        ],
        0..12,
    )
}

fn write(writer: &mut Writer, event: &Event, output: &mut BytesMut) {
    match event {
        Event::Text(text) => writer.write_text(text, output),
        Event::Binary(bytes) => writer.write_binary(bytes, output),
        Event::Ping(payload) => writer.write_ping(payload, output),
        Event::Pong(payload) => writer.write_pong(payload, output),
        Event::Close(frame) => writer.write_close(frame.as_ref(), output),
        Event::Failed(_) => unreachable!("not written"),
    }
}

proptest! {
    #[test]
    fn bytes_may_be_cut_anywhere(
        agreed in agreements(),
        input in inputs(),
        cuts in vec(0_usize..20, 1..60),
    ) {
        let mut whole = Reader::server(agreed, LIMIT);
        let expected = events(&mut whole, &mut BytesMut::from(input.as_slice()));

        let mut reader = Reader::server(agreed, LIMIT);
        let mut arrived = BytesMut::new();
        let mut found = Vec::new();
        let mut rest = input.as_slice();
        for cut in cuts.iter().cycle() {
            let (part, later) = rest.split_at((*cut + usize::from(cuts.len() == 1)).min(rest.len()));
            rest = later;
            arrived.extend_from_slice(part);
            found.extend(events(&mut reader, &mut arrived));
            if rest.is_empty() || cuts.iter().all(|cut| *cut == 0) {
                break;
            }
        }
        arrived.extend_from_slice(rest);
        found.extend(events(&mut reader, &mut arrived));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_one_side_writes_the_other_reads(
        agreed in agreements(),
        messages in messages(),
        code in proptest::sample::select(vec![1000_u16, 1014, 3000, 4999]),
        reason in "[a-zé]{0,60}",
        by_client in any::<bool>(),
    ) {
        let mut messages = messages;
        messages.push(Event::Close(Some(CloseFrame::new(code, reason))));
        let (mut from, mut to) = if by_client {
            (Writer::client(agreed), Reader::server(agreed, usize::MAX))
        } else {
            (Writer::server(agreed), Reader::client(agreed, usize::MAX))
        };
        let mut wire = BytesMut::new();
        for message in &messages {
            write(&mut from, message, &mut wire);
        }
        prop_assert_eq!(events(&mut to, &mut wire), messages);
    }

    #[test]
    fn no_message_is_larger_than_the_limit(agreed in agreements(), input in inputs(), limit in 0_usize..200) {
        let mut reader = Reader::server(agreed, limit);
        for event in events(&mut reader, &mut BytesMut::from(input.as_slice())) {
            match event {
                Event::Text(text) => prop_assert!(text.len() <= limit),
                Event::Binary(bytes) => prop_assert!(bytes.len() <= limit),
                _ => {}
            }
        }
    }

    #[test]
    fn random_bytes(agreed in agreements(), input in vec(any::<u8>(), 0..300)) {
        let mut client = Reader::client(agreed, LIMIT);
        let mut arrived = BytesMut::from(input.as_slice());
        events(&mut client, &mut arrived);
        prop_assert!(arrived.len() <= input.len());
    }
}
