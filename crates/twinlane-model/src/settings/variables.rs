//! Variables of one source, by the names that they are looked up by.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::dotenv;
use super::files::{self, FileProblem};
use super::shape::SettingsShape;

/// The place that a value is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Given by the program.
    ByHand,
    Environment,
    /// A line of a `.env` file.
    EnvFile(PathBuf, usize),
    /// A file in a folder of secrets.
    Secret(PathBuf),
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    Text(String),
    /// The text that means `null`.
    Null(String),
    /// The text that it has, with marks for the bytes that are none.
    NoText(String),
    /// Nothing: a key that stands alone in a file.
    Nothing,
}

#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// Its name as it is written.
    pub(super) name: String,
    pub(super) given: Given,
    pub(super) place: Place,
}

impl Variable {
    /// True if its text is the one that means `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.given, Given::Null(_))
    }
}

/// The variables of the environment, or of all `.env` files.
#[derive(Debug, Default)]
pub(super) struct Variables(IndexMap<String, Variable>);

impl Variables {
    /// Those of the environment. A name that is no text is that of no field.
    pub(super) fn of_environment(
        variables: &[(OsString, OsString)],
        shape: &SettingsShape,
    ) -> Self {
        let mut all = Self::default();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            let given = match value.to_str() {
                Some(text) => given(text.to_owned(), shape),
                None => Some(Given::NoText(value.to_string_lossy().into_owned())),
            };
            all.add(name.to_owned(), given, Place::Environment, shape);
        }
        all
    }

    /// Those of the files that are there, and what is wrong with those that cannot be read.
    pub(super) fn of_env_files(
        paths: &[PathBuf],
        environment: &HashMap<&OsStr, &OsStr>,
        shape: &SettingsShape,
    ) -> (Self, Vec<FileProblem>) {
        let (mut all, mut problems) = (Self::default(), Vec::new());
        for path in paths {
            let text = match files::read(path) {
                Ok(None) => continue,
                Ok(Some(text)) => text,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let (bindings, bad) = dotenv::read(&text, environment);
            all.add_file(path, bindings, shape);
            let bad = bad.into_iter();
            problems.extend(bad.map(|bad| FileProblem::new(path, Some(bad.line), bad.why)));
        }
        (all, problems)
    }

    fn add_file(&mut self, path: &Path, bindings: Vec<dotenv::Binding>, shape: &SettingsShape) {
        for binding in bindings {
            let given = match binding.value {
                Some(text) => given(text, shape),
                None => Some(Given::Nothing),
            };
            let place = Place::EnvFile(path.to_owned(), binding.line);
            self.add(binding.key, given, place, shape);
        }
    }

    /// Later ones win.
    fn add(&mut self, name: String, given: Option<Given>, place: Place, shape: &SettingsShape) {
        if let Some(given) = given {
            let lookup = shape.lookup(&name);
            self.0.insert(lookup, Variable { name, given, place });
        }
    }

    /// The variable of this name, if it has a value.
    pub(super) fn get(&self, lookup: &str) -> Option<&Variable> {
        let variable = self.0.get(lookup);
        variable.filter(|variable| variable.given != Given::Nothing)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.0.iter().map(|(lookup, one)| (lookup.as_str(), one))
    }
}

/// `None` of a variable that is left out.
fn given(text: String, shape: &SettingsShape) -> Option<Given> {
    if shape.ignore_empty && text.is_empty() {
        return None;
    }
    if shape.parse_none_str == Some(text.as_str()) {
        return Some(Given::Null(text));
    }
    Some(Given::Text(text))
}
