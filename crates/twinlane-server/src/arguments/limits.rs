//! The most that clients may send, and that runs at once.

use clap::{Arg, ArgMatches};

use crate::arguments::option::{number, set_number};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    vec![
        number(
            "thread-capacity",
            "How many plain `fn` operations run at once",
            (defaults.thread_capacity, 1),
        ),
        number(
            "max-header-bytes",
            "The most bytes in the head of a request",
            (defaults.max_header_bytes, 8192),
        ),
        number(
            "max-headers",
            "The most headers of a request",
            (defaults.max_headers, 1),
        ),
        number(
            "max-body-bytes",
            "The most bytes in the body of a request",
            (defaults.max_body_bytes, 0),
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
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    set_number(&mut settings.thread_capacity, matches, "thread-capacity");
    set_number(&mut settings.max_header_bytes, matches, "max-header-bytes");
    set_number(&mut settings.max_headers, matches, "max-headers");
    set_number(&mut settings.max_body_bytes, matches, "max-body-bytes");
    set_number(&mut settings.max_connections, matches, "max-connections");
    set_number(&mut settings.min_rate, matches, "min-rate");
}
