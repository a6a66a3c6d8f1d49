//! The variants of an enum that is a model.

use syn::{Fields, Ident, ItemEnum, LitStr};

use super::fields::{merged, refuse_conditions, wire_name};
use crate::errors::Errors;
use crate::model::attribute::Written;
use crate::model::case::Case;

/// A variant without a mistake.
pub(in crate::model) struct Variant<'w> {
    pub(in crate::model) ident: &'w Ident,
    /// The text on the wire.
    pub(in crate::model) text: LitStr,
}

const OPTIONS: &[&str] = &["rename"];

/// All variants of an enum.
pub(super) fn all<'w>(
    item: &'w ItemEnum,
    written: &Written,
    case: Option<Case>,
    errors: &mut Errors,
) -> Vec<Variant<'w>> {
    let mut variants: Vec<Variant<'w>> = Vec::new();
    if item.variants.is_empty() {
        errors.push(
            &item.ident,
            "an enum without variants has no values: add a variant",
        );
    }
    for (variant, attributes) in item.variants.iter().zip(&written.field_attributes) {
        refuse_conditions(&variant.attrs, errors);
        refuse_data(&variant.fields, errors);
        let mut options = merged(attributes, errors).known(OPTIONS, errors);
        let renamed = case.map(|case| move |name: &str| case.of_variant(name));
        let text = options
            .name("rename", errors)
            .unwrap_or_else(|| wire_name(&variant.ident, renamed));
        if let Some(earlier) = variants
            .iter()
            .find(|earlier| earlier.text.value() == text.value())
        {
            errors.push(
                &text,
                format_args!("the variant `{}` has this text already", earlier.ident),
            );
        }
        variants.push(Variant {
            ident: &variant.ident,
            text,
        });
    }
    variants
}

fn refuse_data(fields: &Fields, errors: &mut Errors) {
    if !matches!(fields, Fields::Unit) {
        errors.push(
            fields,
            "the variants of a model cannot hold data yet: an enum is one of a few texts\n\
             write a struct with an `Option` field for each alternative",
        );
    }
}
