//! Items with deprecated parts, which generated code uses all the same.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, Meta};

/// The attribute that lets generated code use them: none where no attribute speaks of it, for who forbids the lint may not allow it.
pub(crate) fn allowed<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
) -> Option<TokenStream> {
    let mut attributes = attributes.into_iter();
    attributes
        .any(speaks_of_it)
        .then(|| quote!(#[allow(deprecated, reason = "deprecated parts are used all the same")]))
}

/// True for `#[deprecated]` and `#[allow(deprecated)]`, behind `#[cfg_attr(..)]` too, and for `#[allow(warnings)]`.
fn speaks_of_it(attribute: &Attribute) -> bool {
    let path = attribute.path();
    if ["allow", "expect", "cfg_attr"]
        .iter()
        .any(|name| path.is_ident(name))
    {
        return matches!(&attribute.meta, Meta::List(list) if names_it(list.tokens.clone()));
    }
    path.is_ident("deprecated")
}

fn names_it(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => names_it(group.stream()),
        TokenTree::Ident(name) => name == "deprecated" || name == "warnings",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
