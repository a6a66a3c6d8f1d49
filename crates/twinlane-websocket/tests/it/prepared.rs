//! Messages for many.

use bytes::BytesMut;
use twinlane_websocket::{Agreed, Event, PreparedMessage, Protocol};

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
    let content = "the same words, the same words, which are in no other message. ".repeat(30);
    let prepared = [
        PreparedMessage::text(content.as_str()),
        PreparedMessage::binary(content.clone()),
        PreparedMessage::text(""),
    ];
    let all = OFFERS
        .iter()
        .map(|offer| agreed_by(offer))
        .chain([Agreed::default()]);
    for agreed in all {
        for by_client in [false, true] {
            let server = Protocol::server(agreed, 10_000);
            let client = Protocol::client(agreed, 10_000);
            let (mut from, mut to) = if by_client {
                (client, server)
            } else {
                (server, client)
            };
            let mut wire = BytesMut::new();
            let mut expected = Vec::new();
            for message in &prepared {
                from.write_text(&content, &mut wire);
                from.write_text(&content, &mut wire);
                expected.extend(vec![Event::Text(content.clone()); 2]);
                from.write_prepared(message, &mut wire);
            }
            expected.insert(2, Event::Text(content.clone()));
            expected.insert(5, Event::Binary(content.clone().into()));
            expected.push(Event::Text(String::new()));
            assert_eq!(events(&mut to, &mut wire), expected);
        }
    }
}

#[test]
fn compressed_where_that_was_agreed_on() {
    let message = PreparedMessage::text("a".repeat(1000));
    let size = |agreed: Agreed| {
        let mut wire = BytesMut::new();
        Protocol::server(agreed, 100).write_prepared(&message, &mut wire);
        wire.len()
    };
    assert_eq!(size(Agreed::default()), 1004);
    for offer in OFFERS {
        assert!(size(agreed_by(offer)) < 50, "{offer}");
    }
}
