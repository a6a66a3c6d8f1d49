//! Options that cannot be keep the application from starting.

use std::collections::BTreeSet;
use std::time::Duration;

use twinlane::files::Frontend;
use twinlane::middleware::{Csrf, RateLimit, RequestIds, Requires, SecurityHeaders, TrustedHost};
use twinlane::prelude::*;

#[get("/a")]
async fn a() {}

#[get("/b")]
async fn b() {}

#[tokio::test]
async fn every_mistake_in_options_is_told_once() {
    let router = Router::new()
        .routes(routes![a, b])
        .middleware(Requires::scopes(["x"]).status(StatusCode::OK));
    let app = App::new()
        .router(router)
        .middleware(
            Cors::new()
                .allow_origin("https://a.example/")
                .allow_origin_regex("("),
        )
        .middleware(TrustedHost::new(["*a.example"]))
        .middleware(RequestIds::in_header("a b"))
        .middleware(Csrf::new().trust_origin("*").exempt("hooks"))
        .middleware(
            SecurityHeaders::new()
                .content_security_policy("scripts 'self'")
                .referrer_policy("never")
                .hsts(Duration::ZERO),
        )
        .middleware(RateLimit::per_client(0, Duration::from_secs(1)))
        .middleware(RateLimit::per_client(1, Duration::from_secs(1)).name("\""));
    #[cfg(feature = "gzip")]
    let app = app.middleware(GZip::new().level(10).exclude_content_types(["png"]));
    let report = app.check().unwrap_err().to_string();
    let expected = [
        "the middleware `twinlane::middleware::Cors`: no browser sends the origin `https://a.example/`",
        "`(` is no pattern of origins",
        "`*a.example` matches no host",
        "`a b` is no name of a header",
        "`*` is no origin",
        "the exempt path `hooks` is none",
        "`scripts` is no directive",
        "`referrer_policy` is `never`",
        "`hsts` for less than a second",
        "a limit of 0 refuses every request",
        "`\"` is no name of a quota",
        "the status 200 OK refuses nobody",
        #[cfg(feature = "gzip")]
        "the level 10 is none of 0 to 9",
        #[cfg(feature = "gzip")]
        "`png` is no media type",
    ];
    for text in expected {
        assert_eq!(report.matches(text).count(), 1, "{text}\n{report}");
    }
    assert_eq!(report.lines().count(), 1 + expected.len(), "{report}");
    assert_names(&report);
}

/// Each middleware is called as users write it.
fn assert_names(report: &str) {
    let named = report.split("the middleware `").skip(1);
    let named: BTreeSet<&str> = named.filter_map(|rest| rest.split('`').next()).collect();
    let expected = [
        "Cors",
        "Csrf",
        #[cfg(feature = "gzip")]
        "GZip",
        "RateLimit",
        "RequestIds",
        "Requires",
        "SecurityHeaders",
        "TrustedHost",
    ];
    let expected = expected.map(|name| format!("twinlane::middleware::{name}"));
    assert!(named.iter().eq(&expected), "{named:?}");
}

#[test]
fn a_type_of_twinlane_is_named_as_users_write_it() {
    async fn first(_: HttpError, _: Request) -> (StatusCode, Value) {
        (StatusCode::CONFLICT, json!(null))
    }
    let takes_one =
        async |request: Request, next: Next, _: State<Frontend>| next.run(request).await;
    let app = App::new()
        .state(Cors::new())
        .state(Cors::new())
        .on_error(first)
        .on_error(first)
        .middleware(takes_one);
    let report = app.check().unwrap_err().to_string();
    for text in [
        "two states of type `twinlane::middleware::Cors`",
        "two handlers of `twinlane::HttpError`",
        "takes a state of type `twinlane::files::Frontend`",
    ] {
        assert!(report.contains(text), "{report}");
    }
}
