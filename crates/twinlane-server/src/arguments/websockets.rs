//! The limits of WebSockets.

use std::time::Duration;

use clap::{Arg, ArgMatches};

use crate::arguments::option::{
    boolean, fraction, number, override_by, seconds, set_number, set_switch,
};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let interval = seconds_of(defaults.ws_ping_interval);
    let timeout = seconds_of(defaults.ws_ping_timeout);
    let disconnect = defaults.ws_disconnect_timeout.as_secs_f64();
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
        .value_parser(fraction),
        seconds(
            "ws-ping-timeout",
            "Time limit for a client to answer a ping; 0 for none",
            &timeout,
        )
        .value_parser(fraction),
        seconds(
            "ws-disconnect-timeout",
            "Time for a function to notice that the client of its WebSocket has gone; with 0 it is cancelled at once",
            &disconnect,
        )
        .value_parser(fraction),
        boolean(
            "ws-per-message-deflate",
            "Compress messages of WebSockets, if the client can",
            defaults.ws_per_message_deflate,
        ),
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    set_number(&mut settings.ws_max_size, matches, "ws-max-size");
    set_time(&mut settings.ws_ping_interval, matches, "ws-ping-interval");
    set_time(&mut settings.ws_ping_timeout, matches, "ws-ping-timeout");
    override_by(
        &mut settings.ws_disconnect_timeout,
        matches,
        "ws-disconnect-timeout",
    );
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
    if let Some(&time) = matches.get_one::<Duration>(name) {
        *setting = Some(time).filter(|time| !time.is_zero());
    }
}
