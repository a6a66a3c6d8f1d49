//! What a model means. Everything that is known to be wrong while compiling is found here.

mod fields;
mod variants;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, Fields, Generics, ItemStruct, LitStr, Type};

use super::attribute::{Written, WrittenItem};
use super::case::Case;
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::options::{Options, did_you_mean, listed};

pub(super) use fields::Field;
pub(super) use variants::Variant;

/// A model without a mistake.
pub(super) enum Model<'w> {
    /// A struct with named fields: an object.
    Struct(Described, Vec<Field<'w>>),
    /// A struct around one value: that value.
    Newtype(&'w Type),
    /// An enum of unit variants: one of a few texts.
    Enum(Described, Vec<Variant<'w>>),
}

/// What the schema says of the model as a whole.
pub(super) struct Described {
    pub(super) title: Option<Expr>,
    pub(super) description: Option<TokenStream>,
}

const OPTIONS: &[&str] = &["title", "description", "rename_all"];

impl<'w> Model<'w> {
    /// The model; `None` where a mistake leaves nothing to go on with.
    pub(super) fn new(written: &'w Written, errors: &mut Errors) -> Option<Self> {
        match &written.item {
            WrittenItem::Struct(item) => {
                check_generics(&item.generics, errors);
                match &item.fields {
                    Fields::Named(fields) => {
                        let (described, case) = options(written, &item.attrs, errors);
                        Some(Self::Struct(
                            described,
                            fields::all(&fields.named, written, case, errors),
                        ))
                    }
                    Fields::Unnamed(_) => newtype(item, written, errors).map(Self::Newtype),
                    Fields::Unit => {
                        let message = format!(
                            "a model without fields has braces: write `struct {} {{}}`",
                            item.ident
                        );
                        errors.push(&item.ident, message);
                        None
                    }
                }
            }
            WrittenItem::Enum(item) => {
                check_generics(&item.generics, errors);
                let (described, case) = options(written, &item.attrs, errors);
                Some(Self::Enum(
                    described,
                    variants::all(item, written, case, errors),
                ))
            }
        }
    }
}

fn options(
    written: &Written,
    attributes: &[Attribute],
    errors: &mut Errors,
) -> (Described, Option<Case>) {
    let mut options = written.options.clone().known(OPTIONS, errors);
    let description = options
        .text("description", errors)
        .map(ToTokens::into_token_stream);
    let described = Described {
        title: options.text("title", errors),
        description: description.or_else(|| doc_comment(attributes).map(|text| quote!(#text))),
    };
    (described, case(&mut options, errors))
}

fn case(options: &mut Options, errors: &mut Errors) -> Option<Case> {
    let spelling = options.name("rename_all", errors)?;
    let case = Case::read(&spelling.value());
    if case.is_none() {
        errors.push(&spelling, unknown_case(&spelling));
    }
    case
}

fn unknown_case(spelling: &LitStr) -> String {
    let known = listed(Case::SPELLINGS);
    match did_you_mean(&spelling.value(), Case::SPELLINGS) {
        Some(meant) => format!("unknown case: did you mean `{meant}`?\nthe cases are {known}"),
        None => format!("unknown case\nthe cases are {known}"),
    }
}

fn newtype<'w>(item: &'w ItemStruct, written: &Written, errors: &mut Errors) -> Option<&'w Type> {
    // Its schema is that of the value, so there is nothing to set.
    written.options.clone().known(&[], errors);
    for attribute in written.field_attributes.iter().flatten() {
        let message = "the value of a newtype has no options: its rules stand where the type is used, as in `#[field(gt = 0)]`";
        errors.push(attribute, message);
    }
    let mut fields = item.fields.iter();
    if let (Some(field), None) = (fields.next(), fields.next()) {
        return Some(&field.ty);
    }
    let message =
        "a model has named fields, or a single one without a name: give the fields names, as in";
    errors.push(
        &item.fields,
        format_args!("{message} `struct {} {{ name: String }}`", item.ident),
    );
    None
}

fn check_generics(generics: &Generics, errors: &mut Errors) {
    if !generics.params.is_empty() {
        errors.push(
            generics,
            "a model cannot be generic yet: write one model for each type it is used with",
        );
    } else if let Some(clause) = &generics.where_clause {
        errors.push(
            clause,
            "a model cannot be generic yet: remove the `where` clause",
        );
    }
}
