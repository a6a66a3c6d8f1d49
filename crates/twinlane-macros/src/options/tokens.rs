//! The tokens of optional values.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// `Some(..)` or `None`, in full.
pub(crate) fn optional(value: Option<impl ToTokens>) -> TokenStream {
    let none = || quote!(::core::option::Option::None);
    value.map_or_else(none, |value| quote!(::core::option::Option::Some(#value)))
}

/// The field of a table that is written only if it has a value.
pub(crate) fn said(name: &str, value: Option<impl ToTokens>) -> Option<TokenStream> {
    let name = format_ident!("{name}");
    value.map(|value| {
        let value = optional(Some(value));
        quote!(#name: #value,)
    })
}
