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
            "How long the head of a request may take",
            &header,
        ),
        seconds(
            "timeout-keep-alive",
            "How long a connection may be idle between requests; 0 for one request each",
            &defaults.keep_alive_timeout.as_secs_f64(),
        )
        .value_parser(at_least(0)),
        seconds(
            "body-idle-timeout",
            "How long the next piece of a body may take",
            &body,
        ),
        seconds(
            "write-timeout",
            "How long a client may take to read the next part of its response",
            &write,
        ),
        seconds(
            "drain-delay",
            "How long everything is served after the signal to stop, while probes are told that nothing more should come",
            &drain,
        )
        .value_parser(at_least(0)),
        seconds(
            "shutdown-timeout",
            "How long a stop waits for what is in flight before it cuts it off",
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
