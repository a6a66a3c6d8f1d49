//! Settings from the environment, `.env` files and folders of secrets, read as pydantic-settings reads them.
//!
//! # Layout
//!
//! - `sources`: the places that are searched; `shape`: the options of `#[settings]` about them
//! - `files`, `dotenv`, `variables`: the values found there, by name
//! - `env_file`: the file of the option `--env-file`
//! - `names`, `kinds`, `nested`: the variables of a field, and the reading of their texts
//! - `layer`, `secrets`: the values of one source
//! - `load`: all layers into one object, which the model reads
//! - `defaults`: the check that defaults keep the rules of their fields
//! - `mask`, `report`: the report of errors, without secrets

mod sources;
mod shape;
mod files;
mod dotenv;
mod env_file;
mod variables;
mod names;
mod kinds;
mod nested;
mod layer;
mod secrets;
mod load;
mod defaults;
mod mask;
mod report;

pub use env_file::{EnvFileError, use_env_file};
pub use report::SettingsError;
pub use sources::Sources;
/// Makes settings of a struct with named fields.
///
/// The full documentation is at the re-export in `twinlane`. `load` and `load_from` are methods of [`LoadSettings`].
///
/// ```
/// use twinlane_model::settings::{LoadSettings, Sources, settings};
///
/// #[settings(prefix = "SHOP_", nested_delimiter = "__")]
/// struct Config {
///     tags: Vec<String>,
///     database: Database,
/// }
///
/// #[twinlane_model::model]
/// struct Database {
///     host: String,
///     #[field(default = 5432)]
///     port: u16,
/// }
///
/// let sources = Sources::of([("SHOP_TAGS", r#"["new"]"#), ("SHOP_DATABASE__HOST", "db")]);
/// let config = Config::load_from(sources)?;
/// assert_eq!(config.tags, ["new"]);
/// assert_eq!((config.database.host.as_str(), config.database.port), ("db", 5432));
/// # Ok::<(), twinlane_model::settings::SettingsError>(())
/// ```
pub use twinlane_macros::settings_alone as settings;

#[doc(hidden)]
pub use defaults::{check_default, check_default_by};
#[doc(hidden)]
#[doc(hidden)]
pub use shape::{DotenvFiltering, SettingsShape};

use crate::validation::read_alone;
use crate::{ErrorList, Model};
use layer::Settings;
use load::Loaded;

/// A struct with `#[settings]` above it: its fields are variables of the environment.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not settings",
    label = "not a struct with `#[settings]` above it",
    note = "write `#[settings]` in the place of `#[model]`"
)]
pub trait LoadSettings: Model {
    /// The options of the macro about the sources.
    #[doc(hidden)]
    const SETTINGS: &'static SettingsShape;

    /// Reports the mistakes in the default of a field.
    #[doc(hidden)]
    fn check_default(field: &str, errors: &mut ErrorList);

    /// Loads the settings from the environment of the process, and from the files and folders named in the settings.
    ///
    /// # Errors
    ///
    /// All mistakes in one error: every variable that is missing or wrong, every key of a `.env` file that is no field, and every file that
    /// cannot be read.
    fn load() -> Result<Self, SettingsError> {
        Self::load_from(Sources::process())
    }

    /// Loads the settings from these sources, for example in a test: see [`Sources::of`].
    ///
    /// # Errors
    ///
    /// Errors as for [`load`](Self::load).
    fn load_from(sources: Sources) -> Result<Self, SettingsError> {
        let settings = Settings {
            model: Self::MODEL,
            shape: Self::SETTINGS,
        };
        let loaded = Loaded::new(settings, &sources);
        let mut errors = Loaded::errors();
        let value = read_alone(&loaded.object, &mut errors);
        for field in loaded.absent() {
            Self::check_default(field, &mut errors);
        }
        loaded.finish(value, errors)
    }
}
