//! Requests as proxies pass them on, and as clients forge them.

mod rfc7239;

use http::request::Parts;
use http::{HeaderName, HeaderValue, Request};

use super::*;
use crate::connection_info::ForwardedClient;

/// The client, scheme and host of a request as a service sees them. `-` is an unknown client; a value that nobody has said is empty.
type Seen = (String, String, String);

const PROXIES: &str = "127.0.0.1, 10.0.0.0/8";

fn parts(headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::get("/").header("host", "inner:8000");
    for (name, value) in headers {
        // As hyper reads it: a byte a character.
        let bytes: Vec<u8> = value.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let name = HeaderName::try_from(*name).unwrap();
        request = request.header(name, HeaderValue::from_bytes(&bytes).unwrap());
    }
    request.body(()).unwrap().into_parts().0
}

fn apply(proxies: &str, read: &str, headers: &[(&str, &str)]) -> Result<Parts, Refusal> {
    let forwarding = Forwarding::new(proxies.parse().unwrap(), read.parse().unwrap(), None);
    let mut parts = parts(headers);
    forwarding.apply(&mut parts, Scheme::Http).map(|()| parts)
}

fn seen(parts: &Parts) -> Seen {
    let client = match parts.extensions.get::<ForwardedClient>() {
        None => String::new(),
        Some(ForwardedClient(None)) => "-".to_owned(),
        Some(ForwardedClient(Some(client))) => client.to_string(),
    };
    let scheme = parts.extensions.get::<Scheme>();
    let scheme = scheme.map_or(String::new(), Scheme::to_string);
    let host = parts.headers.get("host").unwrap().to_str().unwrap();
    (client, scheme, host.to_owned())
}

fn client_of(proxies: &str, lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| (headers::FOR, *line)).collect();
    seen(&apply(proxies, "x-forwarded-for", &lines).unwrap()).0
}

#[test]
fn the_client_is_the_first_from_the_right_that_is_no_proxy() {
    for (lines, client) in [
        (&["192.0.2.1"][..], "192.0.2.1:0"),
        (&["192.0.2.1:4711"], "192.0.2.1:4711"),
        (&["[2001:db8::1]:4711"], "[2001:db8::1]:4711"),
        (&["2001:db8::1"], "[2001:db8::1]:0"),
        (&["192.0.2.1, 10.0.0.1"], "192.0.2.1:0"),
        (&["192.0.2.1,10.0.0.1:80 ,\t10.0.0.2"], "192.0.2.1:0"),
        (&["192.0.2.1", "10.0.0.1", "10.0.0.2"], "192.0.2.1:0"),
        (&["192.0.2.1, ::ffff:10.0.0.1"], "192.0.2.1:0"),
        // Empty entries count for nothing.
        (&["192.0.2.1, "], "192.0.2.1:0"),
        (&["192.0.2.1", ""], "192.0.2.1:0"),
        (&[",,192.0.2.1,, 10.0.0.1,"], "192.0.2.1:0"),
        // All are proxies: the client is one, too.
        (&["10.0.0.3, 10.0.0.2"], "10.0.0.3:0"),
        (&["127.0.0.1"], "127.0.0.1:0"),
        (&[""], ""),
        (&[" , "], ""),
    ] {
        assert_eq!(client_of(PROXIES, lines), client, "{lines:?}");
    }
}

/// The entries of the client stand before those that the proxy adds.
#[test]
fn a_client_that_forges_entries_is_found_all_the_same() {
    let many = "127.0.0.1, ".repeat(100) + "192.0.2.1";
    let huge = "6.6.6.6, ".repeat(6_000) + "192.0.2.1";
    for lines in [
        &["6.6.6.6, 192.0.2.1"][..],
        &["6.6.6.6", "192.0.2.1"],
        &["127.0.0.1, 192.0.2.1"],
        &["10.0.0.1", "127.0.0.1, 192.0.2.1, 10.0.0.9"],
        &["garbage, \"quoted, 192.0.2.1"],
        &["\u{e9}\u{ff}, 192.0.2.1"],
        &["unknown, _hidden, , 192.0.2.1"],
        &["fe80::1%eth0, 192.0.2.1"],
        &[many.as_str()],
        &[huge.as_str()],
        &["127.0.0.1\t,\t192.0.2.1\t"],
    ] {
        assert_eq!(client_of(PROXIES, lines), "192.0.2.1:0", "{lines:?}");
    }
}

/// The proxy's own address in its place would be more than a client may be: many allow more to 127.0.0.1.
#[test]
fn a_client_that_a_proxy_does_not_know_is_unknown_and_not_the_proxy() {
    for line in [
        "unknown",
        "unix:",
        "_hidden",
        "192.0.2.1, unknown",
        "192.0.2.1, fe80::1%eth0",
        "192.0.2.1, 10.0.0.1%1",
        "192.0.2.1:port",
        "192.0.2.1, 10.0.0.1:99999",
        "[::1]x",
        "localhost",
        "0x7f000001",
        "127.1",
        "\u{ff}",
    ] {
        assert_eq!(client_of(PROXIES, &[line]), "-", "{line}");
    }
}

/// As with Uvicorn: a reason to name networks.
#[test]
fn where_everyone_is_a_proxy_the_first_is_the_client() {
    assert_eq!(
        client_of("*", &["6.6.6.6, 192.0.2.1", "10.0.0.1"]),
        "6.6.6.6:0"
    );
    assert_eq!(client_of("*", &["6.6.6.6, garbage"]), "6.6.6.6:0");
    assert_eq!(client_of("*", &["garbage, 192.0.2.1"]), "-");
}

#[test]
fn the_scheme_is_the_last_line_if_it_is_one() {
    for (lines, scheme) in [
        (&["https"][..], "https"),
        (&[" https\t"], "https"),
        (&["http"], "http"),
        (&["wss"], "https"),
        (&["ws"], "http"),
        (&["http", "https"], "https"),
        (&["https", "http"], "http"),
        (&["https", "ftp"], ""),
        (&["https, http"], ""),
        (&["https,https"], ""),
        (&["HTTPS"], ""),
        (&[""], ""),
        (&["javascript"], ""),
        (&["https\u{e9}"], ""),
    ] {
        let lines: Vec<_> = lines.iter().map(|line| (headers::PROTO, *line)).collect();
        let parts = apply(PROXIES, "x-forwarded-proto", &lines).unwrap();
        assert_eq!(seen(&parts).1, scheme, "{lines:?}");
    }
}

#[test]
fn host_and_port_are_those_that_the_client_named() {
    let read = "x-forwarded-proto, x-forwarded-host, x-forwarded-port";
    for (said, host) in [
        (&[("x-forwarded-host", "shop.example")][..], "shop.example"),
        (
            &[("x-forwarded-host", "shop.example:8443")],
            "shop.example:8443",
        ),
        (&[("x-forwarded-host", "[2001:db8::1]")], "[2001:db8::1]"),
        // A proxy adds its own at the end.
        (
            &[("x-forwarded-host", "evil.example, shop.example")],
            "shop.example",
        ),
        (
            &[
                ("x-forwarded-host", "evil.example"),
                ("x-forwarded-host", "shop.example"),
            ],
            "shop.example",
        ),
        (&[("x-forwarded-port", "8443")], "inner:8443"),
        (&[("x-forwarded-port", "80")], "inner"),
        (&[("x-forwarded-port", "443")], "inner:443"),
        (
            &[("x-forwarded-proto", "https"), ("x-forwarded-port", "443")],
            "inner",
        ),
        (
            &[
                ("x-forwarded-host", "[::1]:1"),
                ("x-forwarded-port", "8443"),
            ],
            "[::1]:8443",
        ),
        (&[("x-forwarded-host", "")], "inner:8000"),
    ] {
        let parts = apply(PROXIES, read, said).unwrap();
        assert_eq!(seen(&parts).2, host, "{said:?}");
        assert_eq!(parts.headers.get_all("host").iter().count(), 1);
    }
}

#[test]
fn a_host_a_port_and_a_prefix_that_are_none_are_refused() {
    let read = "x-forwarded-host, x-forwarded-port, x-forwarded-prefix";
    for (name, value) in [
        ("x-forwarded-host", "a/b"),
        ("x-forwarded-host", "user@a"),
        ("x-forwarded-host", "a b"),
        ("x-forwarded-host", "a:99999"),
        ("x-forwarded-host", "http://a"),
        ("x-forwarded-host", "\u{fc}"),
        ("x-forwarded-port", "x"),
        ("x-forwarded-port", "+80"),
        ("x-forwarded-port", "0"),
        ("x-forwarded-port", "65536"),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-prefix", "api"),
    ] {
        assert!(
            apply(PROXIES, read, &[(name, value)]).is_err(),
            "{name}: {value}"
        );
        // A header that is not believed is not read.
        let parts = apply(PROXIES, "x-forwarded-for", &[(name, value)]).unwrap();
        assert_eq!(seen(&parts).2, "inner:8000");
    }
}

/// The host of an absolute target would count for more than the header.
#[test]
fn a_forwarded_host_counts_for_more_than_the_one_of_the_target() {
    let forwarding = Forwarding::new(
        PROXIES.parse().unwrap(),
        "x-forwarded-host".parse().unwrap(),
        None,
    );
    let mut parts = parts(&[("x-forwarded-host", "shop.example")]);
    parts.uri = "http://inner/items?a=b".parse().unwrap();
    forwarding.apply(&mut parts, Scheme::Http).unwrap();
    assert_eq!(seen(&parts).2, "shop.example");
    assert_eq!(parts.uri, "/items?a=b");
}

#[test]
fn what_is_not_named_is_not_read() {
    let all = [
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "shop.example"),
        ("x-forwarded-port", "8443"),
        ("x-forwarded-prefix", "/api"),
        ("forwarded", "for=192.0.2.9;proto=http;host=other.example"),
        ("x-real-ip", "192.0.2.2"),
        ("x-forwarded-ssl", "on"),
        ("x-forwarded-server", "server"),
    ];
    let owned = |client: &str, scheme: &str, host: &str| {
        (client.to_owned(), scheme.to_owned(), host.to_owned())
    };
    for (read, expected) in [
        (
            "x-forwarded-for,x-forwarded-proto",
            owned("192.0.2.1:0", "https", "inner:8000"),
        ),
        ("x-forwarded-for", owned("192.0.2.1:0", "", "inner:8000")),
        ("x-forwarded-proto", owned("", "https", "inner:8000")),
        ("x-forwarded-host", owned("", "", "shop.example")),
        ("forwarded", owned("192.0.2.9:0", "http", "other.example")),
        ("x-forwarded-prefix", owned("", "", "inner:8000")),
    ] {
        assert_eq!(
            seen(&apply(PROXIES, read, &all).unwrap()),
            expected,
            "{read}"
        );
    }
}

#[test]
fn a_request_without_such_headers_is_left_alone() {
    let headers = [
        ("x-forwarded", "a"),
        ("x-request-id-of-mine", "b"),
        ("user-agent", "c"),
    ];
    let parts = apply(PROXIES, "x-forwarded-for,x-forwarded-proto", &headers).unwrap();
    assert!(parts.extensions.is_empty());
    assert_eq!(parts.headers.len(), 4);
}

#[test]
fn a_prefix_is_the_proxys_or_else_the_operators() {
    let root_path = Some("/operator".parse().unwrap());
    let read = "x-forwarded-prefix".parse().unwrap();
    let of_proxy = Forwarding::new(PROXIES.parse().unwrap(), read, root_path.clone());
    let of_stranger = Forwarding::of_strangers(root_path).unwrap();
    for (said, of_a_proxy, of_others) in [
        (&[][..], Some("/operator"), "/operator"),
        (
            &[("x-forwarded-prefix", "/proxy/")],
            Some("/proxy"),
            "/operator",
        ),
        (
            &[("x-forwarded-prefix", "/client, /proxy")],
            Some("/proxy"),
            "/operator",
        ),
        (&[("x-forwarded-prefix", "/")], None, "/operator"),
        (
            &[("x-forwarded-prefix", "")],
            Some("/operator"),
            "/operator",
        ),
    ] {
        for (forwarding, expected) in [(&of_proxy, of_a_proxy), (&of_stranger, Some(of_others))] {
            let mut parts = parts(said);
            forwarding.apply(&mut parts, Scheme::Http).unwrap();
            let prefix: Option<&ForwardedPrefix> = parts.extensions.get();
            assert_eq!(prefix.map(ForwardedPrefix::as_str), expected, "{said:?}");
        }
    }
    // The other headers of a stranger are not read either.
    let mut parts = parts(&[
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "a/b"),
    ]);
    of_stranger.apply(&mut parts, Scheme::Http).unwrap();
    assert_eq!(
        seen(&parts),
        (String::new(), String::new(), "inner:8000".to_owned())
    );
    assert!(Forwarding::of_strangers(None).is_none());
}
