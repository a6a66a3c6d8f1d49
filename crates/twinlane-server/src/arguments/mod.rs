//! The settings on the command line and in environment variables.

mod option;
mod uvicorn;
mod variables;
mod report;
#[cfg(feature = "config-file")]
mod config_file;
mod listening;
#[cfg(feature = "http2")]
mod http2;
#[cfg(feature = "websockets")]
mod websockets;
mod tls;
mod proxies;
mod limits;
mod deadlines;
mod logging;
mod responses;
mod files;

use std::ffi::OsString;
use std::fmt;
use std::io::Write as _;
#[cfg(not(feature = "config-file"))]
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::listener::has_inherited_sockets;
use crate::settings::Settings;
use report::Report;
use variables::from_variables;

/// The error for an invalid setting: its name, the mistake, and the allowed values.
#[derive(Debug)]
pub struct SettingsError(clap::Error);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Returns these settings, replaced by those on the command line and in environment variables.
    ///
    /// For each setting, the first of these sources counts:
    ///
    /// - an argument on the command line,
    /// - a `TWINLANE_*` variable,
    /// - Uvicorn's variable of the same meaning (`UVICORN_*`),
    /// - a key in the file that `--config` names (feature `config-file`),
    /// - the value in these settings.
    ///
    /// Sockets that systemd passes are served too ([`listen_fds`](Self::listen_fds)).
    ///
    /// `--help` prints all options and ends the program. An invalid setting ends it with a message and the exit code 2. A
    /// variable that has no effect gets a line on standard error.
    #[must_use]
    pub fn from_args(self) -> Self {
        self.listen_fds(true)
            .parse_from(std::env::args_os())
            .unwrap_or_else(|error| {
                // A log that has begun would lose its last lines.
                twinlane_lanes::flush_lines(LONGEST_FLUSH);
                error.0.exit()
            })
    }

    /// Like [`from_args`](Self::from_args), for the given command line. Its first argument is the name of the program.
    ///
    /// # Errors
    ///
    /// An invalid setting. The text of `--help` is an error too.
    pub fn parse_from<A: Into<OsString> + Clone>(
        self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Self, SettingsError> {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let (settings, warnings) = self.read(arguments, |name| std::env::var_os(name), names)?;
        for warning in warnings {
            // The log has not begun. Nobody is left to be told that it failed.
            let _ = writeln!(std::io::stderr(), "warning: {warning}");
        }
        Ok(settings)
    }

    /// Like [`parse_from`](Self::parse_from), with a function that reads the variables.
    ///
    /// It gives no warning for a variable without effect. An empty variable counts as not set. A variable is not read if its
    /// option is on the command line.
    ///
    /// # Errors
    ///
    /// An invalid argument, or all invalid variables and keys of the file. The text of `--help` is an error too.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let variable = |name: &str| (name == "TWINLANE_PORT").then(|| "9001".into());
    /// let settings = Settings::new().port(9000).parse(["shop"], variable).unwrap();
    /// assert_eq!(settings.port, Some(9001));
    /// ```
    pub fn parse<A: Into<OsString> + Clone>(
        self,
        arguments: impl IntoIterator<Item = A>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SettingsError> {
        let read = self.read(arguments, variable, []);
        read.map(|(settings, _)| settings)
    }

    /// `names` are those of the variables there are. With the settings come warnings about variables that have no effect.
    fn read<A: Into<OsString> + Clone>(
        self,
        arguments: impl IntoIterator<Item = A>,
        variable: impl Fn(&str) -> Option<OsString>,
        names: impl IntoIterator<Item = String>,
    ) -> Result<(Self, Vec<String>), SettingsError> {
        let mut command = command(&self);
        let given = command
            .try_get_matches_from_mut(arguments)
            .map_err(SettingsError)?;
        let mut report = Report::default();
        report.mistakes.extend(uvicorn::refusals(&given));
        let variables = from_variables(&mut command, &given, &variable, &mut report);
        let text = |name: &str| variable(name)?.into_string().ok();
        report.warnings.extend(uvicorn::without_effect(text));
        report.mistakes.extend(uvicorn::refused_variables(text));
        let path = variables.iter().chain([&given]).rev();
        let path = path
            .into_iter()
            .find_map(|given| given.get_one::<PathBuf>("config"));
        let of_file = path.map(|path| of_file(&mut command, path, &mut report));
        let unknown = variables::unknown(&mut command, names);
        report.warnings.extend(unknown);
        let warnings = report.finish(&mut command).map_err(SettingsError)?;
        let mut settings = self;
        let of_file = of_file.unwrap_or_default();
        let all = || of_file.iter().chain(&variables).chain([&given]);
        if listening::is_elsewhere(&all(), settings.listen_fds && has_inherited_sockets()) {
            settings = settings.without_tcp();
        }
        for matches in all() {
            for group in GROUPS {
                (group.set)(&mut settings, matches);
            }
        }
        Ok((settings, warnings))
    }
}

const LONGEST_FLUSH: Duration = Duration::from_secs(1);

/// The options of one thing.
struct Group {
    /// Above them in `--help`.
    heading: &'static str,
    options: fn(&Settings) -> Vec<Arg>,
    /// Puts what has been given in the place of the settings.
    set: fn(&mut Settings, &ArgMatches),
}

/// All options, in the order of `--help`.
const GROUPS: &[Group] = &[
    Group {
        heading: "Listening",
        options: listening::options,
        set: listening::set,
    },
    #[cfg(feature = "http2")]
    Group {
        heading: "HTTP/2",
        options: http2::options,
        set: http2::set,
    },
    #[cfg(feature = "websockets")]
    Group {
        heading: "WebSockets",
        options: websockets::options,
        set: websockets::set,
    },
    Group {
        heading: "TLS",
        options: tls::options,
        set: tls::set,
    },
    Group {
        heading: "Proxies",
        options: proxies::options,
        set: proxies::set,
    },
    Group {
        heading: "Limits",
        options: limits::options,
        set: limits::set,
    },
    Group {
        heading: "Deadlines",
        options: deadlines::options,
        set: deadlines::set,
    },
    Group {
        heading: "Logging",
        options: logging::options,
        set: logging::set,
    },
    Group {
        heading: "Responses",
        options: responses::options,
        set: responses::set,
    },
    Group {
        heading: "Files",
        options: files::options,
        set: files::set,
    },
];

/// The options of a file.
#[cfg(feature = "config-file")]
use config_file::read as of_file;

#[cfg(not(feature = "config-file"))]
fn of_file(_: &mut Command, _: &Path, report: &mut Report) -> Vec<ArgMatches> {
    let mistake = "--config: this program is built without it: add the feature `config-file` to `twinlane` in Cargo.toml";
    report.mistakes.push(mistake.to_owned());
    Vec::new()
}

fn command(defaults: &Settings) -> Command {
    let command = Command::new("application")
        .display_name("twinlane")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .about(ABOUT);
    let command = GROUPS.iter().fold(command, |command, group| {
        let options = (group.options)(defaults).into_iter();
        command.args(options.map(|option| option.help_heading(group.heading)))
    });
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help)
        .help("Print this");
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version)
        .help("Print the version of Twinlane");
    uvicorn::add_refused(command.args([help, version]))
}

const ABOUT: &str = "\
An application made with Twinlane.

Each option can be a variable instead: TWINLANE_LOG_LEVEL is --log-level. Where Uvicorn has the option,
its variable is read too, after that: UVICORN_LOG_LEVEL. A switch takes true or false there.";
