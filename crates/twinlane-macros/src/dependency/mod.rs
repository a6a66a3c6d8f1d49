//! `#[dependency]`: a value that operations and other dependencies ask for.

mod signature;
mod lifespan;
mod model;
mod returned;
mod waiting;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use model::Dependency;

use crate::callable::{MacroWords, WrittenCallable, no_function, parse};
use crate::errors::Errors;
use crate::path_operation::Method;

const WORDS: MacroWords = MacroWords {
    name: "dependency",
    noun: "a dependency",
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
    let dependency = Dependency::new(&written, options, &mut errors);
    let is_lifespan = dependency.is_lifespan;
    match errors.finish(Some(dependency)) {
        Ok(dependency) => expand::tokens(&dependency),
        Err(error) => fallback::tokens(&written, is_lifespan, &error),
    }
}
