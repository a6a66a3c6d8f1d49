use http::Request;

use super::*;

/// The response to a POST by https to `a.example`, with these headers.
fn checked(
    check: &CsrfCheck,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Option<CsrfRefusal> {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("host", "a.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    check
        .check(&parts, Scheme::Https, || DecodedPath::new(path))
        .err()
}

fn plain() -> CsrfCheck {
    CsrfCheck::new(&CsrfRules::default()).unwrap()
}

const SITE: &str = "sec-fetch-site";

#[test]
fn the_site_decides_if_it_is_there() {
    let check = plain();
    for (headers, refusal) in [
        (&[(SITE, "same-origin")][..], None),
        (&[(SITE, "none")], None),
        // A proxy that hides the host does no harm.
        (
            &[(SITE, "same-origin"), ("origin", "https://b.example")],
            None,
        ),
        (&[(SITE, "cross-site")], Some(CsrfRefusal::Site)),
        (&[(SITE, "same-site")], Some(CsrfRefusal::Site)),
        (&[(SITE, "garbage")], Some(CsrfRefusal::Site)),
        (&[(SITE, "")], Some(CsrfRefusal::Site)),
        (&[(SITE, "Same-Origin")], Some(CsrfRefusal::Site)),
        (
            &[(SITE, "same-origin, cross-site")],
            Some(CsrfRefusal::Site),
        ),
        (
            &[(SITE, "cross-site"), ("origin", "https://a.example")],
            Some(CsrfRefusal::Site),
        ),
        (
            &[(SITE, "same-origin"), (SITE, "cross-site")],
            Some(CsrfRefusal::Doubled),
        ),
        (
            &[(SITE, "same-origin"), (SITE, "same-origin")],
            Some(CsrfRefusal::Doubled),
        ),
    ] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "X"] {
            assert_eq!(
                checked(&check, method, "/", headers),
                refusal,
                "{method} {headers:?}"
            );
        }
    }
}

#[test]
fn the_origin_decides_if_there_is_no_site() {
    let check = plain();
    for (origins, refusal) in [
        (&[][..], None),
        (&["https://a.example"], None),
        (&["https://A.example:443"], None),
        (&["http://a.example"], Some(CsrfRefusal::Origin)),
        (&["https://a.example:8443"], Some(CsrfRefusal::Origin)),
        (&["https://b.a.example"], Some(CsrfRefusal::Origin)),
        (&["https://a.example.b"], Some(CsrfRefusal::Origin)),
        (&["https://a.example/"], Some(CsrfRefusal::Origin)),
        (&["null"], Some(CsrfRefusal::Origin)),
        (&[""], Some(CsrfRefusal::Origin)),
        (
            &["https://a.example", "https://a.example"],
            Some(CsrfRefusal::Doubled),
        ),
    ] {
        let headers: Vec<_> = origins.iter().map(|origin| ("origin", *origin)).collect();
        assert_eq!(
            checked(&check, "POST", "/", &headers),
            refusal,
            "{origins:?}"
        );
    }
}

#[test]
fn what_changes_nothing_passes_unless_it_is_a_handshake() {
    let check = plain();
    let cross_site = (SITE, "cross-site");
    for method in ["GET", "HEAD", "OPTIONS"] {
        assert_eq!(checked(&check, method, "/", &[cross_site]), None);
    }
    let handshake = [
        cross_site,
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
    ];
    assert_eq!(
        checked(&check, "GET", "/", &handshake),
        Some(CsrfRefusal::Site)
    );
    let named = [("origin", "https://b.example"), ("upgrade", "WebSocket")];
    assert_eq!(
        checked(&check, "GET", "/", &named),
        Some(CsrfRefusal::Origin)
    );
    assert_eq!(
        checked(&check, "GET", "/", &[("upgrade", "websocket")]),
        None
    );
}

#[test]
fn a_trusted_origin_may_ask() {
    let check = CsrfCheck::new(&CsrfRules {
        trusted_origins: vec!["https://b.example".to_owned()],
        ..CsrfRules::default()
    })
    .unwrap();
    let cross_site = (SITE, "cross-site");
    let post = |headers: &[(&str, &str)]| checked(&check, "POST", "/", headers);
    assert_eq!(
        post(&[cross_site, ("origin", "https://b.example:443")]),
        None
    );
    assert_eq!(post(&[("origin", "https://b.example")]), None);
    assert_eq!(
        post(&[cross_site, ("origin", "http://b.example")]),
        Some(CsrfRefusal::Site)
    );
    assert_eq!(post(&[cross_site]), Some(CsrfRefusal::Site));
    let twice = [
        cross_site,
        ("origin", "https://b.example"),
        ("origin", "https://c.example"),
    ];
    assert_eq!(post(&twice), Some(CsrfRefusal::Doubled));
}

#[test]
fn an_exempt_path_may_be_asked() {
    let check = CsrfCheck::new(&CsrfRules {
        exempt_paths: vec!["/hooks/{name}".to_owned(), "/in/{rest:path}".to_owned()],
        ..CsrfRules::default()
    })
    .unwrap();
    let cross_site = [(SITE, "cross-site"), (SITE, "cross-site")];
    for path in ["/hooks/a", "/hooks/%61", "/in/a/b"] {
        assert_eq!(checked(&check, "POST", path, &cross_site), None, "{path}");
    }
    for path in [
        "/hooks",
        "/hooks/a/b",
        "/HOOKS/a",
        "/hooks/a/",
        "/",
        "/other",
    ] {
        let refusal = checked(&check, "POST", path, &cross_site);
        assert_eq!(refusal, Some(CsrfRefusal::Doubled), "{path}");
    }
}

#[test]
fn rules_that_cannot_work_are_told() {
    let texts = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let rules = CsrfRules {
        trusted_origins: texts(&[
            "https://a.example",
            "*",
            "https://*.a.example",
            "https://a.example/",
            "null",
            "https://bücher.example",
        ]),
        exempt_paths: texts(&["/a", "b", "/{", "/a"]),
    };
    let mistakes = CsrfCheck::new(&rules).unwrap_err();
    assert_eq!(mistakes.len(), 7);
    let of_name = "`https://bücher.example` is no origin: browsers write the name of a host in ASCII, as in `https://xn--";
    assert!(
        mistakes.iter().any(|told| told.starts_with(of_name)),
        "{mistakes:?}"
    );
    let xn = texts(&["https://xn--bcher-kva.example"]);
    let check = CsrfCheck::new(&CsrfRules {
        trusted_origins: xn,
        ..CsrfRules::default()
    });
    let headers = [
        (SITE, "cross-site"),
        ("origin", "https://xn--bcher-kva.example"),
    ];
    assert_eq!(checked(&check.unwrap(), "POST", "/", &headers), None);
}
