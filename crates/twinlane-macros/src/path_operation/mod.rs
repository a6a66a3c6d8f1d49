//! `#[get("/items/{item_id}")]` and its siblings, `#[webhook]` and `#[callback]`.

mod attribute;
mod model;
mod types;
mod waiting;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use attribute::Written;
use model::Operation;

pub(crate) use types::spelling;

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

    const ALL: [Self; 8] = [
        Self::Get,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Head,
        Self::Options,
        Self::Trace,
    ];

    /// The name of the macro.
    fn macro_name(self) -> &'static str {
        Self::MACROS[self as usize]
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|method| method.macro_name() == name)
    }
}

/// Which macro stands above the function.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MacroName {
    /// `#[get]` and its siblings: a request that the function answers.
    Operation(Method),
    /// A request to whoever asked to be told.
    Webhook,
    /// A request on account of an operation.
    Callback,
    /// A value that operations ask for.
    Dependency,
}

impl MacroName {
    /// Whether others answer.
    fn is_outgoing(self) -> bool {
        matches!(self, Self::Webhook | Self::Callback)
    }

    /// What the function is.
    fn noun(self) -> &'static str {
        match self {
            Self::Operation(_) => "a path operation",
            Self::Webhook => "a webhook",
            Self::Callback => "a callback",
            Self::Dependency => "a dependency",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Operation(method) => method.macro_name(),
            Self::Webhook => "webhook",
            Self::Callback => "callback",
            Self::Dependency => "dependency",
        }
    }

    /// How it is written.
    fn example(self) -> String {
        match self {
            Self::Operation(method) => {
                format!("`#[{}(\"/items/{{item_id}}\")]`", method.macro_name())
            }
            Self::Webhook => "`#[webhook(post, \"new-item\")]`".to_owned(),
            Self::Callback => "`#[callback(post, \"{$request.body.url}\")]`".to_owned(),
            Self::Dependency => "`#[dependency]`".to_owned(),
        }
    }
}

/// The function with what the framework needs beside it, or with its mistakes.
pub(crate) fn expand(
    macro_name: MacroName,
    attribute: TokenStream,
    item: &TokenStream,
) -> TokenStream {
    let function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => return fallback::no_function(macro_name, error, item),
    };
    let mut errors = Errors::default();
    let written = Written::new(macro_name, attribute, function, &mut errors);
    let operation = Operation::new(&written, &mut errors);
    match errors.finish(operation) {
        Ok(operation) if matches!(macro_name, MacroName::Dependency) => {
            expand::dependency_tokens(&operation)
        }
        Ok(operation) if macro_name.is_outgoing() => expand::outgoing_tokens(&operation),
        Ok(operation) => expand::tokens(&operation),
        Err(error) => fallback::tokens(&written, &error),
    }
}

#[cfg(test)]
mod tests;
