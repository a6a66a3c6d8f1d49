//! The attribute macros of Twinlane. Their documentation for users is at the re-exports in `twinlane`.
//!
//! # Layout
//!
//! Each macro is a folder with four steps:
//!
//! - `attribute`: the written options, as syntax
//! - `model`: the meaning of the options, in types of its own; every rule is checked here
//! - `expand`: tokens, and no decisions
//! - `fallback`: code that replaces the item after a mistake, so that the compiler reports only the mistake
//!
//! The framework calls four kinds of function: path operations, WebSocket operations, dependencies and batch functions. `callable`
//! has their common parts: the unchanged function, the type of its name, path, parameters, lane, dependencies for their effect.
//! It depends on none of the four.
//!
//! The generated code calls functions of `__private`, which decide how things are done.

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

/// Declares a path operation for GET requests.
#[proc_macro_attribute]
pub fn get(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Get), attribute, item)
}

/// Declares a path operation for POST requests.
#[proc_macro_attribute]
pub fn post(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Post), attribute, item)
}

/// Declares a path operation for PUT requests.
#[proc_macro_attribute]
pub fn put(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Put), attribute, item)
}

/// Declares a path operation for PATCH requests.
#[proc_macro_attribute]
pub fn patch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Patch), attribute, item)
}

/// Declares a path operation for DELETE requests.
#[proc_macro_attribute]
pub fn delete(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Delete), attribute, item)
}

/// Declares a path operation for HEAD requests.
#[proc_macro_attribute]
pub fn head(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Head), attribute, item)
}

/// Declares a path operation for OPTIONS requests.
#[proc_macro_attribute]
pub fn options(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Options), attribute, item)
}

/// Declares a path operation for TRACE requests.
#[proc_macro_attribute]
pub fn trace(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Operation(Method::Trace), attribute, item)
}

/// Declares a WebSocket operation: it gets a connection and returns no response.
#[proc_macro_attribute]
pub fn websocket(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        websocket::expand(attribute, &item)
    })
}

/// Declares a dependency: a value for path operations and other dependencies.
#[proc_macro_attribute]
pub fn dependency(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        dependency::expand(attribute, &item)
    })
}

/// Declares a batch function: one call with the arguments of several callers, which returns a result for each.
#[proc_macro_attribute]
pub fn batch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        batch::expand(attribute, &item)
    })
}

/// Declares a webhook: a request that the application sends to its subscribers.
#[proc_macro_attribute]
pub fn webhook(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Webhook, attribute, item)
}

/// Declares a callback: a request that the application sends because of a call of an operation.
#[proc_macro_attribute]
pub fn callback(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(MacroName::Callback, attribute, item)
}

/// Makes a model of a struct or an enum, for users of `twinlane`.
#[proc_macro_attribute]
pub fn model(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand(Root::Twinlane, attribute, &item)
    })
}

/// Makes a model of a struct or an enum, for users of `twinlane-model` alone.
#[proc_macro_attribute]
pub fn model_alone(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand(Root::Model, attribute, &item)
    })
}

/// Makes settings of a struct, for users of `twinlane`.
#[proc_macro_attribute]
pub fn settings(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, |attribute, item| {
        model::expand_settings(Root::Twinlane, attribute, &item)
    })
}

/// Makes settings of a struct, for users of `twinlane-model` alone.
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

/// Makes an error type of the application.
#[proc_macro_derive(ApiError, attributes(error))]
pub fn api_error(input: TokenStream) -> TokenStream {
    root::told_by_attribute("error", input.into(), api_error::expand).into()
}

/// Makes a type that is one of several responses.
#[proc_macro_derive(ApiResponse, attributes(response))]
pub fn api_response(input: TokenStream) -> TokenStream {
    root::told_by_attribute("response", input.into(), api_response::expand).into()
}

/// Makes the `main` function of an application.
#[proc_macro_attribute]
pub fn main(attribute: TokenStream, item: TokenStream) -> TokenStream {
    above(attribute, item, main_function::expand)
}

/// Compiles the files of a directory into the program.
#[cfg(feature = "embed")]
#[proc_macro]
pub fn embed(input: TokenStream) -> TokenStream {
    embed::expand(input.into()).into()
}
