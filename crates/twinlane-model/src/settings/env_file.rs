//! The `.env` file that an operator names: as if its variables had been set, where they are not. The environment is never written.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::files::{self, FileProblem};
use super::{dotenv, sources};

/// Adds the variables of this file to those of the process, for all settings that are loaded later: Uvicorn's `--env-file`.
///
/// A variable that is already set is kept. `#[twinlane::main]` and `App::serve` call this function for the option `--env-file`.
///
/// # Errors
///
/// If the file does not exist or has an invalid line, if settings were already loaded without it, or if another file was used before.
pub fn use_env_file(path: &Path) -> Result<(), EnvFileError> {
    let mut state = lock();
    if state.path.as_deref() == Some(path) {
        return Ok(());
    }
    let problem = |line, why: &str| vec![FileProblem::new(path, line, why)];
    if state.path.is_some() {
        return Err(EnvFileError(problem(None, "another file is used already")));
    }
    if state.is_read {
        let late =
            "settings have been loaded without it: `#[twinlane::main]` reads `--env-file` first";
        return Err(EnvFileError(problem(None, late)));
    }
    let text = match files::read(path) {
        Ok(Some(text)) => text,
        Ok(None) => return Err(EnvFileError(problem(None, "there is no such file"))),
        Err(problem) => return Err(EnvFileError(vec![problem])),
    };
    let process: Vec<_> = std::env::vars_os().collect();
    let (bindings, bad) = dotenv::read_below(&text, &sources::by_name(&process));
    if !bad.is_empty() {
        let bad = bad.into_iter();
        let problems = bad.map(|bad| FileProblem::new(path, Some(bad.line), bad.why));
        return Err(EnvFileError(problems.collect()));
    }
    let bindings = bindings.into_iter();
    let pairs = bindings.filter_map(|binding| Some((binding.key.into(), binding.value?.into())));
    state.variables = pairs.collect();
    state.path = Some(path.to_owned());
    Ok(())
}

/// The error of an `--env-file` that cannot be used, with every reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFileError(Vec<FileProblem>);

impl fmt::Display for EnvFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "--env-file {}", problem.path.display())?;
            if let Some(line) = problem.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": {}", problem.why)?;
        }
        Ok(())
    }
}

impl std::error::Error for EnvFileError {}

/// The variables of the process, and those of the file that it has not.
pub(super) fn process_variables() -> Vec<(OsString, OsString)> {
    let mut variables: Vec<_> = std::env::vars_os().collect();
    let mut state = lock();
    state.is_read = true;
    if !state.variables.is_empty() {
        let set: HashSet<_> = variables.iter().map(|(name, _)| name.clone()).collect();
        let added = state.variables.iter();
        let added = added.filter(|(name, _)| !set.contains(name));
        variables.extend(added.cloned());
    }
    variables
}

#[derive(Debug)]
struct State {
    path: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
    /// Settings have been loaded from the process.
    is_read: bool,
}

/// Of the process, as its environment is.
static STATE: Mutex<State> = Mutex::new(State {
    path: None,
    variables: Vec::new(),
    is_read: false,
});

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}
