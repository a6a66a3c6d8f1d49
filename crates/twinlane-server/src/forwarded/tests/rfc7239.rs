//! The header `Forwarded`.

use super::*;

fn forwarded(lines: &[&str]) -> Result<Seen, Refusal> {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| (headers::FORWARDED, *line))
        .collect();
    apply(PROXIES, "forwarded", &lines).map(|parts| seen(&parts))
}

/// Lines, and what they say: client, scheme, host.
type Row = (
    &'static [&'static str],
    (&'static str, &'static str, &'static str),
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["for=192.0.2.1"], ("192.0.2.1:0", "", "inner:8000")),
    (&["for=192.0.2.60;proto=https;by=203.0.113.43"], ("192.0.2.60:0", "https", "inner:8000")),
    (&["For=\"[2001:db8:cafe::17]:4711\""], ("[2001:db8:cafe::17]:4711", "", "inner:8000")),
    (&["for=192.0.2.1; proto=HTTPS ;host=\"shop.example:8443\""], ("192.0.2.1:0", "https", "shop.example:8443")),
    // Proxies leave out the quotes that this value needs.
    (&["for=[2001:db8::1]:80;host=shop.example:8443"], ("[2001:db8::1]:80", "", "shop.example:8443")),
    (
        &["for=192.0.2.1;proto=https;host=shop.example, for=10.0.0.1;proto=http;host=edge"],
        ("192.0.2.1:0", "https", "shop.example"),
    ),
    (
        &["for=192.0.2.1;proto=https", "for=10.0.0.1;proto=http", "for=10.0.0.2"],
        ("192.0.2.1:0", "https", "inner:8000"),
    ),
    // The elements left of the client are the client's own.
    (&["for=127.0.0.1;proto=https;host=evil.example, for=192.0.2.1"], ("192.0.2.1:0", "", "inner:8000")),
    (&["for=6.6.6.6;host=evil.example", "for=192.0.2.1;proto=http"], ("192.0.2.1:0", "http", "inner:8000")),
    (&["for=unknown"], ("-", "", "inner:8000")),
    (&["for=192.0.2.9, for=_hidden;proto=https"], ("-", "https", "inner:8000")),
    (&["for=\"192.0.2.1:_port\""], ("192.0.2.1:0", "", "inner:8000")),
    (&["for=\"fe80::1%eth0\""], ("-", "", "inner:8000")),
    // A proxy that does not say who has asked it: before it nobody is believed.
    (&["for=192.0.2.1, proto=https"], ("", "https", "inner:8000")),
    (&["for=\"192.0.\\2.1\""], ("192.0.2.1:0", "", "inner:8000")),
    (&["", " , ,", "for=192.0.2.1,"], ("192.0.2.1:0", "", "inner:8000")),
    (&["for=192.0.2.1;proto=ftp;x=\"a,b;c\""], ("192.0.2.1:0", "", "inner:8000")),
    (&[""], ("", "", "inner:8000")),
];

#[test]
fn rfc_7239_is_read_from_the_right() {
    for (lines, (client, scheme, host)) in ROWS {
        let expected = (
            (*client).to_owned(),
            (*scheme).to_owned(),
            (*host).to_owned(),
        );
        assert_eq!(forwarded(lines), Ok(expected), "{lines:?}");
    }
}

/// A client may send the beginning of something that swallows what the proxy adds.
#[test]
fn a_malformed_forwarded_is_refused() {
    let many = "for=127.0.0.1, ".repeat(101);
    for lines in [
        &["for=\"x, for=192.0.2.1"][..],
        &["for=6.6.6.6;x=\", for=\"[2001:db8::1]\""],
        &["for=6.6.6.6;by=\"\\", "for=192.0.2.1"],
        &["for=6.6.6.6;for=192.0.2.1"],
        &["for=192.0.2.1;proto=http;PROTO=https"],
        &["192.0.2.1"],
        &["for"],
        &["for="],
        &["for=\"\""],
        &["=192.0.2.1"],
        &["for =192.0.2.1"],
        &["for= 192.0.2.1"],
        &["for=192.0.2.1 proto=https"],
        &["for=\"192.0.2.1\"proto=https"],
        &["for=192.0.2.1\u{e9}"],
        &["for=192.0.2.1;host=a/b"],
        &["for=192.0.2.1;host=\"\\\"\""],
        &[many.as_str()],
        &["garbage", "for=192.0.2.1"],
    ] {
        assert!(
            forwarded(lines).is_err(),
            "{lines:?}: {:?}",
            forwarded(lines)
        );
    }
}
