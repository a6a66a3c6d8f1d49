//! The variants of an enum, or the whole of a struct, and patterns that take one apart.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Data, DataUnion, DeriveInput, Fields, Ident};

use crate::errors::Errors;

/// A variant as it is written, or the whole of a struct.
pub(crate) struct Variant<'i> {
    /// `None` of a struct.
    pub(crate) name: Option<&'i Ident>,
    pub(crate) fields: &'i Fields,
    pub(crate) attributes: &'i [Attribute],
    pub(crate) place: Span,
}

/// The variants of an enum, or the one that a struct is.
///
/// # Errors
///
/// A union has none.
pub(crate) fn variants(input: &DeriveInput) -> Result<Vec<Variant<'_>>, &DataUnion> {
    match &input.data {
        Data::Enum(data) => Ok(data
            .variants
            .iter()
            .map(|variant| Variant {
                name: Some(&variant.ident),
                fields: &variant.fields,
                attributes: &variant.attrs,
                place: variant.ident.span(),
            })
            .collect()),
        Data::Struct(data) => Ok(vec![Variant {
            name: None,
            fields: &data.fields,
            attributes: &input.attrs,
            place: input.ident.span(),
        }]),
        Data::Union(data) => Err(data),
    }
}

/// Notes the attributes of this name that stand above an enum: what they say is said of each variant.
pub(crate) fn refuse_above_enum(input: &DeriveInput, name: &str, errors: &mut Errors) {
    if !matches!(input.data, Data::Enum(_)) {
        return;
    }
    for attribute in input.attrs.iter().filter(|it| it.path().is_ident(name)) {
        let message = format_args!(
            "an enum has no status of its own: write `#[{name}(..)]` above each of its variants"
        );
        errors.push(attribute, message);
    }
}

/// The pattern of a variant, `None` of a struct. Each field is a variable: of its name, or of its place.
pub(crate) fn case_pattern(variant: Option<&Ident>, fields: &Fields) -> TokenStream {
    let path = if let Some(variant) = variant {
        quote!(Self::#variant)
    } else {
        quote!(Self)
    };
    let variables = (0..fields.len()).map(|place| field_variable(fields, place));
    match fields {
        Fields::Unit => path,
        Fields::Named(_) => quote!(#path { #(#variables),* }),
        Fields::Unnamed(_) => quote!(#path(#(#variables),*)),
    }
}

/// Uses every variable of the pattern: a lint would find those that the user's expression has no use for.
pub(crate) fn variables_used(fields: &Fields) -> TokenStream {
    (0..fields.len())
        .map(|place| field_variable(fields, place))
        .map(|variable| quote!(let _ = &#variable;))
        .collect()
}

/// The variable that a field is.
pub(crate) fn field_variable(fields: &Fields, place: usize) -> Ident {
    let mut fields = fields.iter();
    let name = fields.nth(place).and_then(|field| field.ident.clone());
    name.unwrap_or_else(|| format_ident!("__{place}"))
}
