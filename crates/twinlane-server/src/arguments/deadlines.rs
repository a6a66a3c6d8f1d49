//! The longest that clients keep the server waiting, and a stop its operator.

use std::time::Duration;

use clap::{Arg, ArgMatches};

use crate::arguments::option::{at_least, seconds, set_seconds};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let header = defaults.header_timeout.as_secs_f64();
    let body = defaults.body_idle_timeout.as_secs_f64();
    let write = defaults.write_timeout.as_secs_f64();
    let drain = defaults.drain_delay.as_secs_f64();
    vec![
        seconds(
            "header-timeout",
            "Time limit for the head of a request",
            &header,
        ),
        seconds(
            "timeout-keep-alive",
            "Time limit for a connection that is idle between requests; with 0 each has one request",
            &defaults.keep_alive_timeout.as_secs_f64(),
        )
        .value_parser(at_least(0)),
        seconds(
            "body-idle-timeout",
            "Time limit for the next piece of a body",
            &body,
        ),
        seconds(
            "write-timeout",
            "Time limit for a client to read the next part of its response",
            &write,
        ),
        seconds(
            "drain-delay",
            "Time to serve everything after the signal to stop, while probes say that no more requests should come",
            &drain,
        )
        .value_parser(at_least(0)),
        seconds(
            "shutdown-timeout",
            "Time for requests in flight to end, before a stop cuts them off",
            &shutdown(defaults),
        )
        .value_parser(at_least(0))
        // Uvicorn's name for it.
        .visible_alias("timeout-graceful-shutdown"),
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    set_seconds(&mut settings.header_timeout, matches, "header-timeout");
    set_seconds(
        &mut settings.keep_alive_timeout,
        matches,
        "timeout-keep-alive",
    );
    set_seconds(
        &mut settings.body_idle_timeout,
        matches,
        "body-idle-timeout",
    );
    set_seconds(&mut settings.write_timeout, matches, "write-timeout");
    set_seconds(&mut settings.drain_delay, matches, "drain-delay");
    if let Some(&seconds) = matches.get_one("shutdown-timeout") {
        settings.shutdown_timeout = Some(Duration::from_secs(seconds));
    }
}

fn shutdown(defaults: &Settings) -> String {
    defaults.shutdown_timeout.map_or_else(
        || "as long as it takes".to_owned(),
        |time| time.as_secs_f64().to_string(),
    )
}
