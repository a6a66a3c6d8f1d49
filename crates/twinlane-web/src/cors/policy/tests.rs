use http::HeaderName;

use super::*;

const SITE: &str = "https://example.com";
const EVIL: &str = "https://example.com.evil.org";
const SAFE: &str = "Accept, Accept-Language, Content-Language, Content-Type";

fn policy(write: impl FnOnce(&mut CorsRules)) -> CorsPolicy {
    let mut rules = CorsRules::default();
    write(&mut rules);
    CorsPolicy::new(&rules).unwrap()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

fn map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
    let pairs = headers.iter().map(|&(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    });
    pairs.collect()
}

/// Headers in order, a line each.
fn lines(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.iter();
    lines
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect()
}

fn added(policy: &CorsPolicy, request: &[(&'static str, &'static str)]) -> Vec<String> {
    let mut response = HeaderMap::new();
    policy.headers(&map(request)).add_to(&mut response);
    lines(&response)
}

/// Status, text and headers without the first two and last two, which are always there.
fn preflight(
    policy: &CorsPolicy,
    request: &[(&'static str, &'static str)],
) -> (u16, String, Vec<String>) {
    let response = policy.preflight(&Method::OPTIONS, &map(request)).unwrap();
    let body = String::from_utf8(response.body().as_full().unwrap().to_vec()).unwrap();
    let mut headers = lines(response.headers());
    let vary = "vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";
    assert_eq!(headers.remove(0), vary);
    assert_eq!(
        headers.pop().unwrap(),
        "content-type: text/plain; charset=utf-8"
    );
    assert_eq!(
        headers.pop().unwrap(),
        format!("content-length: {}", body.len())
    );
    (response.status().as_u16(), body, headers)
}

#[test]
fn every_response_varies_by_origin() {
    for policy in [
        policy(|_| {}),
        policy(|rules| rules.origins = texts(&["*"])),
        policy(|rules| rules.origins = texts(&[SITE])),
    ] {
        assert_eq!(added(&policy, &[]), ["vary: Origin"]);
    }
    let policy = policy(|rules| rules.origins = texts(&[SITE]));
    assert_eq!(added(&policy, &[("origin", EVIL)]), ["vary: Origin"]);
    let mut headers = map(&[
        ("vary", "Accept-Encoding"),
        ("vary", "Cookie"),
        ("x-a", "b"),
    ]);
    policy
        .headers(&map(&[("origin", SITE)]))
        .add_to(&mut headers);
    let expected = [
        "vary: Accept-Encoding, Cookie, Origin",
        "x-a: b",
        "access-control-allow-origin: https://example.com",
    ];
    assert_eq!(lines(&headers), expected);
}

#[test]
fn a_named_origin_is_mirrored_behind_what_every_origin_gets() {
    let policy = policy(|rules| {
        rules.origins = texts(&[SITE]);
        rules.credentials = true;
        rules.exposed_headers = texts(&["X-E", "x-f"]);
    });
    let always = [
        "access-control-allow-credentials: true",
        "access-control-expose-headers: X-E, x-f",
    ];
    let allowed = "access-control-allow-origin: https://example.com";
    assert_eq!(
        added(&policy, &[("origin", SITE)]),
        [always[0], always[1], allowed, "vary: Origin"]
    );
    assert_eq!(
        added(&policy, &[("origin", EVIL)]),
        [always[0], always[1], "vary: Origin"]
    );
}

#[test]
fn any_origin_is_a_star_or_mirrored_with_credentials() {
    let star = policy(|rules| rules.origins = texts(&["*"]));
    assert_eq!(
        added(&star, &[("origin", EVIL)]),
        ["access-control-allow-origin: *", "vary: Origin"]
    );
    let mirrored = policy(|rules| {
        rules.origins = texts(&["*"]);
        rules.credentials = true;
    });
    let expected = [
        "access-control-allow-origin: https://example.com.evil.org",
        "access-control-allow-credentials: true",
        "vary: Origin",
    ];
    assert_eq!(added(&mirrored, &[("origin", EVIL)]), expected);
}

#[test]
fn a_preflight_is_options_with_an_origin_and_a_method() {
    let policy = policy(|rules| rules.origins = texts(&[SITE]));
    let whole = [("origin", SITE), ("access-control-request-method", "GET")];
    assert!(policy.preflight(&Method::GET, &map(&whole)).is_none());
    assert!(
        policy
            .preflight(&Method::OPTIONS, &map(&whole[..1]))
            .is_none()
    );
    assert!(
        policy
            .preflight(&Method::OPTIONS, &map(&whole[1..]))
            .is_none()
    );
    assert!(policy.preflight(&Method::OPTIONS, &map(&whole)).is_some());
}

#[test]
fn a_preflight_names_all_that_failed() {
    let policy = policy(|_| {});
    let everything = [
        ("origin", "null"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "X-Z"),
        ("access-control-request-private-network", "true"),
    ];
    let headers = vec![
        "access-control-allow-methods: GET".to_owned(),
        "access-control-max-age: 600".to_owned(),
        format!("access-control-allow-headers: {SAFE}"),
    ];
    let text = "Disallowed CORS origin, method, headers, private-network".to_owned();
    assert_eq!(preflight(&policy, &everything), (400, text, headers));
}

#[test]
fn an_allowed_origin_is_mirrored_also_if_something_else_failed() {
    let policy = policy(|rules| rules.origins = texts(&[SITE]));
    let (status, text, headers) = preflight(
        &policy,
        &[("origin", SITE), ("access-control-request-method", "POST")],
    );
    assert_eq!((status, text.as_str()), (400, "Disallowed CORS method"));
    assert_eq!(
        headers[3],
        "access-control-allow-origin: https://example.com"
    );
}

#[test]
fn a_preflight_with_everything_allowed() {
    let policy = policy(|rules| {
        rules.origins = texts(&[SITE]);
        rules.methods = texts(&["*"]);
        rules.headers = texts(&["X-B", "x-a", "Accept"]);
        rules.credentials = true;
        rules.private_network = true;
        rules.max_age = std::time::Duration::from_millis(5_900);
    });
    let (status, text, headers) = preflight(
        &policy,
        &[
            ("origin", SITE),
            ("access-control-request-method", "QUERY"),
            ("access-control-request-headers", "x-b ,ACCEPT, X-A"),
            ("access-control-request-private-network", "true"),
        ],
    );
    assert_eq!((status, text.as_str()), (200, "OK"));
    let expected = [
        "access-control-allow-methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY"
            .to_owned(),
        "access-control-max-age: 5".to_owned(),
        format!("access-control-allow-headers: {SAFE}, X-B, x-a"),
        "access-control-allow-credentials: true".to_owned(),
        "access-control-allow-origin: https://example.com".to_owned(),
        "access-control-allow-private-network: true".to_owned(),
    ];
    assert_eq!(headers, expected);
}

#[test]
fn any_header_is_mirrored_as_it_was_asked_for() {
    let policy = policy(|rules| {
        rules.origins = texts(&["*"]);
        rules.headers = texts(&["*"]);
    });
    let request = [("origin", SITE), ("access-control-request-method", "GET")];
    let (_, _, headers) = preflight(&policy, &request);
    let always = [
        "access-control-allow-origin: *",
        "access-control-allow-methods: GET",
        "access-control-max-age: 600",
    ];
    assert_eq!(headers, always);
    let asked = [
        request[0],
        request[1],
        ("access-control-request-headers", "x-Z,,"),
    ];
    let (status, _, headers) = preflight(&policy, &asked);
    assert_eq!(status, 200);
    assert_eq!(headers[3], "access-control-allow-headers: x-Z,,");
}

#[test]
fn an_empty_name_among_those_asked_for_is_none_that_is_allowed() {
    let policy = policy(|rules| rules.origins = texts(&[SITE]));
    for names in ["", "accept,", "accept x"] {
        let (status, text, _) = preflight(
            &policy,
            &[
                ("origin", SITE),
                ("access-control-request-method", "GET"),
                ("access-control-request-headers", names),
            ],
        );
        assert_eq!(
            (status, text.as_str()),
            (400, "Disallowed CORS headers"),
            "{names:?}"
        );
    }
}

#[test]
fn every_mistake_is_told() {
    let rules = CorsRules {
        origins: texts(&["https://a.example/", "b"]),
        origin_regex: Some("(".to_owned()),
        methods: texts(&["get", "BAD METHOD", "patch"]),
        headers: texts(&["x a"]),
        exposed_headers: texts(&["\u{e9}"]),
        ..CorsRules::default()
    };
    assert_eq!(CorsPolicy::new(&rules).unwrap_err().len(), 7);
}
