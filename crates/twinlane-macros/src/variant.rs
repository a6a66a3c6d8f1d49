//! Patterns that take a variant apart, or the whole of a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Fields, Ident};

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

/// The variable that a field is.
pub(crate) fn field_variable(fields: &Fields, place: usize) -> Ident {
    let mut fields = fields.iter();
    let name = fields.nth(place).and_then(|field| field.ident.clone());
    name.unwrap_or_else(|| format_ident!("__{place}"))
}
