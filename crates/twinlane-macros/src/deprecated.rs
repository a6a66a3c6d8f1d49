//! Items with deprecated parts, which generated code uses all the same.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta};

/// What lets generated code use them: nothing where no attribute speaks of it, for who forbids the lint may not allow it.
pub(crate) fn allowed<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
) -> Option<TokenStream> {
    let mut attributes = attributes.into_iter();
    attributes
        .any(speaks_of_it)
        .then(|| quote!(#[allow(deprecated, reason = "deprecated parts are used all the same")]))
}

/// True for `#[deprecated]` and `#[allow(deprecated)]`.
fn speaks_of_it(attribute: &Attribute) -> bool {
    let path = attribute.path();
    if path.is_ident("allow") || path.is_ident("expect") {
        return matches!(&attribute.meta, Meta::List(list)
            if list.tokens.clone().into_iter().any(|token| token.to_string() == "deprecated"));
    }
    path.is_ident("deprecated")
}
