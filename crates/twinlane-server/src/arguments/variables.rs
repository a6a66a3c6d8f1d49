//! The variables of the environment that stand for options.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{ArgMatches, Command};

use crate::arguments::option::{NO, find, is_repeatable, is_switched_off, names_of};
use crate::arguments::report::Report;
use crate::arguments::uvicorn;

/// Sets the options that no argument has given by variables, and notes those that are wrong.
pub(super) fn from_variables(
    command: &mut Command,
    given: &ArgMatches,
    variable: &impl Fn(&str) -> Option<OsString>,
    report: &mut Report,
) -> Vec<ArgMatches> {
    let options: Vec<String> = command
        .get_arguments()
        .filter(|option| !uvicorn::is_refused(option.get_id().as_str()))
        .map(|option| option.get_id().to_string())
        .filter(|option| is_setting(option))
        .filter(|option| !given.contains_id(option) && !is_switched_off(given, option))
        .collect();
    let mut found = Vec::new();
    for option in options {
        let Some((name, value)) = value_of(command, &option, variable) else {
            continue;
        };
        let values = values(command, &option, &name, value);
        match parse_values(command, &option, &values) {
            Ok(matches) => found.push(matches),
            Err(mistake) => {
                let hint = hint(&values);
                report.mistakes.push(format!("{name}: {mistake}{hint}"));
            }
        }
    }
    found
}

/// True if an option can be set by a variable or a file.
pub(super) fn is_setting(option: &str) -> bool {
    !option.starts_with(NO) && !["help", "version", "app"].contains(&option)
}

/// Reads values of one option as if they had been typed.
pub(super) fn parse_values(
    command: &mut Command,
    option: &str,
    values: &[OsString],
) -> Result<ArgMatches, String> {
    let typed = values.iter().map(|value| {
        let mut argument = OsString::from(format!("--{option}="));
        argument.push(value);
        argument
    });
    let arguments = [OsString::new()].into_iter().chain(typed);
    command
        .try_get_matches_from_mut(arguments)
        .map_err(|error| first_paragraph(&error))
}

/// The options that are closest to a name that is none, as `--port`.
pub(super) fn nearest(command: &mut Command, name: &str) -> Option<String> {
    let argument = format!("--{name}");
    let error = command.try_get_matches_from_mut(["", &argument]).err()?;
    match error.get(ContextKind::SuggestedArg)? {
        ContextValue::String(nearest) => Some(nearest.clone()),
        ContextValue::Strings(nearest) => nearest.first().cloned(),
        _ => None,
    }
}

/// The names of variables that look like options and are none: one line for all.
///
/// Such a variable is no error: Kubernetes gives a process some for each service, also for one that is called `twinlane`.
pub(super) fn unknown(
    command: &mut Command,
    names: impl IntoIterator<Item = String>,
) -> Option<String> {
    let known = command.get_arguments().flat_map(names_of);
    let has_place = |name: &&str| !uvicorn::is_refused(name) || uvicorn::is_left_out(name);
    let known = known.filter(|name| is_setting(name)).filter(has_place);
    let known: Vec<String> = known.map(variable_of).collect();
    let mut unknown = Vec::new();
    for name in names {
        let Some(end) = name.strip_prefix(OURS) else {
            continue;
        };
        if known.contains(&name) || is_of_kubernetes(end) {
            continue;
        }
        let option = end.replace('_', "-").to_lowercase();
        unknown.push(match nearest(command, &option) {
            Some(nearest) => {
                let nearest = variable_of(nearest.trim_start_matches('-'));
                format!("{name} (there is {nearest})")
            }
            None => name,
        });
    }
    (!unknown.is_empty()).then(|| format!("no option has the variable {}", unknown.join(", ")))
}

/// The variables that Kubernetes makes of a service by the name of `twinlane`.
fn is_of_kubernetes(end: &str) -> bool {
    end.starts_with("SERVICE_HOST") || end.starts_with("SERVICE_PORT") || end.starts_with("PORT_")
}

/// The variable of an option, and what it says: Twinlane's before Uvicorn's. An empty one counts as not set.
fn value_of(
    command: &Command,
    option: &str,
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Option<(String, OsString)> {
    let found = find(command, option)?;
    let names = || names_of(found);
    let of_uvicorn = names().filter_map(uvicorn::known);
    let of_uvicorn = of_uvicorn.map(uvicorn::UvicornOption::variable);
    for name in names().map(variable_of).chain(of_uvicorn) {
        if let Some(value) = variable(&name).filter(|value| !value.is_empty()) {
            return Some((name, value));
        }
    }
    // Uvicorn's other name for it, to which an empty list is a list: nobody is trusted.
    let has_other = option == FORWARDED_ALLOW_IPS;
    let value = has_other.then(|| variable(OTHER_VARIABLE)).flatten()?;
    Some((OTHER_VARIABLE.to_owned(), value))
}

/// The values of an option that may be given several times: a line each, and in Uvicorn's variable a word each, if it is a list there.
fn values(command: &Command, option: &str, name: &str, value: OsString) -> Vec<OsString> {
    let Some(text) = value
        .to_str()
        .filter(|_| find(command, option).is_some_and(is_repeatable))
    else {
        return vec![value];
    };
    let parts: Vec<&str> = if name.starts_with(OURS) {
        text.lines().collect()
    } else if is_list_of_uvicorn(command, option) {
        text.split_whitespace().collect()
    } else {
        return vec![value];
    };
    let parts = parts.into_iter().map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(OsString::from)
        .collect()
}

/// True if Uvicorn's variable of an option is a list.
fn is_list_of_uvicorn(command: &Command, option: &str) -> bool {
    let names = find(command, option).into_iter().flat_map(names_of);
    let mut known = names.filter_map(uvicorn::known);
    known.any(uvicorn::UvicornOption::is_list)
}

/// The remedy for a variable that Kubernetes has set.
fn hint(values: &[OsString]) -> &'static str {
    let is_link = |value: &OsString| {
        value
            .to_str()
            .is_some_and(|text| text.starts_with("tcp://"))
    };
    if values.iter().any(is_link) {
        "; Kubernetes sets it for a service called `twinlane`: write `enableServiceLinks: false` in the pod"
    } else {
        ""
    }
}

/// The mistake, without what clap says of the usage.
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
pub(super) fn variable_of(option: &str) -> String {
    format!("{OURS}{}", option.replace('-', "_").to_uppercase())
}

/// Before the name of each variable.
const OURS: &str = "TWINLANE_";

pub(super) const FORWARDED_ALLOW_IPS: &str = "forwarded-allow-ips";
const OTHER_VARIABLE: &str = "FORWARDED_ALLOW_IPS";
