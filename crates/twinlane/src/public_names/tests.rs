//! Every type that users can name is known by that name.

use std::collections::BTreeSet;

use super::*;
use crate::middleware::{Cors, MemoryStore, RateLimit};
use crate::{HttpError, State};

const OWN: &str = include_str!("../../public-api.txt");

/// The crates whose types have names in this one, each with the module in which all of them have one.
const OTHERS: [(&str, &str, &str); 4] = [
    (
        "twinlane_lanes::",
        "twinlane::lanes::",
        include_str!("../../../twinlane-lanes/public-api.txt"),
    ),
    (
        "twinlane_server::",
        "twinlane::server::",
        include_str!("../../../twinlane-server/public-api.txt"),
    ),
    (
        "twinlane_model::types::",
        "twinlane::types::",
        include_str!("../../../twinlane-model/public-api.txt"),
    ),
    (
        "twinlane_web::",
        "",
        include_str!("../../../twinlane-web/public-api.txt"),
    ),
];

/// Types that take one of the user's: parameters, and never a state, an error or a middleware.
const OF_ANOTHER: [&str; 4] = [
    "twinlane::Partial",
    "twinlane::batch::Batch",
    "twinlane::batch::BatchOf",
    "twinlane::routing::UrlFor",
];

/// The types of a snapshot, without their arguments.
fn types(snapshot: &str) -> impl Iterator<Item = &str> {
    let kinds = ["struct ", "enum "];
    let lines = snapshot.lines();
    let types = lines.filter_map(move |line| kinds.iter().find_map(|kind| line.strip_prefix(kind)));
    types.map(|line| before(line, |c| matches!(c, ' ' | '<')))
}

/// The names that users have for types: of this crate, and of others under a name of this one.
fn named_by_users() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = types(OWN).map(str::to_owned).collect();
    let foreign: BTreeSet<&str> = OTHERS
        .iter()
        .flat_map(|(_, _, snapshot)| types(snapshot))
        .collect();
    let renamed = OWN.lines().filter_map(|line| {
        let (from, to) = line.strip_prefix("use ")?.split_once(" as ")?;
        (foreign.contains(from) && !to.contains("::prelude::")).then(|| to.to_owned())
    });
    names.extend(renamed);
    for (from, to, snapshot) in OTHERS.into_iter().filter(|(_, to, _)| !to.is_empty()) {
        let within = types(snapshot).filter_map(|name| name.strip_prefix(from));
        names.extend(within.map(|name| format!("{to}{name}")));
    }
    let is_marker = |name: &str| {
        name.rsplit("::")
            .next()
            .is_some_and(|last| last.starts_with("Via"))
    };
    names.retain(|name| !is_marker(name) && !OF_ANOTHER.contains(&name.as_str()));
    names
}

#[test]
fn every_type_that_users_can_name_is_known_by_that_name() {
    let known: BTreeSet<&str> = known().into_iter().map(|(_, public)| public).collect();
    let named = named_by_users();
    assert!(named.contains("twinlane::middleware::MemoryStore"));
    let missing: Vec<&String> = named
        .iter()
        .filter(|name| !known.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "not in the table: {missing:#?}");
}

#[test]
fn a_name_of_ours_is_said_as_users_write_it_wherever_it_stands() {
    let name = |name: &str| public_name(name);
    assert_eq!(name(type_name::<Cors>()), "twinlane::middleware::Cors");
    assert_eq!(name(type_name::<HttpError>()), "twinlane::HttpError");
    assert_eq!(
        name(type_name::<RateLimit<Cors>>()),
        "twinlane::middleware::RateLimit<twinlane::middleware::Cors>"
    );
    assert_eq!(
        name(type_name::<(Option<&State<Cors>>, [MemoryStore; 2])>()),
        "(core::option::Option<&twinlane::State<twinlane::middleware::Cors>>, [twinlane::middleware::MemoryStore; 2])"
    );
}

#[test]
fn a_type_of_a_user_keeps_its_name() {
    for path in [
        "shop::middlewares::cors::Cors",
        "shop::twinlane::middlewares::cors::Cors",
        "my_twinlane::middlewares::cors::Cors",
        "ätwinlane::middlewares::cors::Cors",
        "twinlane::middlewares::cors::Cors::of_shop::Own",
        "twinlane::middlewares::cors::Cors2",
        "shop::main::{{closure}}",
        "<shop::Own as shop::Of<[u8; 3]>>::run::{{closure}}",
        "Größe",
        "",
    ] {
        assert_eq!(public_name(path), path);
    }
}
