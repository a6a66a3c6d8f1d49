//! One option of the command line: how it is written, and how it is read.

use std::fmt;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// An option whose default is shown but not given to the parser: what the parser gives has been said by the operator.
pub(super) fn option(
    name: &'static str,
    value: &'static str,
    help: &str,
    default: &dyn fmt::Display,
) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .action(ArgAction::Set)
        // `-1` is a wrong value, and told as one: no option of its own.
        .allow_negative_numbers(true)
        .help(format!("{help} [default: {default}]"))
}

/// With its default and the least that is allowed.
pub(super) fn number(name: &'static str, help: &str, (default, least): (usize, u64)) -> Arg {
    option(name, "NUMBER", help, &default).value_parser(at_least(least))
}

pub(super) fn seconds(name: &'static str, help: &str, default: &dyn fmt::Display) -> Arg {
    option(name, "SECONDS", help, default).value_parser(at_least(1))
}

pub(super) fn at_least(least: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| match text.parse() {
        Ok(number) if number >= least => Ok(number),
        _ => Err(format!("not a whole number of at least {least}")),
    }
}

/// Seconds, also a part of one. A time that is shorter than a millisecond is told from none.
#[cfg_attr(
    not(feature = "websockets"),
    expect(dead_code, reason = "WebSockets alone have parts of seconds")
)]
pub(super) fn fraction(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok();
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.filter(|time| *time >= Duration::from_millis(1) || seconds == Some(0.0))
        .ok_or_else(|| "not 0, nor a number of seconds of at least 0.001".to_owned())
}

/// An option and the other half of it, which has `no-` before its name: Uvicorn's way.
pub(super) fn switch(
    (name, no): (&'static str, &'static str),
    (help, default): (&str, impl fmt::Display),
    help_of_no: &'static str,
) -> [Arg; 2] {
    [
        boolean(name, help, default)
            .overrides_with(no)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Arg::new(no)
            .long(no)
            .action(ArgAction::SetTrue)
            .overrides_with(name)
            .help(help_of_no),
    ]
}

/// An option that is on or off, as its value says.
pub(super) fn boolean(name: &'static str, help: &str, default: impl fmt::Display) -> Arg {
    let values = PossibleValuesParser::new([
        PossibleValue::new("true").aliases(["t", "yes", "y"]),
        PossibleValue::new("false").aliases(["f", "no", "n"]),
        PossibleValue::new("1"),
        PossibleValue::new("0"),
        PossibleValue::new("on"),
        PossibleValue::new("off"),
    ]);
    let values = values.map(|text| {
        let text = text.to_ascii_lowercase();
        ["true", "t", "yes", "y", "1", "on"].contains(&text.as_str())
    });
    option(name, "ON", help, &default)
        .value_parser(values)
        .ignore_case(true)
}

/// Puts what has been given in the place of a setting.
pub(super) fn override_by<T: Clone + Send + Sync + 'static>(
    setting: &mut T,
    matches: &ArgMatches,
    name: &str,
) {
    if let Some(value) = matches.get_one::<T>(name) {
        *setting = value.clone();
    }
}

/// Sets a switch of two options, of which the later counts.
pub(super) fn set_switch(setting: &mut bool, matches: &ArgMatches, name: &str) {
    *setting = switched(matches, name).unwrap_or(*setting);
}

/// The setting of a switch of two options.
pub(super) fn switched(matches: &ArgMatches, name: &str) -> Option<bool> {
    if is_switched_off(matches, name) {
        return Some(false);
    }
    matches.get_one::<bool>(name).copied()
}

/// True if the other half of a switch has been given.
pub(super) fn is_switched_off(matches: &ArgMatches, name: &str) -> bool {
    let off = matches.try_get_one::<bool>(&format!("{NO}{name}"));
    off.is_ok_and(|off| off == Some(&true))
}

/// The option of this name, or of which this is another name.
pub(super) fn find<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    position(command, name).map(|(_, option)| option)
}

/// The option of this name as in [`find`], with its place among all options.
pub(super) fn position<'c>(command: &'c Command, name: &str) -> Option<(usize, &'c Arg)> {
    let mut options = command.get_arguments().enumerate();
    options.find(|(_, option)| names_of(option).any(|known| known == name))
}

/// The name of an option, and its other names.
pub(super) fn names_of(option: &Arg) -> impl Iterator<Item = &str> {
    let aliases = option.get_all_aliases().unwrap_or_default();
    [option.get_id().as_str()].into_iter().chain(aliases)
}

/// True if an option may be given several times.
pub(super) fn is_repeatable(option: &Arg) -> bool {
    matches!(option.get_action(), ArgAction::Append)
}

pub(super) fn set_number(setting: &mut usize, matches: &ArgMatches, name: &str) {
    if let Some(&value) = matches.get_one::<u64>(name) {
        *setting = usize::try_from(value).unwrap_or(usize::MAX);
    }
}

pub(super) fn set_seconds(setting: &mut Duration, matches: &ArgMatches, name: &str) {
    if let Some(&seconds) = matches.get_one(name) {
        *setting = Duration::from_secs(seconds);
    }
}

/// Before the name of the other half of a switch.
pub(super) const NO: &str = "no-";
