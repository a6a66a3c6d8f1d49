//! Where the generated code finds what it calls.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The crate that the user added.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Root {
    Twinlane,
    Model,
}

/// Writes the import that names the private module `__tl` within the generated code.
impl ToTokens for Root {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Twinlane => quote!(
                use ::twinlane::__private as __tl;
            ),
            Self::Model => quote!(
                use ::twinlane_model::__private as __tl;
            ),
        });
    }
}
