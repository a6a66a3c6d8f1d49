//! A struct around one value.

use proc_macro2::TokenStream;
use syn::{Expr, ItemStruct, Type};

use super::borrowed::refuse_reference;
use super::foreign::{self, Foreign};
use crate::errors::Errors;
use crate::model::attribute::Written;
use crate::rules::{self, Rules};
use crate::schema_keywords::take_described;

/// A struct around one value.
pub(in crate::model) struct Newtype<'w> {
    pub(in crate::model) ty: &'w Type,
    pub(in crate::model) rules: Rules,
    pub(in crate::model) check: Option<Expr>,
    /// Further keywords of its schema.
    pub(in crate::model) more: Option<TokenStream>,
    /// The functions that read and write the value, if its type is no data type.
    pub(in crate::model) foreign: Option<Foreign>,
}

/// The options of the schema.
const SCHEMA_OPTIONS: &[&str] = &[
    "title",
    "description",
    "example",
    "examples",
    "json_schema_extra",
];

pub(super) fn newtype<'w>(
    item: &'w ItemStruct,
    written: &Written,
    errors: &mut Errors,
) -> Option<Newtype<'w>> {
    let known = [foreign::OPTIONS, SCHEMA_OPTIONS].concat();
    let mut options = (written.options.clone()).known_with(&known, foreign::FROM_SERDE, errors);
    let more = take_described(&mut options, errors);
    let mut fields = item.fields.iter();
    if let (Some(field), None) = (fields.next(), fields.next()) {
        let foreign = Foreign::take("model", &field.ty, &mut options, errors);
        let options = written.parts.first().map(|part| part.options.clone());
        let known = [rules::NAMES, &["check"]].concat();
        let mut options = options.unwrap_or_default().known(&known, errors);
        let rules = Rules::take(&mut options, errors);
        if foreign.is_some() {
            rules.refuse_of_foreign(&item.ident, errors);
        } else {
            refuse_reference(&field.ty, errors);
        }
        return Some(Newtype {
            ty: &field.ty,
            rules,
            check: options.path("check", errors),
            more,
            foreign,
        });
    }
    let message =
        "a model has named fields, or a single one without a name: give the fields names, as in";
    errors.push(
        &item.fields,
        format_args!("{message} `struct {} {{ name: String }}`", item.ident),
    );
    None
}
