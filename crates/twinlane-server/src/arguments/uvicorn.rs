//! Uvicorn's options: those that have a place here, and why the others have none.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::arguments::variables::variable_of;

/// An option of Uvicorn.
pub(super) struct UvicornOption {
    /// Without its dashes.
    pub(super) name: &'static str,
    /// The end of its variable, if that is a list and so not made of its name.
    list: Option<&'static str>,
    place: Place,
}

/// The place of an option of Uvicorn in Twinlane.
enum Place {
    /// There is an option of the same name.
    Here,
    /// There is one if Twinlane is built with this feature.
    InFeature(&'static str),
    /// There is none.
    Nowhere(Refusal),
}

/// The reason for which an option of Uvicorn is refused.
struct Refusal {
    takes_value: bool,
    /// Values that mean what Twinlane does anyway.
    fits: &'static [&'static str],
    why: &'static str,
    /// The thing to type in its place.
    instead: &'static str,
}

impl UvicornOption {
    /// Its variable, in Uvicorn.
    pub(super) fn variable(&self) -> String {
        let end = self.list.unwrap_or(self.name);
        format!("UVICORN_{}", end.replace('-', "_").to_uppercase())
    }

    /// True if its variable has a word for each value. A space in any other is a part of the value.
    pub(super) fn is_list(&self) -> bool {
        self.list.is_some()
    }

    /// True if this program is built without it.
    fn is_in_feature(&self) -> bool {
        matches!(self.place, Place::InFeature(_))
    }

    /// The reason for which this value has no place here, and what to type. `None`: it has one.
    fn refusal(&self, value: &str) -> Option<String> {
        match &self.place {
            Place::Here => None,
            Place::InFeature(feature) => Some(format!(
                "this program is built without it: add the feature `{feature}` to `twinlane` in Cargo.toml"
            )),
            Place::Nowhere(refusal) => {
                let fits = refusal.fits.iter();
                let is_fit = fits.into_iter().any(|fit| fit.eq_ignore_ascii_case(value));
                (!is_fit).then(|| format!("{}: {}", refusal.why, refusal.instead))
            }
        }
    }
}

/// The row of an option.
pub(super) fn known(name: &str) -> Option<&'static UvicornOption> {
    TABLE.iter().find(|option| option.name == name)
}

/// True for an option of Uvicorn's that has no place in this program.
pub(super) fn is_refused(name: &str) -> bool {
    known(name).is_some_and(|option| !matches!(option.place, Place::Here))
}

/// True for such an option that would have one if the program were built with a feature.
pub(super) fn is_left_out(name: &str) -> bool {
    known(name).is_some_and(UvicornOption::is_in_feature)
}

/// The command with the options that it refuses, unseen in `--help`, so that a reason can be given.
pub(super) fn add_refused(mut command: Command) -> Command {
    for option in TABLE {
        let takes_value = match &option.place {
            Place::Here => continue,
            Place::InFeature(_) => true,
            Place::Nowhere(refusal) => refusal.takes_value,
        };
        let is_there = |known: &Arg| known.get_id() == option.name;
        if command.get_arguments().any(is_there) {
            continue;
        }
        let mut refused = Arg::new(option.name).hide(true).action(ArgAction::Append);
        if option.name != APP {
            refused = refused.long(option.name).allow_hyphen_values(takes_value);
        }
        if !takes_value {
            refused = refused
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true");
        } else if matches!(option.place, Place::InFeature(_)) {
            // A switch has none.
            refused = refused.num_args(0..=1).default_missing_value("");
        }
        command = command.arg(refused);
    }
    command
}

/// The options that are given and have no place here: each as it was typed, the reason, and what to type.
pub(super) fn refusals(given: &ArgMatches) -> Vec<String> {
    let mut refusals = Vec::new();
    for option in TABLE {
        let Ok(Some(values)) = given.try_get_many::<String>(option.name) else {
            continue;
        };
        for value in values {
            if let Some(reason) = option.refusal(value) {
                refusals.push(format!("{}: {reason}", typed(option, value)));
            }
        }
    }
    refusals
}

fn typed(option: &UvicornOption, value: &str) -> String {
    let takes_value = match &option.place {
        Place::Nowhere(refusal) => refusal.takes_value,
        Place::Here | Place::InFeature(_) => false,
    };
    match (option.name, takes_value) {
        (APP, _) => format!("'{value}'"),
        (name, true) => format!("--{name} {value}"),
        (name, false) => format!("--{name}"),
    }
}

/// The options of Uvicorn whose variable is set, but has no effect here: the variable, and the reason.
///
/// Such a variable is no error, so that a program can take the place of a Python one and its variables.
pub(super) fn without_effect(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut said = Vec::new();
    for option in TABLE.iter().filter(|option| option.name != APP) {
        let name = option.variable();
        if let Some(value) = variable(&name).filter(|value| !value.is_empty())
            && let Some(reason) = option.refusal(&value)
            && !is_off(option, &value)
        {
            said.push(format!("{name}={value} has no effect: {reason}"));
        }
    }
    said
}

/// The variables of Twinlane that ask for what this program is built without: each with the reason, and what to do.
pub(super) fn refused_variables(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut said = Vec::new();
    for option in TABLE.iter().filter(|option| option.is_in_feature()) {
        let name = variable_of(option.name);
        if let Some(value) = variable(&name).filter(|value| !value.is_empty())
            && let Some(reason) = option.refusal(&value)
            && !says_no(&value)
        {
            said.push(format!("{name}: {reason}"));
        }
    }
    said
}

/// True for the variable of a switch that says no.
fn is_off(option: &UvicornOption, value: &str) -> bool {
    let is_switch = matches!(&option.place, Place::Nowhere(refusal) if !refusal.takes_value);
    (is_switch || option.is_in_feature()) && says_no(value)
}

fn says_no(value: &str) -> bool {
    let no = ["0", "false", "f", "no", "n", "off"];
    no.iter().any(|no| no.eq_ignore_ascii_case(value))
}

const fn here(name: &'static str) -> UvicornOption {
    at(name, Place::Here)
}

const fn in_feature(name: &'static str, feature: &'static str, is_built: bool) -> UvicornOption {
    if is_built {
        return here(name);
    }
    at(name, Place::InFeature(feature))
}

/// A switch that is refused.
const fn no_switch(
    name: &'static str,
    (why, instead): (&'static str, &'static str),
) -> UvicornOption {
    at(
        name,
        Place::Nowhere(Refusal {
            takes_value: false,
            fits: &[],
            why,
            instead,
        }),
    )
}

/// An option with a value that is refused, but for these values.
const fn no_value(
    name: &'static str,
    fits: &'static [&'static str],
    (why, instead): (&'static str, &'static str),
) -> UvicornOption {
    at(
        name,
        Place::Nowhere(Refusal {
            takes_value: true,
            fits,
            why,
            instead,
        }),
    )
}

const fn at(name: &'static str, place: Place) -> UvicornOption {
    UvicornOption {
        name,
        list: None,
        place,
    }
}

/// Given several times in Uvicorn: click makes the variable of the parameter's name, and splits it at spaces.
const fn list(mut option: UvicornOption, variable: &'static str) -> UvicornOption {
    option.list = Some(variable);
    option
}

/// The argument before all options.
const APP: &str = "app";

const COMPILED: (&str, &str) = (
    "a compiled program does not load itself again",
    "stop it and type `cargo run`",
);
const BUILT_IN: (&str, &str) = (
    "the application is a part of this program",
    "leave it out; a switch has its value behind `=`, as in `--access-log=false`",
);
const IS_THE_APPLICATION: (&str, &str) =
    ("the application is a part of this program", "leave it out");
const OF_THE_OPERATIONS: (&str, &str) = (
    "WebSockets are there where the application has operations of them",
    "leave it out",
);
const READ_AS_RECEIVED: (&str, &str) = (
    "messages are read as they are received, and nobody counts them",
    "leave it out; `--ws-max-size` is the most bytes of one",
);

/// All options of Uvicorn 0.54, in the order of its `--help`.
pub(super) const TABLE: &[UvicornOption] = &[
    no_value(APP, &[], BUILT_IN),
    here("host"),
    here("port"),
    here("uds"),
    here("fd"),
    no_switch("reload", COMPILED),
    list(no_value("reload-dir", &[], COMPILED), "RELOAD_DIRS"),
    list(no_value("reload-include", &[], COMPILED), "RELOAD_INCLUDES"),
    list(no_value("reload-exclude", &[], COMPILED), "RELOAD_EXCLUDES"),
    no_value("reload-delay", &[], COMPILED),
    no_value(
        "workers",
        &["1"],
        (
            "one process has a worker thread for each core",
            "leave it out",
        ),
    ),
    no_value(
        "loop",
        &["auto"],
        ("the event loop is tokio's", "leave it out"),
    ),
    no_value(
        "http",
        &["auto"],
        ("requests are read by hyper", "leave it out"),
    ),
    in_feature("http2", "http2", cfg!(feature = "http2")),
    no_value("ws", &["auto"], OF_THE_OPERATIONS),
    in_feature("ws-max-size", "websockets", cfg!(feature = "websockets")),
    no_value("ws-max-queue", &[], READ_AS_RECEIVED),
    in_feature(
        "ws-ping-interval",
        "websockets",
        cfg!(feature = "websockets"),
    ),
    in_feature(
        "ws-ping-timeout",
        "websockets",
        cfg!(feature = "websockets"),
    ),
    in_feature(
        "ws-per-message-deflate",
        "websockets",
        cfg!(feature = "websockets"),
    ),
    no_value(
        "lifespan",
        &["auto", "on"],
        (
            "operations need what is made at the start",
            "leave it out, and take `.lifespan(..)` out of the program",
        ),
    ),
    no_value("interface", &["auto"], IS_THE_APPLICATION),
    here("env-file"),
    no_value(
        "log-config",
        &[],
        (
            "such a file configures Python's logging",
            "use `--log-level`, or the variable RUST_LOG for a level by module, or a `tracing` subscriber of your own",
        ),
    ),
    here("log-level"),
    here("access-log"),
    here("use-colors"),
    here("proxy-headers"),
    here("server-header"),
    here("date-header"),
    here("forwarded-allow-ips"),
    here("root-path"),
    here("limit-concurrency"),
    here("backlog"),
    here("limit-max-requests"),
    here("limit-max-requests-jitter"),
    here("timeout-keep-alive"),
    here("timeout-graceful-shutdown"),
    no_value(
        "timeout-worker-healthcheck",
        &[],
        (
            "there are no worker processes to look after",
            "leave it out",
        ),
    ),
    here("ssl-keyfile"),
    here("ssl-certfile"),
    here("ssl-keyfile-password"),
    here("ssl-version"),
    here("ssl-cert-reqs"),
    here("ssl-ca-certs"),
    here("ssl-ciphers"),
    list(here("header"), "HEADERS"),
    here("version"),
    no_value("app-dir", &[], IS_THE_APPLICATION),
    no_value(
        "h11-max-incomplete-event-size",
        &[],
        (
            "h11 is a parser of Python's",
            "use `--max-header-size NUMBER`",
        ),
    ),
    no_switch(
        "reset-contextvars",
        ("each request has context of its own anyway", "leave it out"),
    ),
    no_switch("factory", IS_THE_APPLICATION),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::option::{find, names_of};
    use crate::settings::Settings;

    const PAGE: &str = include_str!("../../../../docs/server.md");

    /// In a table.
    fn is_on_page(name: &str) -> bool {
        let option = format!("`--{name}`");
        let mut rows = PAGE.lines().filter(|line| line.starts_with("| "));
        rows.any(|row| row.contains(&option))
    }

    #[test]
    fn every_option_of_the_command_is_on_the_page() {
        let command = crate::arguments::command(&Settings::new());
        for option in command
            .get_arguments()
            .filter(|option| !option.is_hide_set())
        {
            for name in names_of(option) {
                assert!(is_on_page(name), "{name}: write it in docs/server.md");
            }
        }
        assert!(!is_on_page("nothing"));
    }

    #[test]
    fn every_option_of_uvicorn_is_on_the_page_and_has_its_place() {
        let command = crate::arguments::command(&Settings::new());
        for option in TABLE {
            let name = option.name;
            assert!(
                name == APP || is_on_page(name),
                "{name}: write it in docs/server.md"
            );
            assert!(find(&command, name).is_some(), "{name} is no option");
        }
    }
}
