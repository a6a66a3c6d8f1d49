//! `#[derive(ApiResponse)]`.

mod model;
mod expand;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;
use model::ApiResponse;

/// The implementation, or the mistakes with an empty one.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let response = ApiResponse::new(&input, &mut errors);
    match errors.finish(response) {
        Ok(response) => expand::tokens(&response),
        Err(error) => expand::fallback(&input, &error),
    }
}
