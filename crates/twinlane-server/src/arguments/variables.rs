//! The variables of the environment that stand for options.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use crate::arguments::option::{NO, is_switched_off};

/// What the variables say of the options that have not been given; or all that is wrong with them.
pub(super) fn from_variables(
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
pub(super) fn value_of(
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
pub(super) fn first_paragraph(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    text.split("\n\n")
        .next()
        .unwrap_or(text)
        .trim_end()
        .to_owned()
}

/// The variable of an option: `TWINLANE_LOG_LEVEL` for `log-level`.
pub(super) fn variable_of(option: &str) -> String {
    format!("TWINLANE_{}", option.replace('-', "_").to_uppercase())
}

pub(super) const FORWARDED_ALLOW_IPS: &str = "forwarded-allow-ips";
const UVICORNS_VARIABLE: &str = "FORWARDED_ALLOW_IPS";
