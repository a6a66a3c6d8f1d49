//! `#[twinlane::main]`.

mod attribute;
mod expand;

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::function::Function;
use attribute::Runtime;

/// A plain `main` that runs the `async` one.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function: Function = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let runtime = Runtime::read(attribute, &mut errors);
    attribute::check(&function, &mut errors);
    match errors.finish(Some(runtime)) {
        Ok(runtime) => expand::tokens(&runtime, function),
        Err(error) => expand::fallback(&error, function),
    }
}
