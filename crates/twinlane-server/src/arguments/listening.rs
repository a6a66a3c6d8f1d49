//! The places where the server listens.

use clap::{Arg, ArgMatches};

use crate::arguments::option::{option, override_by};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    vec![
        option("host", "ADDRESS", "Where to listen", &defaults.host),
        option(
            "port",
            "PORT",
            "The port to listen on; 0 for any that is free",
            &defaults.port,
        )
        .value_parser(|text: &str| {
            text.parse::<u16>()
                .map_err(|_| "not a whole number from 0 to 65535")
        }),
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    override_by(&mut settings.host, matches, "host");
    override_by(&mut settings.port, matches, "port");
}
