use super::*;

fn krate(texts: &[(&str, &str)]) -> Crate {
    Crate::of_texts("twinlane", "", texts)
}

fn found(texts: &[(&str, &str)], accepted: &[AcceptedImport]) -> Vec<String> {
    check(&[krate(texts)], accepted)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_circle_is_found_with_a_file_and_a_line() {
    let found = found(
        &[
            ("app.rs", "\nuse crate::service::Service;"),
            ("service/mod.rs", "fn f(_: &crate::app::App) {}"),
        ],
        &[],
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let place = "service/mod.rs:1: `service` imports `app`, and app -> service leads back: a circle of 2 top modules of twinlane.";
    assert!(found[0].starts_with(place), "{found:?}");
}

#[test]
fn every_way_to_name_a_module_counts() {
    for text in [
        "use crate::service;",
        "use crate::{http::A, service::{B, C}};",
        "use super::service::B;",
        "mod inner { use super::super::service::B; }",
        "use crate::Service;",
        "use crate::Renamed;",
        "use crate::__private::Call;",
        "use twinlane::service::B;",
        "fn f() { crate::service_macro!(1) }",
        "macro_rules! m { () => { $crate::service::B } }",
        "fn f() -> Vec<crate::service::B> { x }",
    ] {
        let lib = "mod app; pub use service::{Service, Other as Renamed}; pub use http;";
        let service = "use crate::app; #[macro_export] macro_rules! service_macro { () => {} }";
        let texts = [
            ("lib.rs", lib),
            ("__private.rs", "pub use crate::service::Call;"),
            ("app.rs", text),
            ("service.rs", service),
        ];
        let found = found(&texts, &[]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains("leads back"), "{text}: {found:?}");
    }
}

#[test]
fn tests_comments_and_texts_do_not_count() {
    let app = "//! [`crate::service`]
        /// crate::service::B
        fn f() { \"crate::service::B\"; }
        #[cfg(test)] use crate::service::B;
        #[cfg(all(unix, test))] fn g() { crate::service::B }
        #[cfg(test)] mod tests { use crate::service::B; }";
    let texts = [("app.rs", app), ("service.rs", "use crate::app;")];
    assert_eq!(found(&texts, &[]), [""; 0]);
    let after = format!("{app} use crate::service::B;");
    assert_eq!(
        found(
            &[
                ("app.rs", after.as_str()),
                ("service.rs", "use crate::app;")
            ],
            &[]
        )
        .len(),
        1
    );
    let negated = "#[cfg(not(test))] use crate::service::B;";
    assert_eq!(
        found(
            &[("app.rs", negated), ("service.rs", "use crate::app;")],
            &[]
        )
        .len(),
        1
    );
}

#[test]
fn names_of_other_crates_and_of_the_root_are_no_imports() {
    let lib = "pub use http::StatusCode; pub use twinlane_lanes as lanes; pub type Request = u8;";
    let app = "use crate::{StatusCode, Request, lanes::spawn};";
    assert_eq!(found(&[("lib.rs", lib), ("app.rs", app)], &[]), [""; 0]);
    let unknown = found(&[("lib.rs", lib), ("app.rs", "use crate::Unknown;")], &[]);
    assert_eq!(
        unknown,
        [
            "app.rs:1: the module that `crate::Unknown` comes from is not known: name it by its module"
        ]
    );
}

#[test]
fn an_exception_opens_a_circle_and_must_be_needed() {
    let texts = [
        ("app.rs", "use crate::service;"),
        ("service.rs", "use crate::app;"),
    ];
    let accepted = AcceptedImport::new("twinlane", "service", "app", "a test");
    assert_eq!(found(&texts, &[accepted]), [""; 0]);
    let stale = found(
        &[("app.rs", "use crate::service;"), ("service.rs", "")],
        &[accepted],
    );
    assert_eq!(
        stale,
        [workspace::stale("ACCEPTED_IMPORTS", "service -> app of twinlane").to_string()]
    );
}

#[test]
fn a_listing_has_the_places_and_a_small_cut() {
    // The path a -> b -> c -> d, and d -> a: one edge of four opens it, and d -> b is in the same circle.
    let texts = [
        ("a.rs", "use crate::b;"),
        ("b.rs", "use crate::c;"),
        ("c.rs", "use crate::d;"),
        ("d.rs", "use crate::{a, b};"),
    ];
    let text = listing(&krate(&texts));
    assert!(text.contains("4 top modules, 1 circles"), "{text}");
    assert!(text.contains("    d -> b\n        d.rs:1 b\n"), "{text}");
    assert!(
        text.contains("without these 1 no circle is left: "),
        "{text}"
    );
}
