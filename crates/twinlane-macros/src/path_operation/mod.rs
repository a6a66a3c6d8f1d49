//! `#[get("/items/{item_id}")]` and its siblings.

mod attribute;
mod model;
mod types;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use attribute::Written;
use model::Operation;

use crate::errors::Errors;

/// The method of a path operation: one macro each.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
}

impl Method {
    /// The names of the macros.
    const MACROS: [&str; 8] = [
        "get", "post", "put", "patch", "delete", "head", "options", "trace",
    ];

    /// The name of the macro.
    fn macro_name(self) -> &'static str {
        Self::MACROS[self as usize]
    }
}

/// The function with what the framework needs beside it, or with its mistakes.
pub(crate) fn expand(method: Method, attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => return fallback::no_function(method, error, item),
    };
    let mut errors = Errors::default();
    let written = Written::new(method, attribute, function, &mut errors);
    let operation = Operation::new(&written, &mut errors);
    match errors.finish(operation) {
        Ok(operation) => expand::tokens(&operation),
        Err(error) => fallback::tokens(&written, &error),
    }
}

#[cfg(test)]
mod tests;
