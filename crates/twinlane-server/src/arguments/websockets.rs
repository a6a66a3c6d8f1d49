//! The limits of WebSockets.

use std::time::Duration;

use clap::{Arg, ArgMatches};

use crate::arguments::option::{at_least, boolean, number, seconds, set_number, set_switch};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let interval = seconds_of(defaults.ws_ping_interval);
    let timeout = seconds_of(defaults.ws_ping_timeout);
    vec![
        number(
            "ws-max-size",
            "The most bytes of a message of a WebSocket",
            (defaults.ws_max_size, 1),
        ),
        seconds(
            "ws-ping-interval",
            "The time between two pings of a WebSocket; 0 for none",
            &interval,
        )
        .value_parser(at_least(0)),
        seconds(
            "ws-ping-timeout",
            "How long a client may take to answer a ping; 0 for as long as it likes",
            &timeout,
        )
        .value_parser(at_least(0)),
        boolean(
            "ws-per-message-deflate",
            "Whether messages of WebSockets are compressed, where the client can",
            defaults.ws_per_message_deflate,
        ),
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    set_number(&mut settings.ws_max_size, matches, "ws-max-size");
    set_time(&mut settings.ws_ping_interval, matches, "ws-ping-interval");
    set_time(&mut settings.ws_ping_timeout, matches, "ws-ping-timeout");
    set_switch(
        &mut settings.ws_per_message_deflate,
        matches,
        "ws-per-message-deflate",
    );
}

fn seconds_of(time: Option<Duration>) -> f64 {
    time.unwrap_or_default().as_secs_f64()
}

fn set_time(setting: &mut Option<Duration>, matches: &ArgMatches, name: &str) {
    if let Some(&seconds) = matches.get_one(name) {
        *setting = Some(Duration::from_secs(seconds)).filter(|time| !time.is_zero());
    }
}
