//! A handshake, and what it is answered.

use http::{HeaderMap, Method};
use twinlane_websocket::{Handshake, Refusal, asks_for_websocket};

use crate::wire::{KEY, headers};

type Changes<'c> = &'c [(&'c str, &'c [&'c str])];

fn refused(method: &Method, changes: Changes<'_>) -> Refusal {
    Handshake::of(method, &headers(changes)).unwrap_err()
}

fn lines(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let lines = headers.iter();
    lines
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect()
}

#[test]
fn accepted() {
    let handshake = Handshake::of(&Method::GET, &headers(&[])).unwrap();
    let (headers, agreed) = handshake.accept(true);
    assert_eq!(
        lines(&headers),
        [
            ("upgrade", "websocket"),
            ("connection", "Upgrade"),
            ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        ]
    );
    assert!(!agreed.is_compressed());
    assert!(handshake.subprotocols().is_empty());
}

#[test]
fn refused_with_405() {
    for (method, length) in [
        (Method::POST, "70"),
        (Method::PUT, "69"),
        (Method::HEAD, "70"),
    ] {
        let refusal = refused(
            &method,
            &[("sec-websocket-key", &[]), ("content-length", &["3"])],
        );
        assert_eq!(refusal.status, 405);
        assert_eq!(
            lines(&refusal.headers),
            [
                ("connection", "close"),
                ("content-length", length),
                ("content-type", "text/plain; charset=utf-8"),
                ("allow", "GET"),
            ]
        );
        assert_eq!(
            refusal.text,
            format!("Failed to open a WebSocket connection: unsupported HTTP method: {method}.\n")
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn refused_with_400() {
    let rows: &[(Changes<'_>, &str)] = &[
        (
            &[("sec-websocket-version", &[])],
            "missing Sec-WebSocket-Version header",
        ),
        (
            &[("sec-websocket-version", &["8"])],
            "invalid Sec-WebSocket-Version header: 8",
        ),
        (
            &[("sec-websocket-version", &["13", "13"])],
            "invalid Sec-WebSocket-Version header: multiple values",
        ),
        (
            &[("sec-websocket-version", &[""])],
            "empty Sec-WebSocket-Version header",
        ),
        (
            &[("sec-websocket-version", &["13, 8"])],
            "invalid Sec-WebSocket-Version header: 13, 8",
        ),
        (
            &[("sec-websocket-key", &[])],
            "missing Sec-WebSocket-Key header",
        ),
        (
            &[("sec-websocket-key", &[KEY, KEY])],
            "invalid Sec-WebSocket-Key header: multiple values",
        ),
        (
            &[("sec-websocket-key", &[""])],
            "empty Sec-WebSocket-Key header",
        ),
        (
            &[("sec-websocket-key", &["é"])],
            "invalid Sec-WebSocket-Key header: é; Only base64 data is allowed",
        ),
        (
            &[("sec-websocket-key", &[""]), ("sec-websocket-version", &[])],
            "empty Sec-WebSocket-Key header",
        ),
        (
            &[("connection", &["a b, upgrade"])],
            "invalid Connection header: expected comma at 2 in a b, upgrade",
        ),
        (
            &[("upgrade", &["a/", "websocket"])],
            "invalid Upgrade header: expected comma at 1 in a/",
        ),
        (
            &[("origin", &["http://a", "http://b"])],
            "invalid Origin header: multiple values",
        ),
        (
            &[("sec-websocket-protocol", &["a b"])],
            "invalid Sec-WebSocket-Protocol header: expected comma at 2 in a b",
        ),
        (
            &[("sec-websocket-extensions", &[""])],
            "invalid Sec-WebSocket-Extensions header: expected token at 0 in ",
        ),
        (
            &[("sec-websocket-extensions", &["a b"])],
            "invalid Sec-WebSocket-Extensions header: expected comma at 2 in a b",
        ),
    ];
    for (changes, sentence) in rows {
        let refusal = refused(&Method::GET, changes);
        assert_eq!(refusal.status, 400, "{changes:?}");
        let text = format!("Failed to open a WebSocket connection: {sentence}.\n");
        assert_eq!(refusal.text, text);
        assert_eq!(
            lines(&refusal.headers),
            [
                ("connection", "close"),
                ("content-length", text.len().to_string().as_str()),
                ("content-type", "text/plain; charset=utf-8"),
            ]
        );
    }
}

#[test]
fn keys() {
    let rows = [
        ("dGhlIHNhbXBsZSBub25jZQ==", None),
        ("dGhlIHNhbXBsZSBub25jZR==", None),
        ("AAAA", Some("")),
        ("AAAAAAAAAAAAAAAAAAAAAA", Some("; Incorrect padding")),
        ("AAAAAAAAAAAAAAAAAAAAAA=", Some("; Incorrect padding")),
        (
            "AAAAAAAAAAAAAAAAAAAAAA===",
            Some("; Excess data after padding"),
        ),
        (
            "AAAAAAAAAAAAAAAAAAAAAA==A",
            Some("; Excess data after padding"),
        ),
        (
            "=AAAAAAAAAAAAAAAAAAAAAA",
            Some("; Leading padding not allowed"),
        ),
        (
            "AAAAAAAAAAAAAAAAAAAAA",
            Some(
                "; Invalid base64-encoded string: number of data characters (21) cannot be 1 more than a multiple of 4",
            ),
        ),
        (
            "AA=AAAAAAAAAAAAAAAAAAAA=",
            Some("; Discontinuous padding not allowed"),
        ),
        (
            "AAAAAAAAAAAAAAAAAAAA-_==",
            Some("; Only base64 data is allowed"),
        ),
        (
            "AAAA AAAAAAAAAAAAAAAAAA==",
            Some("; Only base64 data is allowed"),
        ),
        ("AAAA=", Some("")),
        ("AAAAAAAAAAAAAAAAAAAAAAAA", Some("")),
        (
            "A",
            Some(
                "; Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4",
            ),
        ),
        ("AA==AA==", Some("; Excess data after padding")),
        (
            "AAAAAAAAAAAAAAAAAAAA=AA=",
            Some("; Discontinuous padding not allowed"),
        ),
        ("AAA=A", Some("; Excess data after padding")),
    ];
    for (key, why) in rows {
        let result = Handshake::of(&Method::GET, &headers(&[("sec-websocket-key", &[key])]));
        let text = result.err().map(|refusal| refusal.text);
        let expected = why.map(|why| {
            format!("Failed to open a WebSocket connection: invalid Sec-WebSocket-Key header: {key}{why}.\n")
        });
        assert_eq!(text, expected);
    }
}

#[test]
fn refused_with_426() {
    for (protocols, named) in [
        (&["websocket", "websocket"], "websocket, websocket"),
        (&["h2c", "websocket"], "h2c, websocket"),
    ] {
        let refusal = refused(&Method::GET, &[("upgrade", protocols)]);
        assert_eq!(refusal.status, 426);
        assert_eq!(refusal.headers["upgrade"], "websocket");
        assert_eq!(
            refusal.text,
            format!(
                "Failed to open a WebSocket connection: invalid Upgrade header: {named}.\n\nYou cannot access a WebSocket server \
                 directly with a browser. You need a WebSocket client.\n"
            )
        );
    }
}

/// Uvicorn says nothing and keeps the connection open.
#[test]
fn a_body_is_refused() {
    let refusal = refused(&Method::GET, &[("content-length", &["5"])]);
    assert_eq!(refusal.status, 400);
    assert!(
        refusal.text.contains("unsupported request body"),
        "{}",
        refusal.text
    );
    let refusal = refused(&Method::GET, &[("transfer-encoding", &["chunked"])]);
    assert!(
        refusal.text.contains("transfer codings aren't supported"),
        "{}",
        refusal.text
    );
    assert!(Handshake::of(&Method::GET, &headers(&[("content-length", &["0"])])).is_ok());
}

#[test]
fn subprotocols() {
    let rows: &[(&[&str], &[&str])] = &[
        (&["a"], &["a"]),
        (&["a", "b"], &["a", "b"]),
        (&["a,, b,"], &["a", "", "b", ""]),
        (&[", a"], &["", "a"]),
    ];
    for (values, expected) in rows {
        let headers = headers(&[("sec-websocket-protocol", values)]);
        let handshake = Handshake::of(&Method::GET, &headers).unwrap();
        assert_eq!(handshake.subprotocols(), *expected, "{values:?}");
    }
}

#[test]
fn asked_for() {
    let rows: &[(Changes<'_>, bool)] = &[
        (&[], true),
        (&[("connection", &["keep-alive, Upgrade"])], true),
        (&[("connection", &["keep-alive", "upgrade"])], true),
        (&[("connection", &["upgrade", "keep-alive"])], false),
        (&[("connection", &[])], false),
        (&[("connection", &["keep-alive"])], false),
        (&[("upgrade", &[])], false),
        (&[("upgrade", &["h2c"])], false),
        (&[("upgrade", &["WebSocket"])], true),
        (&[("upgrade", &["websocket, h2c"])], false),
        (&[("upgrade", &["h2c", "websocket"])], true),
    ];
    for (changes, expected) in rows {
        assert_eq!(
            asks_for_websocket(&headers(changes)),
            *expected,
            "{changes:?}"
        );
    }
}
