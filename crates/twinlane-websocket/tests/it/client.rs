//! The client's side of the handshake.

use http::header::{HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use twinlane_websocket::{ClientHandshake, Handshake, asks_for_websocket};

const SWITCHED: StatusCode = StatusCode::SWITCHING_PROTOCOLS;

#[test]
fn agrees_with_the_server() {
    for (offered, wanted) in [(true, true), (true, false), (false, true), (false, false)] {
        let client = ClientHandshake::new(offered);
        let request = client.headers();
        assert!(asks_for_websocket(&request));
        let (response, servers) = Handshake::of(&Method::GET, &request)
            .unwrap()
            .accept(wanted);
        assert_eq!(client.check(SWITCHED, &response), Ok(servers));
        assert_eq!(servers.is_compressed(), offered && wanted);
    }
}

#[test]
fn keys_differ() {
    let key = || ClientHandshake::new(false).headers()["sec-websocket-key"].clone();
    assert_ne!(key(), key());
}

#[test]
fn refuses_what_is_no_answer() {
    let client = ClientHandshake::new(true);
    let (good, _) = Handshake::of(&Method::GET, &client.headers())
        .unwrap()
        .accept(true);
    let check = |name: &'static str, value: &'static str| {
        let mut headers: HeaderMap = good.clone();
        headers.insert(name, HeaderValue::from_static(value));
        client.check(SWITCHED, &headers)
    };
    assert!(
        client
            .check(StatusCode::FORBIDDEN, &good)
            .unwrap_err()
            .contains("HTTP 403")
    );
    assert!(check("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").is_err());
    assert!(check("upgrade", "h2c").is_err());
    assert!(check("connection", "close").is_err());
    for extensions in [
        "foo",
        "permessage-deflate; foo",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate, permessage-deflate",
        "permessage-deflate; ;",
    ] {
        assert!(
            check("sec-websocket-extensions", extensions).is_err(),
            "{extensions}"
        );
    }
    for extensions in [
        "permessage-deflate",
        "permessage-deflate; server_max_window_bits=8; client_max_window_bits=9",
    ] {
        assert!(
            check("sec-websocket-extensions", extensions)
                .unwrap()
                .is_compressed()
        );
    }

    let silent = ClientHandshake::new(false);
    let (mut headers, _) = Handshake::of(&Method::GET, &silent.headers())
        .unwrap()
        .accept(true);
    headers.insert(
        "sec-websocket-extensions",
        HeaderValue::from_static("permessage-deflate"),
    );
    assert!(
        silent
            .check(SWITCHED, &headers)
            .unwrap_err()
            .contains("not offered")
    );
}
