//! `#[scopes("me", "items")]`: the scopes that a dependency needs.

use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Token};

use crate::errors::Errors;

/// The scopes of these attributes, which are all `#[scopes(..)]`.
pub(crate) fn read<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    errors: &mut Errors,
) -> Vec<LitStr> {
    let mut scopes = Vec::new();
    for attribute in attributes {
        let read = attribute.parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated);
        match read {
            Ok(read) if !read.is_empty() => scopes.extend(read),
            _ => errors.push(
                attribute,
                "scopes are texts in parentheses: write `#[scopes(\"me\", \"items\")]`",
            ),
        }
    }
    scopes
}
