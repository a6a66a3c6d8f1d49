//! The names of the variables of a field.

use super::shape::SettingsShape;
use crate::shape::FieldShape;

/// One name that a field is given by.
#[derive(Debug)]
pub(super) struct VariableName {
    /// As it is looked up.
    pub(super) lookup: String,
    /// As people write it.
    pub(super) shown: String,
}

/// All names of a field, the first first. An alias is the whole name: it has no prefix.
pub(super) fn variable_names(field: &FieldShape, shape: &SettingsShape) -> Vec<VariableName> {
    let is_own = |name: &str| field.rust_name.is_none_or(|own| own == name);
    let has_alias = field.rust_name.is_some();
    let names = std::iter::once(&field.name).chain(field.other_names);
    let names = names.enumerate().map(|(place, name)| {
        let is_last = place == field.other_names.len();
        let by_name = shape.populate_by_name && is_last && place > 0;
        let has_prefix = if has_alias {
            by_name && is_own(name)
        } else {
            place == 0
        };
        let whole = if has_prefix {
            format!("{}{name}", shape.prefix)
        } else {
            (*name).to_owned()
        };
        VariableName {
            lookup: shape.lookup(&whole),
            shown: shape.shown(&whole),
        }
    });
    names.collect()
}

/// The name of the field in Rust.
pub(super) fn own_name(field: &FieldShape) -> &'static str {
    field.rust_name.unwrap_or(field.name)
}
