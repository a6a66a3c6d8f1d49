//! Messages for many.

use bytes::BytesMut;
use twinlane_websocket::{Agreed, Event, PreparedMessage, Reader, Writer};

use crate::wire::{agreed_by, events};

const OFFERS: [&str; 4] = [
    "permessage-deflate; client_max_window_bits",
    "permessage-deflate; server_max_window_bits=9",
    "permessage-deflate; server_max_window_bits=10; client_max_window_bits=8",
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
];

/// Among messages of the connection's own, which refer to one another.
#[test]
fn read_by_all() {
    let own = Event::Text("the connection's own words".to_owned());
    let content = "the same words for all. ".repeat(30);
    let prepared = [
        PreparedMessage::text(content.as_str()),
        PreparedMessage::binary(content.clone()),
        PreparedMessage::text(""),
    ];
    let expected = [
        own.clone(),
        Event::Text(content.clone()),
        own.clone(),
        Event::Binary(content.into()),
        own.clone(),
        Event::Text(String::new()),
        own,
    ];
    let all = OFFERS
        .iter()
        .map(|offer| agreed_by(offer))
        .chain([Agreed::default()]);
    for agreed in all {
        for by_client in [false, true] {
            let (mut from, mut to) = if by_client {
                (Writer::client(agreed), Reader::server(agreed, 10_000))
            } else {
                (Writer::server(agreed), Reader::client(agreed, 10_000))
            };
            let mut wire = BytesMut::new();
            from.write_text("the connection's own words", &mut wire);
            for message in &prepared {
                from.write_prepared(message, &mut wire);
                from.write_text("the connection's own words", &mut wire);
            }
            assert_eq!(events(&mut to, &mut wire), expected);
        }
    }
}

#[test]
fn refers_to_no_more_than_the_window() {
    let half: Vec<u8> = (0..500_u32)
        .flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    let message = PreparedMessage::binary([half.clone(), half].concat());
    let size = |offer: &str| {
        let mut wire = BytesMut::new();
        Writer::server(agreed_by(offer)).write_prepared(&message, &mut wire);
        wire.len()
    };
    assert!(size("permessage-deflate; server_max_window_bits=9") > 4000);
    assert!(size("permessage-deflate; server_max_window_bits=10") > 4000);
    assert!(size("permessage-deflate") < 3000);
}

#[test]
fn compressed_where_that_was_agreed_on() {
    let message = PreparedMessage::text("a".repeat(1000));
    let size = |agreed: Agreed| {
        let mut wire = BytesMut::new();
        Writer::server(agreed).write_prepared(&message, &mut wire);
        wire.len()
    };
    assert_eq!(size(Agreed::default()), 1004);
    for offer in OFFERS {
        assert!(size(agreed_by(offer)) < 50, "{offer}");
    }
}

/// A peer takes messages that are not compressed, whatever was agreed on.
#[test]
fn not_compressed_where_that_would_be_larger() {
    let message = PreparedMessage::text("a7f3-09cc");
    let mut wire = BytesMut::new();
    Writer::server(agreed_by(OFFERS[0])).write_prepared(&message, &mut wire);
    assert_eq!(&wire[..], b"\x81\x09a7f3-09cc");
}
