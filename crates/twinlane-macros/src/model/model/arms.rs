//! The variants of an enum that hold data: the arms of a union.

use syn::{Expr, Fields, Ident, ItemEnum, LitStr, Type};

use super::borrowed::refuse_reference;
use super::fields::{self, Context, Field, refuse_conditions};
use super::names::wire_name;
use crate::errors::Errors;
use crate::model::attribute::{Written, WrittenPart};
use crate::model::case::Case;
use crate::rules::{self, Rules};

/// The name of the field that tells the arms apart.
pub(in crate::model) struct Tag(pub(in crate::model) LitStr);

/// A variant without a mistake.
pub(in crate::model) struct Arm<'w> {
    pub(in crate::model) ident: &'w Ident,
    /// The values of the tag for it: the first is written, each is read. Not empty if there is a tag.
    pub(in crate::model) tags: Vec<LitStr>,
    pub(in crate::model) holds: Held<'w>,
}

/// The content of a variant.
pub(in crate::model) enum Held<'w> {
    /// Nothing: `null`, or an object of the tag alone.
    Nothing,
    /// A value, with rules of its own.
    Value {
        ty: &'w Type,
        rules: Rules,
        check: Option<Expr>,
    },
    /// Fields, as a struct does.
    Fields(Vec<Field<'w>>),
}

/// All variants of an enum.
pub(super) fn all<'w>(
    item: &'w ItemEnum,
    written: &'w Written,
    case: Option<Case>,
    tag: Option<&LitStr>,
    errors: &mut Errors,
) -> Vec<Arm<'w>> {
    let mut arms: Vec<Arm<'w>> = Vec::new();
    if item.variants.is_empty() {
        errors.push(
            &item.ident,
            "an enum without variants has no values: add a variant",
        );
    }
    for (variant, part) in item.variants.iter().zip(&written.parts) {
        refuse_conditions(&variant.attrs, errors);
        let arm = arm(variant, part, case, tag, errors);
        for tag in &arm.tags {
            let has_it = |earlier: &&Arm<'_>| {
                earlier
                    .tags
                    .iter()
                    .any(|known| known.value() == tag.value())
            };
            if let Some(earlier) = arms.iter().find(has_it) {
                errors.push(
                    tag,
                    format_args!("the variant `{}` has this tag already", earlier.ident),
                );
            }
        }
        arms.push(arm);
    }
    if tag.is_none() {
        refuse_variants_that_hold_nothing(&arms, errors);
    }
    arms
}

/// Notes the variants of an untagged enum that nothing tells apart.
fn refuse_variants_that_hold_nothing(arms: &[Arm<'_>], errors: &mut Errors) {
    let holds_nothing = |arm: &&Arm<'_>| matches!(arm.holds, Held::Nothing);
    let mut empty = arms.iter().filter(holds_nothing);
    let Some(first) = empty.next() else { return };
    if arms.iter().all(|arm| holds_nothing(&arm)) {
        let message = "an `untagged` enum is told by what its variants hold, and these hold nothing: leave `untagged` out";
        errors.push(first.ident, message);
    } else if let Some(second) = empty.next() {
        let message = format!(
            "a variant that holds nothing is `null`, which `{}` is already: let it hold something, or leave it out",
            first.ident
        );
        errors.push(second.ident, message);
    }
}

fn arm<'w>(
    variant: &'w syn::Variant,
    part: &'w WrittenPart,
    case: Option<Case>,
    tag: Option<&LitStr>,
    errors: &mut Errors,
) -> Arm<'w> {
    let known: &[&str] = if tag.is_some() {
        &["rename", "tags"]
    } else {
        &[]
    };
    let mut options = part.options.clone().known(known, errors);
    if options.span("tags").is_some() {
        let why = "the first of `tags` is the name that is written";
        options.refuse(&["rename"], why, errors);
    }
    let renamed = case.map(|case| move |name: &str| case.of_variant(name));
    let text = options.name("rename", errors);
    let mut tags = options.text_or_texts("tags", errors);
    if tags.is_empty() {
        tags.push(text.unwrap_or_else(|| wire_name(&variant.ident, renamed)));
    }
    if tag.is_none() {
        tags.clear();
    }
    Arm {
        ident: &variant.ident,
        tags,
        holds: held(variant, part, tag, errors),
    }
}

fn held<'w>(
    variant: &'w syn::Variant,
    part: &'w WrittenPart,
    tag: Option<&LitStr>,
    errors: &mut Errors,
) -> Held<'w> {
    match &variant.fields {
        Fields::Unit => Held::Nothing,
        Fields::Named(fields) => {
            let context = Context {
                case: None,
                by_name: false,
                all_default: None,
            };
            let fields = fields::all(&fields.named, part.fields.iter(), &context, errors);
            for field in &fields {
                let is_tag = |name: &LitStr| tag.is_some_and(|tag| tag.value() == name.value());
                if field.input_names().any(is_tag) {
                    errors.push(&field.name, "the tag of the enum has this name already");
                }
                if field.is_extra {
                    errors.push(
                        field.ident,
                        "a variant cannot keep extra keys: let it hold a model that does",
                    );
                }
                if field.is_flattened {
                    errors.push(
                        field.ident,
                        "a variant cannot flatten a model: let it hold a model that does",
                    );
                }
            }
            Held::Fields(fields)
        }
        Fields::Unnamed(held) => {
            let mut fields = held.unnamed.iter();
            let (Some(field), None) = (fields.next(), fields.next()) else {
                errors.push(
                    held,
                    "a variant holds one value, or fields with names: `Point { x: f64, y: f64 }`",
                );
                return Held::Nothing;
            };
            let known: Vec<&str> = if tag.is_some() {
                Vec::new()
            } else {
                [rules::NAMES, &["check"]].concat()
            };
            let options = part.fields.first().cloned().unwrap_or_default();
            let mut options = options.known(&known, errors);
            refuse_reference(&field.ty, errors);
            Held::Value {
                ty: &field.ty,
                rules: Rules::take(&mut options, errors),
                check: options.path("check", errors),
            }
        }
    }
}
