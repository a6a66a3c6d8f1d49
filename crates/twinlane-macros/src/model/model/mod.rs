//! The checked form of a model. Every mistake that the macro can know is found here.

mod arms;
mod borrowed;
mod fields;
mod foreign;
mod many_keys;
mod names;
mod newtype;
mod object;
mod rename;
mod variants;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Expr, Fields, Generics, ItemEnum};

use self::newtype::newtype;
use self::rename::case;
use super::attribute::{Written, WrittenItem};
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::options::Options;

pub(super) use arms::{Arm, Held, Tag};
pub(super) use fields::{Access, Field};
pub(super) use foreign::Foreign;
pub(super) use newtype::Newtype;
pub(super) use object::{Computed, Extra, OPTIONS as OBJECT_OPTIONS, Object};
pub(super) use variants::{Variant, VariantValue};

/// A model without a mistake.
pub(super) enum Model<'w> {
    /// A struct with named fields: an object.
    Object(Described, Box<Object<'w>>),
    /// A struct around one value: that value, with rules of its own.
    Newtype(Box<Newtype<'w>>),
    /// An enum of unit variants: one of a few texts or numbers.
    Enum(Described, Vec<Variant<'w>>, IsLiteral),
    /// An enum whose variants hold data: one of several shapes.
    Union(Vec<Arm<'w>>, Option<Tag>),
}

/// True if an enum is one of Python's `Literal`s.
#[derive(Debug, Clone, Copy)]
pub(super) struct IsLiteral(pub(super) bool);

/// The title and description of the model in its schema.
pub(super) struct Described {
    pub(super) title: Option<Expr>,
    pub(super) description: Option<TokenStream>,
}

const ENUM_OPTIONS: &[&str] = &[
    "title",
    "description",
    "rename_all",
    "integer",
    "literal",
    "tag",
    "untagged",
];

impl<'w> Model<'w> {
    /// The model; `None` if a mistake leaves nothing to go on with.
    pub(super) fn new(written: &'w Written, errors: &mut Errors) -> Option<Self> {
        match &written.item {
            WrittenItem::Struct(item) => {
                check_generics(&item.generics, errors);
                match &item.fields {
                    Fields::Named(fields) => {
                        let mut options = written.options.clone().known(object::OPTIONS, errors);
                        let described = Described::take(&mut options, &item.attrs, errors);
                        let object =
                            Object::take(item, &fields.named, written, &mut options, errors);
                        Some(Self::Object(described, Box::new(object)))
                    }
                    Fields::Unnamed(_) => {
                        refuse_generics(&item.generics, errors);
                        newtype(item, written, errors).map(|it| Self::Newtype(Box::new(it)))
                    }
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
                refuse_generics(&item.generics, errors);
                Some(Self::of_enum(item, written, errors))
            }
        }
    }

    fn of_enum(item: &'w ItemEnum, written: &'w Written, errors: &mut Errors) -> Self {
        let mut options = written.options.clone().known(ENUM_OPTIONS, errors);
        refuse_of_enum(&options, errors);
        let described = Described::take(&mut options, &item.attrs, errors);
        let case = case(&mut options, errors);
        let is_integer = options.flag("integer", errors);
        let is_literal = options.flag("literal", errors);
        let tag = options.name("tag", errors);
        let is_untagged = options.flag("untagged", errors);
        let holds_data = item
            .variants
            .iter()
            .any(|variant| !matches!(variant.fields, Fields::Unit));
        if tag.is_none() && !is_untagged && holds_data {
            errors.push(
                &item.ident,
                "how are the variants told apart? By a field: `#[model(tag = \"kind\")]`; \
                 by what they hold: `#[model(untagged)]`",
            );
        }
        if tag.is_some() || is_untagged {
            Self::Union(
                arms::all(item, written, case, tag.as_ref(), errors),
                tag.map(Tag),
            )
        } else {
            let variants = variants::all(item, written, case, is_integer, errors);
            Self::Enum(described, variants, IsLiteral(is_literal))
        }
    }
}

/// Notes the options that another option of the enum leaves without effect.
fn refuse_of_enum(options: &Options, errors: &mut Errors) {
    let has = |name: &str| options.span(name).is_some();
    if has("tag") || has("untagged") {
        let why = "an enum that holds data has no schema of its own, which its variants have";
        options.refuse(&["title", "description"], why, errors);
        let why = "it is for an enum whose variants hold nothing";
        options.refuse(&["integer", "literal"], why, errors);
    }
    if has("tag") {
        let why = "a `tag` tells the variants apart: remove one of the two";
        options.refuse(&["untagged"], why, errors);
    } else if has("untagged") {
        let why = "an `untagged` enum has no names of variants: leave it out";
        options.refuse(&["rename_all"], why, errors);
    }
    if has("literal") && !has("tag") && !has("untagged") {
        let why = "a `literal` has no name in the document: leave it out";
        options.refuse(&["title", "description"], why, errors);
    }
    if has("integer") {
        let why = "the variants are numbers: leave it out";
        options.refuse(&["rename_all"], why, errors);
    }
}

impl Described {
    fn take(options: &mut Options, attributes: &[Attribute], errors: &mut Errors) -> Self {
        let description = options
            .text("description", errors)
            .map(ToTokens::into_token_stream);
        Self {
            title: options.text("title", errors),
            description: description.or_else(|| doc_comment(attributes)),
        }
    }
}

/// A model may be generic over types. What they must be is known: data types.
fn check_generics(generics: &Generics, errors: &mut Errors) {
    for parameter in &generics.params {
        if !matches!(parameter, syn::GenericParam::Type(_)) {
            errors.push(
                parameter,
                "a model can be generic over types only: it owns its values, and its table is one",
            );
        }
    }
}

fn refuse_generics(generics: &Generics, errors: &mut Errors) {
    if !generics.params.is_empty() {
        errors.push(
            generics,
            "only a struct with named fields can be generic: write one type for each it is used with",
        );
    }
}
