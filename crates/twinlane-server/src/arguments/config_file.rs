//! A TOML file of options: one flat table, whose keys are the options' names.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use toml::de::{DeTable, DeValue};

use crate::arguments::option::{is_repeatable, position};
use crate::arguments::report::Report;
use crate::arguments::uvicorn;
use crate::arguments::variables::{is_setting, nearest, parse_values};

/// The options of a file. Each mistake is noted with its line, also of an option that counts less than one given elsewhere.
pub(super) fn read(command: &mut Command, path: &Path, report: &mut Report) -> Vec<ArgMatches> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            report.mistakes.push(format!("{}: {error}", path.display()));
            return Vec::new();
        }
    };
    let place = |at: usize| {
        let before = text.as_bytes().iter().take(at);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        format!("{}:{line}", path.display())
    };
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message();
        report.mistakes.push(format!("{}: {message}", place(at)));
    }
    let mut keys: Vec<_> = table.get_ref().iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let mut found: Vec<OfKey> = Vec::new();
    for (key, value) in keys {
        let read = of_key(command, key.get_ref(), value.get_ref());
        let read = read.and_then(
            |read| match found.iter().find(|other| other.at == read.at) {
                Some(other) => Err(vec![format!(
                    "`{}` is `{}` by another name, which is there already: leave one of them out",
                    read.key, other.key
                )]),
                None => Ok(read),
            },
        );
        match read {
            Ok(read) => found.push(read),
            Err(mistakes) => {
                let place = place(key.span().start);
                let mistakes = mistakes.into_iter();
                let mistakes = mistakes.map(|mistake| format!("{place}: {mistake}"));
                report.mistakes.extend(mistakes);
            }
        }
    }
    // One option may set what another switches off: the order of a file means nothing, as that of variables.
    found.sort_by_key(|read| read.at);
    found.into_iter().map(|read| read.matches).collect()
}

/// An option of a file.
struct OfKey {
    /// The name by which the file has it.
    key: String,
    /// Its place among the options.
    at: usize,
    matches: ArgMatches,
}

fn of_key(command: &mut Command, key: &str, value: &DeValue<'_>) -> Result<OfKey, Vec<String>> {
    let is_possible = is_setting(key) && key != CONFIG;
    let option = position(command, key).filter(|_| is_possible);
    let Some((at, option)) = option else {
        let there_is = match nearest(command, key) {
            Some(nearest) => format!(": there is `{}`", nearest.trim_start_matches('-')),
            None => String::new(),
        };
        return Err(vec![format!("`{key}` is no option of a file{there_is}")]);
    };
    let values = texts(option, value);
    let values = values.map_err(|wanted| vec![format!("`{key}` is {wanted}")])?;
    let matches = parse_values(command, key, &values).map_err(|mistake| vec![mistake])?;
    let refusals = uvicorn::refusals(&matches);
    if refusals.is_empty() {
        let key = key.to_owned();
        Ok(OfKey { key, at, matches })
    } else {
        Err(refusals)
    }
}

/// The texts of a value as they would be typed, or what the option wants.
fn texts(option: &Arg, value: &DeValue<'_>) -> Result<Vec<OsString>, String> {
    if option.is_hide_set() {
        return Ok(vec![refused_text(value).into()]);
    }
    let kind = Kind::of(option);
    let is_repeatable = is_repeatable(option);
    let one = |value: &DeValue<'_>| match (kind, value) {
        (Kind::Switch, DeValue::Boolean(on)) => Some(OsString::from(on.to_string())),
        (Kind::Text, DeValue::String(text)) => Some(OsString::from(text.as_ref())),
        (Kind::Text | Kind::Number, DeValue::Integer(number)) if number.radix() == 10 => {
            Some(OsString::from(number.as_str()))
        }
        _ => None,
    };
    let texts = match value {
        DeValue::Array(values) if is_repeatable => {
            values.iter().map(|value| one(value.get_ref())).collect()
        }
        value => one(value).map(|text| vec![text]),
    };
    texts.ok_or_else(|| {
        let wanted = match (kind, is_repeatable) {
            (_, true) => "a text in quotes, or a list of them",
            (Kind::Switch, _) => "`true` or `false`, without quotes",
            (Kind::Number, _) => "a whole number, without quotes",
            (Kind::Text, _) => "a text in quotes",
        };
        wanted.to_owned()
    })
}

/// Shown in the reason for which it is refused.
fn refused_text(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Boolean(on) => on.to_string(),
        other => other.type_str().to_owned(),
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Switch,
    Number,
    Text,
}

impl Kind {
    fn of(option: &Arg) -> Self {
        let name = option.get_value_names().and_then(|names| names.first());
        match name.map(clap::builder::Str::as_str) {
            Some("ON") => Self::Switch,
            // Several may be named otherwise, too.
            Some("NUMBER" | "SECONDS" | "PORT") if !is_repeatable(option) => Self::Number,
            _ => Self::Text,
        }
    }
}

pub(super) const CONFIG: &str = "config";
