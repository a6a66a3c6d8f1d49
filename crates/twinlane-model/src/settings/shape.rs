//! The options that `#[settings]` has beside those of `#[model]`, as a table.

/// The sources of settings and the names in them, written by the macro.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
#[expect(clippy::exhaustive_structs, reason = "written by the settings macro")]
pub struct SettingsShape {
    /// The prefix of a variable, before the name of the field.
    pub prefix: &'static str,
    /// The `.env` files. Later ones win.
    pub env_files: &'static [&'static str],
    /// Folders with one file for each value. Later ones win.
    pub secrets_dirs: &'static [&'static str],
    /// The separator between the name of a field and the name of a field inside it.
    pub nested_delimiter: Option<&'static str>,
    /// The maximum number of splits of a name at the delimiter.
    pub nested_max_split: Option<usize>,
    /// True if `shop_port` is not `SHOP_PORT`.
    pub case_sensitive: bool,
    /// True if an empty variable counts as absent.
    pub ignore_empty: bool,
    /// The text that means `null`.
    pub parse_none_str: Option<&'static str>,
    /// The treatment of keys of a `.env` file that are no field.
    pub dotenv_filtering: DotenvFiltering,
    /// True if a field with an alias can also be given by its own name.
    pub populate_by_name: bool,
}

impl SettingsShape {
    /// All options at their defaults.
    pub const NONE: Self = Self {
        prefix: "",
        env_files: &[],
        secrets_dirs: &[],
        nested_delimiter: None,
        nested_max_split: None,
        case_sensitive: false,
        ignore_empty: false,
        parse_none_str: None,
        dotenv_filtering: DotenvFiltering::All,
        populate_by_name: false,
    };

    /// The name as variables are looked up by it.
    pub(super) fn lookup(&self, name: &str) -> String {
        if self.case_sensitive {
            name.to_owned()
        } else {
            name.to_lowercase()
        }
    }

    /// The name as people write variables.
    pub(super) fn shown(&self, name: &str) -> String {
        if self.case_sensitive {
            name.to_owned()
        } else {
            name.to_uppercase()
        }
    }

    /// True if the two are one name.
    pub(super) fn is_same(&self, one: &str, other: &str) -> bool {
        one == other || (!self.case_sensitive && one.to_lowercase() == other.to_lowercase())
    }
}

/// The keys of a `.env` file that count: Pydantic's `dotenv_filtering`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
#[expect(clippy::exhaustive_enums, reason = "Pydantic has these three")]
pub enum DotenvFiltering {
    /// All keys. A key that is no field is an extra key.
    All,
    /// Only the keys of fields.
    OnlyExisting,
    /// Only the keys with the prefix. Such a key that is no field is an extra key.
    MatchPrefix,
}
