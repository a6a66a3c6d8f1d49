//! The variants of an enum that hold no data.

use syn::{Expr, Ident, ItemEnum, LitInt, LitStr};

use super::fields::refuse_conditions;
use super::names::wire_name;
use crate::errors::Errors;
use crate::model::attribute::Written;
use crate::model::case::Case;
use crate::number::Number;
use crate::options::ungrouped;

/// A variant without a mistake.
pub(in crate::model) struct Variant<'w> {
    pub(in crate::model) ident: &'w Ident,
    pub(in crate::model) value: VariantValue,
}

/// The value of a variant on the wire.
pub(in crate::model) enum VariantValue {
    Text(LitStr),
    Int(LitInt),
}

impl VariantValue {
    fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one.value() == two.value(),
            (Self::Int(one), Self::Int(two)) => one.base10_digits() == two.base10_digits(),
            _ => false,
        }
    }
}

const OPTIONS: &[&str] = &["rename", "value"];

const UNKNOWN_NUMBER: &str = "the number of a variant is written out, since the macro cannot see the value of an expression: \
                              write `= 1`, or `#[field(value = 1)]` above the variant";

/// All variants of an enum.
pub(super) fn all<'w>(
    item: &'w ItemEnum,
    written: &Written,
    case: Option<Case>,
    is_integer: bool,
    errors: &mut Errors,
) -> Vec<Variant<'w>> {
    let mut variants: Vec<Variant<'w>> = Vec::new();
    if item.variants.is_empty() {
        errors.push(
            &item.ident,
            "an enum without variants has no values: add a variant",
        );
    }
    let mut next = 0;
    for (variant, part) in item.variants.iter().zip(&written.parts) {
        refuse_conditions(&variant.attrs, errors);
        let mut options = part.options.clone().known(OPTIONS, errors);
        if options.span("value").is_some() {
            options.refuse(&["rename"], "`value` is what is written", errors);
        }
        let renamed = case.map(|case| move |name: &str| case.of_variant(name));
        let text = options.name("rename", errors);
        let expected = "`value` is a whole number, or a text: write `value = 1`";
        let value = options.value("value", expected, errors, of_expression);
        let mut counted = || {
            is_integer.then(|| {
                if let Some((_, value)) = &variant.discriminant {
                    next = whole_number(value).unwrap_or_else(|| {
                        errors.push(value, UNKNOWN_NUMBER);
                        next
                    });
                }
                let number =
                    VariantValue::Int(LitInt::new(&next.to_string(), variant.ident.span()));
                next += 1;
                number
            })
        };
        let value = value
            .or_else(|| text.map(VariantValue::Text))
            .or_else(&mut counted)
            .unwrap_or_else(|| VariantValue::Text(wire_name(&variant.ident, renamed)));
        if let Some(earlier) = variants
            .iter()
            .find(|earlier| earlier.value.same_as(&value))
        {
            let message = format!("the variant `{}` has this value already", earlier.ident);
            match &value {
                VariantValue::Text(text) => errors.push(text, message),
                VariantValue::Int(number) => errors.push(number, message),
            }
        }
        variants.push(Variant {
            ident: &variant.ident,
            value,
        });
    }
    variants
}

fn of_expression(value: &Expr) -> Option<VariantValue> {
    if let Some(text) = crate::options::as_text(value) {
        return Some(VariantValue::Text(text));
    }
    let span = syn::spanned::Spanned::span(ungrouped(value));
    let number = whole_number(value)?;
    Some(VariantValue::Int(LitInt::new(&number.to_string(), span)))
}

fn whole_number(value: &Expr) -> Option<i64> {
    match Number::read(value)? {
        Number::Int(number) => number.try_into().ok(),
        Number::Float(_) => None,
    }
}
