//! `#[get("/items/{item_id}")]` and its siblings, `#[webhook]` and `#[callback]`.

mod attribute;
mod macro_name;
mod method;
mod model;
mod option_names;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use attribute::Written;
use model::Operation;

pub(crate) use macro_name::MacroName;
pub(crate) use method::Method;

use crate::callable::{no_function, parse};
use crate::errors::Errors;

/// The function with what the framework needs beside it, or with its mistakes.
pub(crate) fn expand(
    macro_name: MacroName,
    attribute: TokenStream,
    item: &TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let function = match parse(item, &mut errors) {
        Ok(function) => function,
        Err(error) => return no_function(macro_name.text(), error, item),
    };
    let written = Written::new(macro_name, attribute, function, &mut errors);
    let operation = Operation::new(&written, &mut errors);
    match errors.finish(operation) {
        Ok(operation) if macro_name.is_outgoing() => expand::outgoing_tokens(&operation),
        Ok(operation) => expand::tokens(&operation),
        Err(error) => fallback::tokens(&written, &error),
    }
}
