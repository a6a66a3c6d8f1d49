//! The command line and the `TWINLANE_*` variables.

use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::settings::{LogLevel, Settings};

/// A setting that is wrong: which, what is wrong with it, and what is allowed.
#[derive(Debug)]
pub struct SettingsError(clap::Error);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// These settings, with those of the command line and the `TWINLANE_*` variables in their place.
    ///
    /// `--help` prints all of them and ends the program, as a wrong one does with its message and the exit code 2:
    /// what users of command lines expect.
    #[must_use]
    pub fn from_args(self) -> Self {
        self.parse_from(std::env::args_os())
            .unwrap_or_else(|error| error.0.exit())
    }

    /// As [`from_args`](Self::from_args), for a command line of one's own, its first argument the program's name.
    ///
    /// # Errors
    ///
    /// A setting that is wrong; the text of `--help` is an error too.
    pub fn parse_from<A: Into<OsString> + Clone>(
        self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Self, SettingsError> {
        let matches = command(&self)
            .try_get_matches_from(arguments)
            .map_err(SettingsError)?;
        Ok(self.overridden_by(&matches))
    }

    fn overridden_by(mut self, matches: &ArgMatches) -> Self {
        set(&mut self.host, matches, "host");
        set(&mut self.port, matches, "port");
        set(&mut self.log_level, matches, "log-level");
        set(&mut self.access_log, matches, "access-log");
        set_number(&mut self.thread_capacity, matches, "thread-capacity");
        set_number(&mut self.max_header_bytes, matches, "max-header-bytes");
        set_number(&mut self.max_headers, matches, "max-headers");
        set_number(&mut self.max_body_bytes, matches, "max-body-bytes");
        set_seconds(&mut self.header_timeout, matches, "header-timeout");
        set_seconds(&mut self.body_idle_timeout, matches, "body-idle-timeout");
        if let Some(&seconds) = matches.get_one("shutdown-timeout") {
            self.shutdown_timeout = Some(Duration::from_secs(seconds));
        }
        self
    }
}

fn set<T: Clone + Send + Sync + 'static>(setting: &mut T, matches: &ArgMatches, name: &str) {
    if let Some(value) = matches.get_one::<T>(name) {
        *setting = value.clone();
    }
}

fn set_number(setting: &mut usize, matches: &ArgMatches, name: &str) {
    if let Some(&value) = matches.get_one::<u64>(name) {
        *setting = usize::try_from(value).unwrap_or(usize::MAX);
    }
}

fn set_seconds(setting: &mut Duration, matches: &ArgMatches, name: &str) {
    if let Some(&seconds) = matches.get_one(name) {
        *setting = Duration::from_secs(seconds);
    }
}

fn command(defaults: &Settings) -> Command {
    Command::new("application")
        .about("An application made with Twinlane. Every option can be a variable instead.")
        .args(listening(defaults))
        .args(logging(defaults))
        .args(limits(defaults))
        .args(deadlines(defaults))
}

fn listening(defaults: &Settings) -> [Arg; 2] {
    [
        option(
            "host",
            "TWINLANE_HOST",
            "ADDRESS",
            "Where to listen",
            &defaults.host,
        ),
        option(
            "port",
            "TWINLANE_PORT",
            "PORT",
            "The port to listen on; 0 for any that is free",
            &defaults.port,
        )
        .value_parser(value_parser!(u16)),
    ]
}

fn logging(defaults: &Settings) -> [Arg; 2] {
    let level = LogLevel::NAMES.map(|(name, level)| match level {
        // What Uvicorn calls it.
        LogLevel::Error => PossibleValue::new(name).alias("critical"),
        LogLevel::Warn => PossibleValue::new(name).alias("warning"),
        _ => PossibleValue::new(name),
    });
    let level = PossibleValuesParser::new(level).map(|text| LogLevel::of(&text));
    let switch = PossibleValuesParser::new(["true", "false", "1", "0", "on", "off"])
        .map(|text| matches!(text.as_str(), "true" | "1" | "on"));
    [
        option(
            "log-level",
            "TWINLANE_LOG_LEVEL",
            "LEVEL",
            "The least important events to log",
            &defaults.log_level,
        )
        .value_parser(level),
        option(
            "access-log",
            "TWINLANE_ACCESS_LOG",
            "ON",
            "Log each answer",
            &defaults.access_log,
        )
        .value_parser(switch)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true"),
    ]
}

fn limits(defaults: &Settings) -> [Arg; 4] {
    [
        number(
            "thread-capacity",
            "TWINLANE_THREAD_CAPACITY",
            "How many plain `fn` operations run at once",
            (defaults.thread_capacity, 1),
        ),
        number(
            "max-header-bytes",
            "TWINLANE_MAX_HEADER_BYTES",
            "The most bytes in the head of a request",
            (defaults.max_header_bytes, 8192),
        ),
        number(
            "max-headers",
            "TWINLANE_MAX_HEADERS",
            "The most headers of a request",
            (defaults.max_headers, 1),
        ),
        number(
            "max-body-bytes",
            "TWINLANE_MAX_BODY_BYTES",
            "The most bytes in the body of a request",
            (defaults.max_body_bytes, 0),
        ),
    ]
}

fn deadlines(defaults: &Settings) -> [Arg; 3] {
    let header = defaults.header_timeout.as_secs_f64();
    let body = defaults.body_idle_timeout.as_secs_f64();
    [
        seconds(
            "header-timeout",
            "TWINLANE_HEADER_TIMEOUT",
            "How long the head of the next request may take",
            &header,
        ),
        seconds(
            "body-idle-timeout",
            "TWINLANE_BODY_IDLE_TIMEOUT",
            "How long the next piece of a body may take",
            &body,
        ),
        seconds(
            "shutdown-timeout",
            "TWINLANE_SHUTDOWN_TIMEOUT",
            "How long a stop waits for what is in flight",
            &shutdown(defaults),
        ),
    ]
}

fn shutdown(defaults: &Settings) -> String {
    defaults.shutdown_timeout.map_or_else(
        || "as long as it takes".to_owned(),
        |time| time.as_secs().to_string(),
    )
}

/// An option whose default is shown but not given to the parser: what the parser gives has been said by the operator.
fn option(
    name: &'static str,
    variable: &'static str,
    value: &'static str,
    help: &str,
    default: &dyn fmt::Display,
) -> Arg {
    Arg::new(name)
        .long(name)
        .env(variable)
        .value_name(value)
        .action(ArgAction::Set)
        .help(format!("{help} [default: {default}]"))
}

/// With its default and the least that is allowed.
fn number(
    name: &'static str,
    variable: &'static str,
    help: &str,
    (default, least): (usize, u64),
) -> Arg {
    option(name, variable, "NUMBER", help, &default).value_parser(value_parser!(u64).range(least..))
}

fn seconds(
    name: &'static str,
    variable: &'static str,
    help: &str,
    default: &dyn fmt::Display,
) -> Arg {
    option(name, variable, "SECONDS", help, default).value_parser(value_parser!(u64).range(1..))
}
