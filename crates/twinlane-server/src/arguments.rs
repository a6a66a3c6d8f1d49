//! The command line and the `TWINLANE_*` variables.

use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::forwarded::{ForwardedHeaders, ForwardedPrefix, TrustedProxies};
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
        self.parse(arguments, |name| std::env::var_os(name))
    }

    /// As [`parse_from`](Self::parse_from), with variables of one's own.
    ///
    /// A variable that is empty counts as not set, and one whose option has been given is not looked at.
    ///
    /// # Errors
    ///
    /// A wrong argument, or every variable that is wrong; the text of `--help` is an error too.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let variable = |name: &str| (name == "TWINLANE_PORT").then(|| "9001".into());
    /// let settings = Settings::new().port(9000).parse(["shop"], variable).unwrap();
    /// assert_eq!(settings.port, 9001);
    /// ```
    pub fn parse<A: Into<OsString> + Clone>(
        self,
        arguments: impl IntoIterator<Item = A>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SettingsError> {
        let mut command = command(&self);
        let given = command
            .try_get_matches_from_mut(arguments)
            .map_err(SettingsError)?;
        let variables = from_variables(&mut command, &given, &variable).map_err(SettingsError)?;
        Ok(variables
            .iter()
            .chain([&given])
            .fold(self, Self::overridden_by))
    }

    fn overridden_by(mut self, matches: &ArgMatches) -> Self {
        set(&mut self.host, matches, "host");
        set(&mut self.port, matches, "port");
        set(&mut self.log_level, matches, "log-level");
        set(&mut self.forwarded_allow_ips, matches, FORWARDED_ALLOW_IPS);
        set(&mut self.forwarded_headers, matches, "forwarded-headers");
        set(&mut self.root_path, matches, "root-path");
        set_switch(&mut self.access_log, matches, "access-log");
        set_switch(&mut self.proxy_headers, matches, "proxy-headers");
        set_number(&mut self.thread_capacity, matches, "thread-capacity");
        set_number(&mut self.max_header_bytes, matches, "max-header-bytes");
        set_number(&mut self.max_headers, matches, "max-headers");
        set_number(&mut self.max_body_bytes, matches, "max-body-bytes");
        set_number(&mut self.max_connections, matches, "max-connections");
        set_number(&mut self.min_rate, matches, "min-rate");
        #[cfg(feature = "http2")]
        self.set_http2(matches);
        set_seconds(&mut self.header_timeout, matches, "header-timeout");
        set_seconds(&mut self.body_idle_timeout, matches, "body-idle-timeout");
        set_seconds(&mut self.write_timeout, matches, "write-timeout");
        if let Some(&seconds) = matches.get_one("shutdown-timeout") {
            self.shutdown_timeout = Some(Duration::from_secs(seconds));
        }
        self
    }
}

#[cfg(feature = "http2")]
impl Settings {
    fn set_http2(&mut self, matches: &ArgMatches) {
        set_switch(&mut self.http2, matches, "http2");
        if let Some(&streams) = matches.get_one::<u64>("max-concurrent-streams") {
            self.max_concurrent_streams = u32::try_from(streams).unwrap_or(u32::MAX);
        }
    }
}

/// What the variables say of the options that have not been given; or all that is wrong with them.
fn from_variables(
    command: &mut Command,
    given: &ArgMatches,
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Result<Vec<ArgMatches>, clap::Error> {
    let options: Vec<String> = command
        .get_arguments()
        .map(|option| option.get_id().to_string())
        .filter(|option| !option.starts_with(NO) && option != "help")
        .filter(|option| !given.contains_id(option) && !is_switched_off(given, option))
        .collect();
    let (mut found, mut mistakes) = (Vec::new(), Vec::new());
    for option in options {
        let Some((name, value)) = value_of(&option, variable) else {
            continue;
        };
        let mut argument = OsString::from(format!("--{option}="));
        argument.push(value);
        match command.try_get_matches_from_mut([OsString::new(), argument]) {
            Ok(matches) => found.push(matches),
            Err(error) => mistakes.push(format!("{name}: {}", first_paragraph(&error))),
        }
    }
    if mistakes.is_empty() {
        return Ok(found);
    }
    Err(command.error(ErrorKind::ValueValidation, mistakes.join("\n       ")))
}

/// The variable of an option, and what it says. An empty one counts as not set.
fn value_of(
    option: &str,
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Option<(String, OsString)> {
    let name = variable_of(option);
    if let Some(value) = variable(&name).filter(|value| !value.is_empty()) {
        return Some((name, value));
    }
    // Uvicorn's name for it, to which an empty list is a list: nobody is believed.
    let is_uvicorns = option == FORWARDED_ALLOW_IPS;
    let value = is_uvicorns.then(|| variable(UVICORNS_VARIABLE)).flatten()?;
    Some((UVICORNS_VARIABLE.to_owned(), value))
}

/// What is wrong, without what clap says of the usage.
fn first_paragraph(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    text.split("\n\n")
        .next()
        .unwrap_or(text)
        .trim_end()
        .to_owned()
}

/// The variable of an option: `TWINLANE_LOG_LEVEL` for `log-level`.
fn variable_of(option: &str) -> String {
    format!("TWINLANE_{}", option.replace('-', "_").to_uppercase())
}

fn set<T: Clone + Send + Sync + 'static>(setting: &mut T, matches: &ArgMatches, name: &str) {
    if let Some(value) = matches.get_one::<T>(name) {
        *setting = value.clone();
    }
}

/// Sets a switch of two options, of which the later counts.
fn set_switch(setting: &mut bool, matches: &ArgMatches, name: &str) {
    set(setting, matches, name);
    if is_switched_off(matches, name) {
        *setting = false;
    }
}

/// True if the other half of a switch has been given.
fn is_switched_off(matches: &ArgMatches, name: &str) -> bool {
    let off = matches.try_get_one::<bool>(&format!("{NO}{name}"));
    off.is_ok_and(|off| off == Some(&true))
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
        .args(proxies(defaults))
        .args(logging(defaults))
        .args(limits(defaults))
        .args(deadlines(defaults))
        .args(http2(defaults))
}

#[cfg(feature = "http2")]
fn http2(defaults: &Settings) -> [Arg; 3] {
    let [on, off] = switch(
        ("http2", "no-http2"),
        ("Speak HTTP/2, too", defaults.http2),
        "Speak HTTP/1.1 alone",
    );
    let streams = usize::try_from(defaults.max_concurrent_streams).unwrap_or(usize::MAX);
    let streams = number(
        "max-concurrent-streams",
        "The most requests that a connection of HTTP/2 has in flight at a time",
        (streams, 1),
    );
    [on, off, streams]
}

#[cfg(not(feature = "http2"))]
fn http2(_: &Settings) -> [Arg; 0] {
    []
}

fn listening(defaults: &Settings) -> [Arg; 2] {
    [
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

fn proxies(defaults: &Settings) -> [Arg; 5] {
    let [on, off] = switch(
        ("proxy-headers", "no-proxy-headers"),
        ("Believe trusted proxies", defaults.proxy_headers),
        "Believe no proxy",
    );
    let allowed = &defaults.forwarded_allow_ips;
    let allowed = option(
        FORWARDED_ALLOW_IPS,
        "LIST",
        "The proxies to believe: addresses, networks, `unix`; `*` for all",
        allowed,
    )
    .value_parser(str::parse::<TrustedProxies>);
    let headers = option(
        "forwarded-headers",
        "LIST",
        "The headers in which to believe them: those that every proxy sets or removes",
        &defaults.forwarded_headers,
    )
    .value_parser(str::parse::<ForwardedHeaders>);
    let root_path = defaults
        .root_path
        .as_ref()
        .map_or("", ForwardedPrefix::as_str);
    let root_path = option(
        "root-path",
        "PATH",
        "What the proxy cuts off the path of each request",
        &root_path,
    )
    .value_parser(|text: &str| match text {
        "" | "/" => Ok(None),
        text => text.parse::<ForwardedPrefix>().map(Some),
    });
    [on, off, allowed, headers, root_path]
}

fn logging(defaults: &Settings) -> [Arg; 3] {
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
    [level, on, off]
}

/// An option and the other half of it, which has `no-` before its name: Uvicorn's way.
fn switch(
    (name, no): (&'static str, &'static str),
    (help, default): (&str, bool),
    help_of_no: &'static str,
) -> [Arg; 2] {
    let values = PossibleValuesParser::new(["true", "false", "1", "0", "on", "off"])
        .map(|text| matches!(text.as_str(), "true" | "1" | "on"));
    [
        option(name, "ON", help, &default)
            .value_parser(values)
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

fn limits(defaults: &Settings) -> [Arg; 6] {
    [
        number(
            "thread-capacity",
            "How many plain `fn` operations run at once",
            (defaults.thread_capacity, 1),
        ),
        number(
            "max-header-bytes",
            "The most bytes in the head of a request",
            (defaults.max_header_bytes, 8192),
        ),
        number(
            "max-headers",
            "The most headers of a request",
            (defaults.max_headers, 1),
        ),
        number(
            "max-body-bytes",
            "The most bytes in the body of a request",
            (defaults.max_body_bytes, 0),
        ),
        number(
            "max-connections",
            "The most connections that are open at a time",
            (defaults.max_connections, 1),
        ),
        number(
            "min-rate",
            "The fewest bytes a second that a client sends of a body or reads of a response; 0 for none",
            (defaults.min_rate, 0),
        ),
    ]
}

fn deadlines(defaults: &Settings) -> [Arg; 4] {
    let header = defaults.header_timeout.as_secs_f64();
    let body = defaults.body_idle_timeout.as_secs_f64();
    let write = defaults.write_timeout.as_secs_f64();
    [
        seconds(
            "header-timeout",
            "How long a connection may be idle or send the head of a request",
            &header,
        ),
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
            "shutdown-timeout",
            "How long a stop waits for what is in flight before it cuts it off",
            &shutdown(defaults),
        )
        .value_parser(at_least(0)),
    ]
}

fn shutdown(defaults: &Settings) -> String {
    defaults.shutdown_timeout.map_or_else(
        || "as long as it takes".to_owned(),
        |time| time.as_secs_f64().to_string(),
    )
}

/// An option whose default is shown but not given to the parser: what the parser gives has been said by the operator.
fn option(name: &'static str, value: &'static str, help: &str, default: &dyn fmt::Display) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .action(ArgAction::Set)
        .help(format!(
            "{help} [default: {default}] [env: {}]",
            variable_of(name)
        ))
}

/// With its default and the least that is allowed.
fn number(name: &'static str, help: &str, (default, least): (usize, u64)) -> Arg {
    option(name, "NUMBER", help, &default).value_parser(at_least(least))
}

fn seconds(name: &'static str, help: &str, default: &dyn fmt::Display) -> Arg {
    option(name, "SECONDS", help, default).value_parser(at_least(1))
}

fn at_least(least: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| match text.parse() {
        Ok(number) if number >= least => Ok(number),
        _ => Err(format!("not a whole number of at least {least}")),
    }
}

/// Before the name of the other half of a switch.
const NO: &str = "no-";

const FORWARDED_ALLOW_IPS: &str = "forwarded-allow-ips";
const UVICORNS_VARIABLE: &str = "FORWARDED_ALLOW_IPS";
