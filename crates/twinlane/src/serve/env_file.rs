//! The option `--env-file`: a file of variables for `#[settings]`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::error::Result;

/// Settings that are loaded from now on have the variables of this file.
pub(super) fn use_it(path: Option<&Path>) -> Result {
    match path {
        Some(path) => add(path),
        None => Ok(()),
    }
}

/// That of the command line or the environment. Arguments that mean something else are no concern of it.
pub(super) fn use_that_of_process() -> Result {
    let typed = typed(std::env::args_os().skip(1));
    let variable = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let path = typed
        .or_else(|| variable("TWINLANE_ENV_FILE"))
        .or_else(|| variable("UVICORN_ENV_FILE"));
    use_it(path.as_deref().map(Path::new))
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
    Err(crate::Error::msg(
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
