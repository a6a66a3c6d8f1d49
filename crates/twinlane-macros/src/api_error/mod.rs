//! `#[derive(ApiError)]`.

mod model;
mod expand;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;
use model::ApiError;

/// The implementations, or the mistakes with empty ones.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let error = ApiError::new(&input, &mut errors);
    match errors.finish(error) {
        Ok(error) => expand::tokens(&error),
        Err(error) => expand::fallback(&input.ident, &error),
    }
}
