//! Offers of compression, and what is answered.

use http::Method;
use twinlane_websocket::Handshake;

use crate::wire::headers;

/// Uvicorn's answers, byte by byte. Errors are without the header's name and value.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn answered_as_by_uvicorn() {
    let rows: &[(&str, Result<Option<&str>, &str>)] = &[
        (
            "permessage-deflate; client_max_window_bits",
            Ok(Some(
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12",
            )),
        ),
        (
            "permessage-deflate",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            Ok(Some(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12",
            )),
        ),
        (
            "permessage-deflate; server_max_window_bits=10",
            Ok(Some("permessage-deflate; server_max_window_bits=10")),
        ),
        ("permessage-deflate; foo", Ok(None)),
        (
            "permessage-deflate; foo, permessage-deflate",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        (
            "permessage-deflate; client_max_window_bits=8",
            Ok(Some(
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=8",
            )),
        ),
        (
            "permessage-deflate; client_max_window_bits=9",
            Ok(Some(
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=9",
            )),
        ),
        (
            "permessage-deflate; client_max_window_bits=15",
            Ok(Some(
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12",
            )),
        ),
        ("permessage-deflate; client_max_window_bits=16", Ok(None)),
        ("permessage-deflate; client_max_window_bits=08", Ok(None)),
        ("permessage-deflate; server_max_window_bits=8", Ok(None)),
        (
            "permessage-deflate; server_max_window_bits=9",
            Ok(Some("permessage-deflate; server_max_window_bits=9")),
        ),
        ("permessage-deflate; server_max_window_bits=16", Ok(None)),
        (
            "permessage-deflate; server_max_window_bits=15",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        ("permessage-deflate; server_max_window_bits", Ok(None)),
        (
            "permessage-deflate; server_max_window_bits=8, permessage-deflate",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        (
            "permessage-deflate; server_max_window_bits=\"10\"",
            Ok(Some("permessage-deflate; server_max_window_bits=10")),
        ),
        (
            "permessage-deflate; client_max_window_bits=\"1\\0\"",
            Ok(Some(
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=10",
            )),
        ),
        (
            "permessage-deflate; server_max_window_bits=\"\"",
            Err("invalid quoted header content at 43"),
        ),
        (
            "permessage-deflate; server_max_window_bits=\"1 0\"",
            Err("invalid quoted header content at 43"),
        ),
        (
            "permessage-deflate; server_max_window_bits=\"10",
            Err("expected quoted string at 43"),
        ),
        (
            "permessage-deflate; server_max_window_bits=",
            Err("expected token at 43"),
        ),
        (
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            Ok(None),
        ),
        ("permessage-deflate; server_no_context_takeover=1", Ok(None)),
        (
            "permessage-deflate; server_max_window_bits=10; server_max_window_bits=11",
            Ok(None),
        ),
        (
            "permessage-deflate; client_max_window_bits; client_max_window_bits",
            Ok(None),
        ),
        (
            "permessage-deflate; client_max_window_bits; server_max_window_bits=10; client_no_context_takeover; server_no_context_takeover",
            Ok(Some(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=12",
            )),
        ),
        (
            "permessage-deflate, permessage-deflate; server_max_window_bits=9",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        (
            "foo; bar=1, permessage-deflate",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        ("foo", Ok(None)),
        (
            "x-webkit-deflate-frame, permessage-deflate",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        ("PERMESSAGE-DEFLATE", Ok(None)),
        ("permessage-deflate; Server_No_Context_Takeover", Ok(None)),
        (
            ",, permessage-deflate ,, ",
            Ok(Some("permessage-deflate; server_max_window_bits=12")),
        ),
        (
            "permessage-deflate\t;\tserver_max_window_bits\t=\t10 ,",
            Ok(Some("permessage-deflate; server_max_window_bits=10")),
        ),
        ("permessage-deflate;", Err("expected token at 19")),
        ("permessage-deflate foo", Err("expected comma at 19")),
        ("permessage-deflate; a=é", Err("expected token at 22")),
        (
            "permessage-deflate; a=\"é\"",
            Err("expected quoted string at 22"),
        ),
        (
            "permessage-deflate; a=\"\\é\"",
            Err("invalid quoted header content at 22"),
        ),
        (
            "permessage-deflate;server_max_window_bits=10;client_max_window_bits=11",
            Ok(Some(
                "permessage-deflate; server_max_window_bits=10; client_max_window_bits=11",
            )),
        ),
    ];
    for (offer, expected) in rows {
        assert_eq!(
            answer(&[offer]),
            expected
                .map(|answer| answer.map(str::to_owned))
                .map_err(str::to_owned),
            "{offer}"
        );
    }
}

#[test]
fn in_two_headers() {
    let answer = answer(&["foo", "permessage-deflate"]);
    assert_eq!(
        answer.unwrap().unwrap(),
        "permessage-deflate; server_max_window_bits=12"
    );
}

#[test]
fn not_wanted_here() {
    let headers = headers(&[("sec-websocket-extensions", &["permessage-deflate"])]);
    let (headers, agreed) = Handshake::of(&Method::GET, &headers).unwrap().accept(false);
    assert!(!headers.contains_key("sec-websocket-extensions"));
    assert!(!agreed.is_compressed());
}

/// The header of the response, or the sentence of the refusal.
fn answer(offers: &[&str]) -> Result<Option<String>, String> {
    let handshake = Handshake::of(
        &Method::GET,
        &headers(&[("sec-websocket-extensions", offers)]),
    );
    let handshake = handshake.map_err(|refusal| {
        assert_eq!(refusal.status, 400);
        let start =
            "Failed to open a WebSocket connection: invalid Sec-WebSocket-Extensions header: ";
        let sentence = refusal.text.strip_prefix(start).unwrap();
        let end = format!(" in {}.\n", offers.concat());
        sentence.strip_suffix(&end).unwrap().to_owned()
    })?;
    let (headers, agreed) = handshake.accept(true);
    let answer = headers
        .get("sec-websocket-extensions")
        .map(|answer| answer.to_str().unwrap().to_owned());
    assert_eq!(agreed.is_compressed(), answer.is_some());
    Ok(answer)
}
