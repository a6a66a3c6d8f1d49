//! The events that are logged.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches};

use crate::arguments::option::{option, override_by, set_switch, switch, switched};
use crate::settings::{LogLevel, Settings};

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let level = LogLevel::NAMES.map(|(name, level)| match level {
        // The names in Uvicorn.
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
        ("Log each response", defaults.access_log),
        "Log no response",
    );
    let colors = defaults.use_colors.map(|on| on.to_string());
    let colors = colors.as_deref().unwrap_or("on a terminal");
    let [colors, no_colors] = switch(
        ("use-colors", "no-use-colors"),
        ("Colour the lines of the log", colors),
        "Colour no line",
    );
    vec![level, on, off, colors, no_colors]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    override_by(&mut settings.log_level, matches, "log-level");
    set_switch(&mut settings.access_log, matches, "access-log");
    settings.use_colors = switched(matches, "use-colors").or(settings.use_colors);
}
