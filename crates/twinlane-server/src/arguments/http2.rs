//! HTTP/2 beside HTTP/1.1.

use clap::{Arg, ArgMatches};

use crate::arguments::option::{number, set_switch, switch};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let [on, off] = switch(
        ("http2", "no-http2"),
        ("Speak HTTP/2, too", defaults.http2),
        "Speak HTTP/1.1 alone",
    );
    let streams = usize::try_from(defaults.max_concurrent_streams).unwrap_or(usize::MAX);
    let streams = number(
        "max-concurrent-streams",
        "The most requests that a connection of HTTP/2 has in flight at a time",
        (streams, 1),
    );
    vec![on, off, streams]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    set_switch(&mut settings.http2, matches, "http2");
    if let Some(&streams) = matches.get_one::<u64>("max-concurrent-streams") {
        settings.max_concurrent_streams = u32::try_from(streams).unwrap_or(u32::MAX);
    }
}
