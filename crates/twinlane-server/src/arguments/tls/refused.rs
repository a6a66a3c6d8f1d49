//! Without the feature `tls`: nothing is served in the clear that was to be within TLS.

use clap::{Arg, ArgAction, ArgMatches};

use super::NAMES;
use crate::settings::Settings;

pub(in crate::arguments) fn options(_: &Settings) -> Vec<Arg> {
    NAMES.map(refused).to_vec()
}

pub(in crate::arguments) fn set(_: &mut Settings, _: &ArgMatches) {}

fn refused(name: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("VALUE")
        .action(ArgAction::Append)
        .hide(true)
        .value_parser(|_: &str| {
            Err::<String, _>("this program is built without TLS: build it with the feature `tls`")
        })
}
