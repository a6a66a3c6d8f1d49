//! The events that are logged.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches};

use crate::arguments::option::{option, override_by, set_switch, switch};
use crate::settings::{LogLevel, Settings};

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let level = LogLevel::NAMES.map(|(name, level)| match level {
        // What Uvicorn calls it.
        LogLevel::Error => PossibleValue::new(name).alias("critical"),
        LogLevel::Warn => PossibleValue::new(name).alias("warning"),
        _ => PossibleValue::new(name),
    });
    let level = PossibleValuesParser::new(level).map(|text| LogLevel::of(&text));
    let level = option(
        "log-level",
        "LEVEL",
        "The least important events to log",
        &defaults.log_level,
    )
    .value_parser(level);
    let [on, off] = switch(
        ("access-log", "no-access-log"),
        ("Log each answer", defaults.access_log),
        "Do not log each answer",
    );
    vec![level, on, off]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    override_by(&mut settings.log_level, matches, "log-level");
    set_switch(&mut settings.access_log, matches, "access-log");
}
