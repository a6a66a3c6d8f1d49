//! `#[websocket("/rooms/{room}")]`: an operation that has a connection instead of a response.

mod expand;
mod fallback;
mod model;

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

use model::{OPTIONS, WebSocket};

use crate::callable::{MacroWords, PathAndOptions, WrittenCallable, no_function, parse};
use crate::errors::Errors;
use crate::path_operation::Method;

const WORDS: MacroWords = MacroWords {
    name: "websocket",
    noun: "a WebSocket operation",
};

/// The function with what the framework needs beside it, or with its mistakes.
pub(crate) fn expand(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let function = match parse(item, &mut errors) {
        Ok(function) => function,
        Err(error) => return no_function(WORDS.name, error, item),
    };
    let written = WrittenCallable::new(WORDS, &attribute, function, &Method::OPERATIONS);
    let arguments = |input: ParseStream<'_>| PathAndOptions::parse(input, OPTIONS);
    let arguments = errors.ok(arguments.parse2(attribute));
    let websocket = WebSocket::new(&written, arguments, &mut errors);
    match errors.finish(websocket) {
        Ok(websocket) => expand::tokens(&websocket),
        Err(error) => fallback::tokens(&written, &error),
    }
}

#[cfg(test)]
mod tests;
