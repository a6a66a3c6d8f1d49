//! The option `--env-file`: a file of variables for `#[settings]`.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::Path;

use crate::errors::{Error, Result};
use crate::log_output;

/// Settings that are loaded from now on have the variables of this file.
pub(super) fn use_it(path: Option<&Path>) -> Result {
    match path {
        Some(path) => add(path),
        None => Ok(()),
    }
}

/// That of the command line or the environment. Arguments that mean something else are no concern of it.
///
/// A wrong one ends the program as any wrong option does, unless it is asked for its options.
pub(super) fn use_that_of_process() {
    let typed = typed(std::env::args_os().skip(1));
    let variable = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let path = typed
        .or_else(|| variable("TWINLANE_ENV_FILE"))
        .or_else(|| variable("UVICORN_ENV_FILE"));
    let is_asked = std::env::args_os().any(|argument| {
        ["--help", "-h", "--version", "-V"]
            .iter()
            .any(|asks| argument == *asks)
    });
    match use_it(path.as_deref().map(Path::new)) {
        Err(error) if !is_asked => refuse(&error),
        _ => {}
    }
}

/// Ends the program with the message of a wrong option, and its exit code.
pub(super) fn refuse(error: &Error) -> ! {
    let text = format!("error: {error}\n\nFor more information, try '--help'.\n");
    // Nobody is left to be told that it failed.
    let _ = std::io::stderr().write_all(text.as_bytes());
    log_output::flush();
    std::process::exit(2)
}

fn typed(mut arguments: impl Iterator<Item = OsString>) -> Option<OsString> {
    while let Some(argument) = arguments.next() {
        if argument == "--env-file" {
            return arguments.next();
        }
        let text = argument.to_str().unwrap_or_default();
        if let Some(path) = text.strip_prefix("--env-file=") {
            return Some(OsStr::new(path).to_owned());
        }
    }
    None
}

#[cfg(feature = "settings")]
fn add(path: &Path) -> Result {
    twinlane_model::settings::use_env_file(path).map_err(Into::into)
}

#[cfg(not(feature = "settings"))]
fn add(_: &Path) -> Result {
    Err(Error::msg(
        "--env-file: this program is built without settings: add the feature `settings` to `twinlane` in Cargo.toml",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_type_it_are_read() {
        let typed = |arguments: &str| {
            let path = typed(arguments.split(' ').map(OsString::from));
            path.map(|path| path.into_string().unwrap())
        };
        assert_eq!(typed("--port 1 --env-file .env"), Some(".env".to_owned()));
        assert_eq!(
            typed("--env-file=a/.env --port 1"),
            Some("a/.env".to_owned())
        );
        assert_eq!(typed("--port 1 --env-files x"), None);
        assert_eq!(typed("--env-file"), None);
    }
}
