//! The attribute macros of Twinlane. What they do for a user is said where `twinlane` re-exports them.
//!
//! # Layout
//!
//! Each macro is a folder with four steps:
//!
//! - `attribute`: what is written, as syntax
//! - `model`: what that means, in types of its own; every rule is checked here
//! - `expand`: tokens, and no decisions
//! - `fallback`: what stands in for the code where there was a mistake, so that the mistake is all one reads of
//!
//! Four kinds of function are called by the framework: path operations, WebSocket operations, dependencies and batch functions. What they share (the function kept as it is, the
//! type of its name, path, parameters, lane, dependencies for their effect) stands in `callable`, which knows none of them.
//!
//! The generated code calls functions of `__private`; how things are done is decided there.

mod path_operation;
mod websocket;
mod dependency;
mod batch;
mod callable;
mod model;
mod security;
mod alias_choices;
mod api_error;
mod api_response;
mod main_function;
mod function;
mod variant;
mod options;
mod rules;
mod number;
mod span;
mod types;
mod default_value;
mod deprecated;
mod doc_comment;
mod errors;
mod schema_keywords;
mod root;
#[cfg(feature = "embed")]
mod embed;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;

use path_operation::{MacroName, Method};
use root::Root;

/// Expands the macro of an operation.
fn expand(macro_name: MacroName, attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        path_operation::expand(macro_name, attribute, &item)
    })
}

/// Expands an attribute above an item.
fn above(
    attribute: TokenStream,
    item: TokenStream,
    expand: impl FnOnce(Tokens, Tokens) -> Tokens,
) -> TokenStream {
    root::told_by_option(attribute.into(), |attribute| expand(attribute, item.into())).into()
}

/// A path operation that answers GET requests.
#[proc_macro_attribute]
pub fn get(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Get), attribute, item)
}

/// A path operation that answers POST requests.
#[proc_macro_attribute]
pub fn post(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Post), attribute, item)
}

/// A path operation that answers PUT requests.
#[proc_macro_attribute]
pub fn put(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Put), attribute, item)
}

/// A path operation that answers PATCH requests.
#[proc_macro_attribute]
pub fn patch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Patch), attribute, item)
}

/// A path operation that answers DELETE requests.
#[proc_macro_attribute]
pub fn delete(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Delete), attribute, item)
}

/// A path operation that answers HEAD requests.
#[proc_macro_attribute]
pub fn head(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Head), attribute, item)
}

/// A path operation that answers OPTIONS requests.
#[proc_macro_attribute]
pub fn options(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Options), attribute, item)
}

/// A path operation that answers TRACE requests.
#[proc_macro_attribute]
pub fn trace(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Trace), attribute, item)
}

/// An operation that has a connection instead of a response.
#[proc_macro_attribute]
pub fn websocket(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        websocket::expand(attribute, &item)
    })
}

/// A value that path operations and other dependencies ask for.
#[proc_macro_attribute]
pub fn dependency(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        dependency::expand(attribute, &item)
    })
}

/// A function from many to many, called once for all who ask at about the same time.
#[proc_macro_attribute]
pub fn batch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        batch::expand(attribute, &item)
    })
}

/// A request that the application sends to whoever asked for it.
#[proc_macro_attribute]
pub fn webhook(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Webhook, attribute, item)
}

/// A request that the application sends on account of an operation.
#[proc_macro_attribute]
pub fn callback(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Callback, attribute, item)
}

/// A model, for users of `twinlane`.
#[proc_macro_attribute]
pub fn model(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand(Root::Twinlane, attribute, &item)
    })
}

/// A model, for users of `twinlane-model` alone.
#[proc_macro_attribute]
pub fn model_alone(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand(Root::Model, attribute, &item)
    })
}

/// Settings, for users of `twinlane`.
#[proc_macro_attribute]
pub fn settings(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand_settings(Root::Twinlane, attribute, &item)
    })
}

/// Settings, for users of `twinlane-model` alone.
#[proc_macro_attribute]
pub fn settings_alone(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand_settings(Root::Model, attribute, &item)
    })
}

/// Declares a security scheme.
#[proc_macro_attribute]
pub fn security(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        security::expand(attribute, &item)
    })
}

/// An error type of the application.
#[proc_macro_derive(ApiError, attributes(error))]
pub fn api_error(input: TokenStream) -> TokenStream {
    root::told_by_attribute("error", input.into(), api_error::expand).into()
}

/// A type that is one of several responses.
#[proc_macro_derive(ApiResponse, attributes(response))]
pub fn api_response(input: TokenStream) -> TokenStream {
    root::told_by_attribute("response", input.into(), api_response::expand).into()
}

/// The `main` function of an application.
#[proc_macro_attribute]
pub fn main(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, main_function::expand)
}

/// A directory whose files are in the program.
#[cfg(feature = "embed")]
#[proc_macro]
pub fn embed(input: TokenStream) -> TokenStream {
    embed::expand(input.into()).into()
}
