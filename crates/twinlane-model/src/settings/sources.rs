//! The sources of settings.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use super::shape::SettingsShape;
use crate::JsonValue;

/// The sources of settings, for [`load_from`](super::LoadSettings::load_from).
///
/// In a test, [`Sources::of`] gives the variables. The environment of the process and files are then not read:
///
/// ```
/// use twinlane_model::settings::{LoadSettings, Sources, settings};
///
/// #[settings(prefix = "SHOP_", env_file = ".env")]
/// struct Config {
///     admin_email: String,
///     #[field(default = 50)]
///     items_per_user: u32,
/// }
///
/// let config = Config::load_from(Sources::of([("SHOP_ADMIN_EMAIL", "ada@example.com")]))?;
/// assert_eq!((config.admin_email.as_str(), config.items_per_user), ("ada@example.com", 50));
/// # Ok::<(), twinlane_model::settings::SettingsError>(())
/// ```
///
/// Later calls add to earlier ones. The first source that has a value wins, in this order: [`value`](Self::value), variables, `.env` files,
/// folders of secrets, the default. Of several files or folders the last wins.
#[derive(Clone, Default)]
pub struct Sources {
    /// `None`: those of the process.
    variables: Option<Vec<(OsString, OsString)>>,
    /// `None`: those that the settings name.
    env_files: Option<Vec<PathBuf>>,
    /// Likewise.
    secrets_dirs: Option<Vec<PathBuf>>,
    values: Vec<(String, JsonValue)>,
}

impl Sources {
    /// The default sources of [`load`](super::LoadSettings::load): the environment of the process, and the files and folders named in the
    /// settings.
    #[must_use]
    pub fn process() -> Self {
        Self::default()
    }

    /// No source, as a start for values by hand or for files.
    #[must_use]
    pub fn none() -> Self {
        Self::of::<OsString, OsString>([])
    }

    /// Only these variables, and no file.
    #[must_use]
    pub fn of<K, V>(variables: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        Self {
            variables: Some(variables.collect()),
            env_files: Some(Vec::new()),
            secrets_dirs: Some(Vec::new()),
            values: Vec::new(),
        }
    }

    /// Reads this `.env` file instead of those named in the settings.
    #[must_use]
    pub fn env_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.env_files.get_or_insert_default().push(path.into());
        self
    }

    /// Reads the files of this folder of secrets instead of those of the folders named in the settings.
    #[must_use]
    pub fn secrets_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.secrets_dirs.get_or_insert_default().push(path.into());
        self
    }

    /// Sets the value of a field, by the name of the field or an alias. It takes precedence over every other source.
    #[must_use]
    pub fn value(mut self, field: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        let value = JsonValue::from(value.into());
        self.values.push((field.into(), value));
        self
    }

    /// The variables, in their order.
    pub(super) fn variables(&self) -> Vec<(OsString, OsString)> {
        let variables = self.variables.clone();
        variables.unwrap_or_else(super::env_file::process_variables)
    }

    pub(super) fn values(&self) -> &[(String, JsonValue)] {
        &self.values
    }

    pub(super) fn env_files(&self, shape: &SettingsShape) -> Vec<PathBuf> {
        or_declared(self.env_files.as_deref(), shape.env_files)
    }

    pub(super) fn secrets_dirs(&self, shape: &SettingsShape) -> Vec<PathBuf> {
        or_declared(self.secrets_dirs.as_deref(), shape.secrets_dirs)
    }
}

/// Names only: a value may be a secret.
impl fmt::Debug for Sources {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variables = self.variables.iter().flatten();
        let variables: Vec<&OsString> = variables.map(|(name, _)| name).collect();
        let values: Vec<&String> = self.values.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("Sources")
            .field("variables", &self.variables.as_ref().map(|_| variables))
            .field("env_files", &self.env_files)
            .field("secrets_dirs", &self.secrets_dirs)
            .field("values", &values)
            .finish()
    }
}

/// The variables by their names, exactly as they are.
pub(super) fn by_name(variables: &[(OsString, OsString)]) -> HashMap<&OsStr, &OsStr> {
    let pairs = variables.iter();
    pairs
        .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
        .collect()
}

fn or_declared(given: Option<&[PathBuf]>, declared: &[&str]) -> Vec<PathBuf> {
    let expanded = |path: &Path| super::files::expanded(path);
    match given {
        Some(paths) => paths.iter().map(|path| expanded(path)).collect(),
        None => declared
            .iter()
            .map(|path| expanded(Path::new(path)))
            .collect(),
    }
}
