//! The fields of a model.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, LitStr, Token, Type};

use crate::default_value::DefaultValue;
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::model::attribute::Written;
use crate::model::case::Case;
use crate::options::{Options, WrittenOptions};
use crate::rules::Rules;

/// A field without a mistake.
pub(in crate::model) struct Field<'w> {
    pub(in crate::model) ident: &'w Ident,
    pub(in crate::model) ty: &'w Type,
    /// The name on the wire.
    pub(in crate::model) name: LitStr,
    pub(in crate::model) title: Option<Expr>,
    pub(in crate::model) description: Option<TokenStream>,
    pub(in crate::model) deprecated: bool,
    pub(in crate::model) default: Option<DefaultValue>,
    pub(in crate::model) rules: Rules,
}

const OPTIONS: &[&str] = &[
    "alias",
    "title",
    "description",
    "deprecated",
    "default",
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "min_length",
    "max_length",
];

/// All fields of a struct.
pub(super) fn all<'w>(
    written_fields: &'w Punctuated<syn::Field, Token![,]>,
    written: &Written,
    case: Option<Case>,
    errors: &mut Errors,
) -> Vec<Field<'w>> {
    let mut fields: Vec<Field<'w>> = Vec::new();
    for (field, attributes) in written_fields.iter().zip(&written.field_attributes) {
        refuse_conditions(&field.attrs, errors);
        let mut options = merged(attributes, errors).known(OPTIONS, errors);
        let Some(ident) = &field.ident else { continue };
        let field = Field::take((ident, field), case, &mut options, errors);
        if let Some(earlier) = fields
            .iter()
            .find(|earlier| earlier.name.value() == field.name.value())
        {
            errors.push(
                &field.name,
                format_args!("the field `{}` has this name already", earlier.ident),
            );
        }
        fields.push(field);
    }
    fields
}

impl<'w> Field<'w> {
    fn take(
        (ident, field): (&'w Ident, &'w syn::Field),
        case: Option<Case>,
        options: &mut Options,
        errors: &mut Errors,
    ) -> Self {
        let description = options
            .text("description", errors)
            .map(ToTokens::into_token_stream);
        Self {
            ident,
            ty: &field.ty,
            name: options.name("alias", errors).unwrap_or_else(|| {
                wire_name(
                    ident,
                    case.map(|case| move |name: &str| case.of_field(name)),
                )
            }),
            title: options.text("title", errors),
            description: description
                .or_else(|| doc_comment(&field.attrs).map(|text| quote!(#text))),
            deprecated: options.flag("deprecated", errors),
            default: DefaultValue::take(options, errors),
            rules: Rules::take(options, errors),
        }
    }
}

/// The options of all `#[field(..)]` attributes of one field or variant.
pub(super) fn merged(attributes: &[Attribute], errors: &mut Errors) -> WrittenOptions {
    let mut merged = WrittenOptions::default();
    for attribute in attributes {
        merged.extend(errors.ok(WrittenOptions::of(attribute)).unwrap_or_default());
    }
    merged
}

/// The name on the wire where no option gives one.
pub(super) fn wire_name(ident: &Ident, renamed: Option<impl Fn(&str) -> String>) -> LitStr {
    let name = ident.unraw().to_string();
    LitStr::new(
        &renamed.map_or_else(|| name.clone(), |renamed| renamed(&name)),
        ident.span(),
    )
}

/// Notes conditions: the macro sees a field whether or not it will be there.
pub(super) fn refuse_conditions(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes.iter().filter(|attribute| {
        let path = attribute.path();
        path.is_ident("cfg") || path.is_ident("cfg_attr")
    }) {
        errors.push(
            attribute,
            "`#[model]` does not support conditions inside: put the condition on the whole type",
        );
    }
}
