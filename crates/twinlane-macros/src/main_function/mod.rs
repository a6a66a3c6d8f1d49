//! `#[twinlane::main]`.

mod attribute;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::function::Function;
use attribute::Runtime;

/// A plain `main` that runs the `async` one.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function: Function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let errors = error.to_compile_error();
            return quote!(#errors #item);
        }
    };
    let mut errors = Errors::default();
    let runtime = Runtime::read(attribute, &mut errors);
    attribute::check(&function, &mut errors);
    match errors.finish(Some(runtime)) {
        Ok(runtime) => expand::tokens(&runtime, function),
        Err(error) => expand::fallback(&error, function),
    }
}

#[cfg(test)]
mod tests;
