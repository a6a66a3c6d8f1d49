use std::time::Duration;

use http::header::HeaderValue;

use super::*;
use crate::Body;

fn rules() -> SecurityHeaderRules {
    SecurityHeaderRules::default()
}

/// The headers of a response that had these, by name.
fn added(
    rules: &SecurityHeaderRules,
    had: &[(&'static str, &'static str)],
    scheme: Scheme,
) -> Vec<(String, String)> {
    let mut response = Response::new(Body::empty());
    for (name, value) in had {
        response
            .headers_mut()
            .insert(*name, HeaderValue::from_static(value));
    }
    let headers = SecurityHeaders::new(rules).unwrap();
    let has_hsts = headers.has_hsts(scheme, Some("a.example"));
    headers.add_to(&mut response, has_hsts, "N0nce");
    let headers = response.headers().iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}

fn value<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    let mut headers = headers.iter();
    headers
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

#[test]
fn the_headers_that_are_there_unless_said() {
    let clear = [
        ("content-security-policy", "frame-ancestors 'none'"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(added(&rules(), &[], Scheme::Http), clear);
    let https = added(&rules(), &[], Scheme::Https);
    assert_eq!(https.len(), 7);
    assert_eq!(
        value(&https, "strict-transport-security"),
        Some("max-age=31536000")
    );
}

#[test]
fn a_header_that_is_there_stays() {
    let had = [
        ("content-security-policy", "default-src 'none'"),
        ("cross-origin-opener-policy", "unsafe-none"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=1"),
        ("x-content-type-options", "own"),
        ("x-frame-options", "SAMEORIGIN"),
    ];
    let expected = had.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(added(&rules(), &had, Scheme::Https), expected);
}

#[test]
fn the_policy_says_who_may_frame() {
    let origin = || vec!["https://b.example".to_owned()];
    for (frames, policy, option) in [
        (
            Frames::SameOrigin,
            Some("frame-ancestors 'self'"),
            Some("SAMEORIGIN"),
        ),
        (
            Frames::These(origin()),
            Some("frame-ancestors 'self' https://b.example"),
            None,
        ),
        (Frames::Anybody, None, None),
    ] {
        let headers = added(
            &SecurityHeaderRules { frames, ..rules() },
            &[],
            Scheme::Http,
        );
        assert_eq!(value(&headers, "content-security-policy"), policy);
        assert_eq!(value(&headers, "x-frame-options"), option);
    }
    let headers = SecurityHeaderRules {
        content_security_policy: Some("default-src 'self'; ".to_owned()),
        ..rules()
    };
    let headers = added(&headers, &[], Scheme::Http);
    let policy = value(&headers, "content-security-policy");
    assert_eq!(policy, Some("default-src 'self'; frame-ancestors 'none'"));
}

#[test]
fn the_nonce_stands_where_it_is_written() {
    let rules = SecurityHeaderRules {
        content_security_policy: Some(
            "script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'".to_owned(),
        ),
        frames: Frames::Anybody,
        ..rules()
    };
    assert!(SecurityHeaders::new(&rules).unwrap().needs_nonce());
    let headers = added(&rules, &[], Scheme::Http);
    let policy = value(&headers, "content-security-policy");
    assert_eq!(
        policy,
        Some("script-src 'nonce-N0nce'; style-src 'self' 'nonce-N0nce'")
    );
}

#[test]
fn hsts_is_sent_by_https_to_hosts_of_others() {
    let hsts = Hsts {
        max_age: Duration::from_hours(365 * 24),
        subdomains: true,
        preload: true,
    };
    let rules = SecurityHeaderRules {
        hsts: Some(hsts),
        ..rules()
    };
    let headers = SecurityHeaders::new(&rules).unwrap();
    let header = |scheme, host| {
        let mut response = Response::new(Body::empty());
        headers.add_to(&mut response, headers.has_hsts(scheme, host), "");
        let value = response.headers().get(STRICT_TRANSPORT_SECURITY)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let all = Some("max-age=31536000; includeSubDomains; preload".to_owned());
    assert_eq!(header(Scheme::Https, Some("a.example")), all);
    assert_eq!(header(Scheme::Https, Some("notlocalhost")), all);
    for (scheme, host) in [
        (Scheme::Http, Some("a.example")),
        (Scheme::Https, Some("LocalHost")),
        (Scheme::Https, Some("a.localhost")),
        (Scheme::Https, None),
    ] {
        assert_eq!(header(scheme, host), None, "{host:?}");
    }
}

#[test]
fn a_page_of_the_framework_and_a_handshake_are_left_alone() {
    let rules = SecurityHeaderRules {
        content_security_policy: Some("script-src 'none'".to_owned()),
        ..rules()
    };
    let headers = SecurityHeaders::new(&rules).unwrap();
    let mut page = Response::new(Body::empty());
    page.extensions_mut().insert(FrameworkPage);
    headers.add_to(&mut page, false, "");
    assert_eq!(
        page.headers()["content-security-policy"],
        "frame-ancestors 'none'"
    );
    assert!(!page.headers().contains_key("cross-origin-opener-policy"));
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    let mut handshake = Response::new(Body::empty());
    *handshake.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    headers.add_to(&mut handshake, true, "");
    assert!(handshake.headers().is_empty());
}

#[test]
fn a_policy_that_browsers_would_ignore_is_told() {
    for (policy, message) in [
        ("", "empty"),
        ("default-src 'self', script-src 'self'", "','"),
        ("default-src é", "'é'"),
        ("default-src\n'self'", "'\\n'"),
        ("script-scr 'self'", "`script-scr` is no directive"),
        ("script-src self", "written with quotes"),
        ("script-src 'self", "one quote"),
        ("script-src 'selfish'", "no word that browsers know"),
        ("script-src 'nonce-{nonc}'", "the nonce is written"),
        ("script-src 'nonce-abc'", "the nonce is written"),
        ("script-src nonce-{nonce}", "the nonce is written"),
        ("report-uri 'nonce-{nonce}'", "no list of sources"),
        ("img-src *; IMG-src 'self'", "twice"),
        ("frame-ancestors 'self'", "said by `frames`"),
        ("script-src 'none' 'self'", "stands alone"),
        ("trusted-types a 'NONE'", "stands alone"),
    ] {
        let rules = SecurityHeaderRules {
            content_security_policy: Some(policy.to_owned()),
            ..rules()
        };
        let mistakes = SecurityHeaders::new(&rules).unwrap_err();
        assert!(
            mistakes.iter().any(|mistake| mistake.contains(message)),
            "{policy}: {mistakes:?}"
        );
    }
    for policy in [
        "default-src 'self'; img-src * data: blob:; script-src 'self' 'sha256-AbC+/=' 'strict-dynamic' 'nonce-{nonce}'; upgrade-insecure-requests",
        "script-src 'self' 'inline-speculation-rules' 'report-sha256'; object-src 'none'",
        "sandbox allow-scripts allow-forms; require-trusted-types-for 'script'; connect-src https: wss://a.example:*/x;",
    ] {
        let rules = SecurityHeaderRules {
            content_security_policy: Some(policy.to_owned()),
            ..rules()
        };
        assert!(SecurityHeaders::new(&rules).is_ok(), "{policy}");
    }
}

/// A year in milliseconds.
const YEAR: u64 = 365 * 24 * 3600 * 1000;

#[test]
fn other_values_that_browsers_would_ignore_are_told() {
    let mut wrong = Vec::new();
    for policy in ["never", "", "no-referrer, x"] {
        let referrer_policy = Some(policy.to_owned());
        wrong.push(SecurityHeaderRules {
            referrer_policy,
            ..rules()
        });
    }
    for policy in [
        "camera 'none'",
        "camera=none",
        "camera=(), camera=*",
        "camera=(https://a.example)",
        "",
    ] {
        let permissions_policy = Some(policy.to_owned());
        wrong.push(SecurityHeaderRules {
            permissions_policy,
            ..rules()
        });
    }
    wrong.push(SecurityHeaderRules {
        opener_policy: Some("same-site".to_owned()),
        ..rules()
    });
    wrong.push(SecurityHeaderRules {
        resource_policy: Some("none".to_owned()),
        ..rules()
    });
    wrong.push(SecurityHeaderRules {
        frames: Frames::These(vec!["*".to_owned()]),
        ..rules()
    });
    wrong.push(SecurityHeaderRules {
        frames: Frames::These(vec!["https://a.example;script-src".to_owned()]),
        ..rules()
    });
    for (milliseconds, subdomains, preload) in [
        (999, false, false),
        (YEAR, false, true),
        (YEAR - 1, true, true),
    ] {
        let max_age = Duration::from_millis(milliseconds);
        let hsts = Some(Hsts {
            max_age,
            subdomains,
            preload,
        });
        wrong.push(SecurityHeaderRules { hsts, ..rules() });
    }
    for wrong in wrong {
        assert_eq!(
            SecurityHeaders::new(&wrong).unwrap_err().len(),
            1,
            "{wrong:?}"
        );
    }
}

#[test]
fn what_browsers_know_is_sent() {
    let fine = SecurityHeaderRules {
        referrer_policy: Some("no-referrer, same-origin".to_owned()),
        permissions_policy: Some(
            "camera=(), fullscreen=*, geolocation=(self \"https://*.a.example\"), usb=self"
                .to_owned(),
        ),
        opener_policy: None,
        resource_policy: None,
        hsts: None,
        ..rules()
    };
    assert_eq!(added(&fine, &[], Scheme::Https).len(), 5);
}

/// A policy of the operation's own that says nothing of frames lets nobody show it who may not show the others.
#[test]
fn a_policy_of_an_operation_does_not_open_it_to_frames() {
    let policies = |own: &'static str| {
        let rules = SecurityHeaderRules {
            frames: Frames::These(vec!["https://a.example".to_owned()]),
            ..rules()
        };
        let headers = added(&rules, &[("content-security-policy", own)], Scheme::Https);
        let mut policies = headers
            .into_iter()
            .filter(|(name, _)| name == "content-security-policy");
        (
            policies.next().unwrap().1,
            policies.next().map(|(_, value)| value),
        )
    };
    let own = "default-src 'self'";
    let frames = "frame-ancestors 'self' https://a.example".to_owned();
    assert_eq!(policies(own), (own.to_owned(), Some(frames.clone())));
    // The helper sorts them.
    let path = "img-src https://b.example/frame-ancestors";
    assert_eq!(policies(path), (frames, Some(path.to_owned())));
    for own in [
        "default-src 'self';Frame-Ancestors 'none'",
        "frame-ancestors 'self'",
        "a, frame-ancestors *",
    ] {
        assert_eq!(policies(own), (own.to_owned(), None));
    }
}
