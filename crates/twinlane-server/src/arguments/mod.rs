//! The command line and the `TWINLANE_*` variables.

mod option;
mod variables;
mod listening;
#[cfg(feature = "http2")]
mod http2;
mod proxies;
mod limits;
mod deadlines;
mod logging;

use std::ffi::OsString;
use std::fmt;

use clap::{Arg, ArgMatches, Command};

use crate::listener::has_inherited_sockets;
use crate::settings::Settings;
use variables::from_variables;

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
    /// Sockets that systemd hands over are served, too ([`listen_fds`](Self::listen_fds)).
    ///
    /// `--help` prints all of them and ends the program, as a wrong one does with its message and the exit code 2:
    /// what users of command lines expect.
    #[must_use]
    pub fn from_args(self) -> Self {
        self.listen_fds(true)
            .parse_from(std::env::args_os())
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
    /// assert_eq!(settings.port, Some(9001));
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
        let mut settings = self;
        let all = || variables.iter().chain([&given]);
        if listening::is_elsewhere(&all(), settings.listen_fds && has_inherited_sockets()) {
            settings = settings.without_tcp();
        }
        for matches in all() {
            for group in GROUPS {
                (group.set)(&mut settings, matches);
            }
        }
        Ok(settings)
    }
}

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
];

fn command(defaults: &Settings) -> Command {
    let command = Command::new("application")
        .about("An application made with Twinlane. Every option can be a variable instead.");
    GROUPS.iter().fold(command, |command, group| {
        let options = (group.options)(defaults).into_iter();
        command.args(options.map(|option| option.help_heading(group.heading)))
    })
}
