//! The most that clients may send, and that runs at once.

use clap::{Arg, ArgMatches};

use crate::arguments::option::{at_least, number, option, set_number};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    vec![
        number(
            "thread-capacity",
            "Number of plain `fn` operations that run at once",
            (defaults.thread_capacity, 1),
        ),
        number(
            "max-header-size",
            "The most bytes in the head of a request",
            (defaults.max_header_size, 8192),
        ),
        number(
            "max-headers",
            "The most headers of a request",
            (defaults.max_headers, 1),
        ),
        number(
            "max-body-size",
            "The most bytes in the body of a request",
            (defaults.max_body_size, 0),
        ),
        number(
            "max-connections",
            "The most connections that are open at a time",
            (defaults.max_connections, 1),
        ),
        number(
            "min-rate",
            "The fewest bytes a second that a client sends of a body or reads of a response; 0 for none",
            (defaults.min_rate, 0),
        ),
        option(
            "limit-concurrency",
            "NUMBER",
            "The most requests in flight; idle connections do not count",
            &or_none(defaults.limit_concurrency),
        )
        .value_parser(at_least(1)),
        option(
            "limit-max-requests",
            "NUMBER",
            "Stop after this number of requests",
            &or_none(defaults.limit_max_requests),
        )
        .value_parser(at_least(1)),
        number(
            "limit-max-requests-jitter",
            "Most requests that are added to --limit-max-requests at random",
            (defaults.limit_max_requests_jitter, 0),
        ),
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    set_number(&mut settings.thread_capacity, matches, "thread-capacity");
    set_number(&mut settings.max_header_size, matches, "max-header-size");
    set_number(&mut settings.max_headers, matches, "max-headers");
    set_number(&mut settings.max_body_size, matches, "max-body-size");
    set_number(&mut settings.max_connections, matches, "max-connections");
    set_number(&mut settings.min_rate, matches, "min-rate");
    set_some(
        &mut settings.limit_concurrency,
        matches,
        "limit-concurrency",
    );
    set_some(
        &mut settings.limit_max_requests,
        matches,
        "limit-max-requests",
    );
    set_number(
        &mut settings.limit_max_requests_jitter,
        matches,
        "limit-max-requests-jitter",
    );
}

fn or_none(number: Option<usize>) -> String {
    number.map_or_else(|| "none".to_owned(), |number| number.to_string())
}

fn set_some(setting: &mut Option<usize>, matches: &ArgMatches, name: &str) {
    if let Some(&value) = matches.get_one::<u64>(name) {
        *setting = Some(usize::try_from(value).unwrap_or(usize::MAX));
    }
}
