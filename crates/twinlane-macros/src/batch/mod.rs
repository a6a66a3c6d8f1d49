//! `#[batch]`: a function from many to many, called once for all who ask at about the same time.

mod model;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use model::Batch;

use crate::callable::{MacroWords, WrittenCallable, no_function, parse};
use crate::errors::Errors;
use crate::path_operation::Method;

const WORDS: MacroWords = MacroWords {
    name: "batch",
    noun: "a batch function",
};

/// The function with what the framework needs beside it, or with its mistakes.
pub(crate) fn expand(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let function = match parse(item, &mut errors) {
        Ok(function) => function,
        Err(error) => return no_function(WORDS.name, error, item),
    };
    let written = WrittenCallable::new(WORDS, &attribute, function, &Method::OPERATIONS);
    let options = errors.ok(syn::parse2(attribute)).unwrap_or_default();
    let batch = Batch::new(&written, options, &mut errors);
    match errors.finish(batch) {
        Ok(batch) => expand::tokens(&batch),
        Err(error) => fallback::tokens(&written, &error),
    }
}
