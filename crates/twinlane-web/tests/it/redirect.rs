use http::header::{CONTENT_LENGTH, HOST, LOCATION};
use http::{HeaderValue, Request, StatusCode};
use http_body::Body as _;
use twinlane_web::path::DecodedPath;
use twinlane_web::{Scheme, redirect, url};

/// The location to which a request for the target, with this `Host` header, is redirected when a slash is added to its path.
fn location(target: &str, host: Option<&[u8]>) -> String {
    let mut request = Request::get(target).body(()).unwrap();
    if let Some(host) = host {
        request
            .headers_mut()
            .insert(HOST, HeaderValue::from_bytes(host).unwrap());
    }
    let (parts, ()) = request.into_parts();
    let path = format!("{}/", DecodedPath::new(parts.uri.path()));
    let response = redirect::slash(&parts, url::scheme(&parts), &path);
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}

#[test]
fn the_answer_is_a_307_without_content() {
    let (parts, ()) = Request::get("/items").body(()).unwrap().into_parts();
    let response = redirect::slash(&parts, Scheme::Http, "/items/");
    assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(response.headers().len(), 2);
    assert_eq!(response.headers()[CONTENT_LENGTH], "0");
    assert!(response.body().is_end_stream());
}

/// Recorded from FastAPI 0.165.
#[test]
fn the_location_is_escaped_as_starlette_does() {
    for (target, expected) in [
        ("/items", "http://h/items/"),
        ("/items?", "http://h/items/"),
        ("/items?a=b%20c&d=e", "http://h/items/?a=b%20c&d=e"),
        ("/p/a%20b", "http://h/p/a%20b/"),
        ("/p/a%3Fb%23c%5C%25", "http://h/p/a%3Fb%23c%5C%/"),
        ("/p/%E9", "http://h/p/%EF%BF%BD/"),
        ("/p/%C3%A9", "http://h/p/%C3%A9/"),
        ("/p/a%00%7f%80", "http://h/p/a%00%7F%EF%BF%BD/"),
        (
            "/p/a;x=y&@:!$'()*+,[]~%5E%7C%60%7B%7D%22%3C%3E",
            "http://h/p/a;x=y&@:!$'()*+,[]~%5E%7C%60%7B%7D%22%3C%3E/",
        ),
    ] {
        assert_eq!(location(target, Some(b"h")), expected, "{target}");
    }
}

/// Recorded from FastAPI 0.165.
#[test]
fn a_host_is_taken_as_it_was_sent() {
    for host in [
        "EX.com:80",
        "[::1]:99",
        "[::1]",
        "x_y",
        "a,b;c=d!$&'()*+~-.",
        "x:00080",
        "x:65535",
    ] {
        assert_eq!(
            location("/items", Some(host.as_bytes())),
            format!("http://{host}/items/")
        );
    }
}

#[test]
fn what_names_no_host_is_ignored() {
    let hosts: [&[u8]; 16] = [
        b"",
        b"a b",
        b"\xc3\xa9",
        b"[::g]",
        b"[::1",
        b"[::1]x",
        b"[v.a]",
        b"x:99999",
        b"[v1.a:b]",
        b"x_y%20",
        b"127.1",
        b"u:p@a",
        b"x:abc",
        b"x:1:2",
        b"a@b",
        b"a/b",
    ];
    for host in hosts {
        assert_eq!(
            location("/items?x", Some(host)),
            "/items/?x",
            "{}",
            host.escape_ascii()
        );
    }
}

#[test]
fn without_a_host_the_location_cannot_be_taken_for_one() {
    assert_eq!(location("//evil.example", None), "/%2Fevil.example/");
    assert_eq!(
        location("//evil.example", Some(b"h")),
        "http://h//evil.example/"
    );
}

/// RFC 9112, section 3.2.2: a `Host` header beside an authority is ignored.
#[test]
fn the_authority_of_the_target_counts() {
    let target = "https://a.example:8443/items";
    for host in [None, Some(b"h".as_slice()), Some(b"a/b")] {
        assert_eq!(location(target, host), "https://a.example:8443/items/");
    }
    assert_eq!(location("http://u:p@a/items", Some(b"h")), "/items/");
    assert_eq!(location("javascript://a/items", None), "http://a/items/");
}
