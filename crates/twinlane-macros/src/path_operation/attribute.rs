//! A path operation as syntax: the attribute and the function.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Token};

use super::option_names::OPTIONS;
use super::{MacroName, Method};
use crate::callable::{PathAndOptions, WrittenCallable};
use crate::errors::Errors;
use crate::function::Function;

/// A path operation as it is written.
pub(super) struct Written {
    pub(super) macro_name: MacroName,
    pub(super) method: Method,
    /// The content of the parentheses of the attribute; `None` if it could not be read.
    pub(super) arguments: Option<PathAndOptions>,
    pub(super) callable: WrittenCallable,
}

impl Written {
    /// Takes apart what the macro was given.
    pub(super) fn new(
        macro_name: MacroName,
        attribute: TokenStream,
        function: Function,
        errors: &mut Errors,
    ) -> Self {
        let callable = WrittenCallable::new(
            macro_name.words(),
            &attribute,
            function,
            &Method::OPERATIONS,
        );
        let parse = |input: ParseStream<'_>| arguments(macro_name, input);
        let (method, arguments) = errors.ok(parse.parse2(attribute)).unzip();
        Self {
            macro_name,
            method: method.unwrap_or(Method::Get),
            arguments,
            callable,
        }
    }
}

/// Reads the content of the parentheses of `#[get("/items", status = 201)]` and of `#[webhook(post, "new-item")]`.
fn arguments(
    macro_name: MacroName,
    input: ParseStream<'_>,
) -> syn::Result<(Method, PathAndOptions)> {
    let method = match macro_name {
        MacroName::Operation(method) => method,
        MacroName::Webhook | MacroName::Callback => outgoing_method(macro_name, input)?,
    };
    Ok((method, PathAndOptions::parse(input, OPTIONS)?))
}

/// The method in front, as in `#[webhook(post, "new-item")]`.
fn outgoing_method(macro_name: MacroName, input: ParseStream<'_>) -> syn::Result<Method> {
    let span = input.span();
    let name = input.call(Ident::parse_any);
    let method = name.ok().and_then(|name| Method::named(&name.to_string()));
    let Some(method) = method else {
        let message = format!("the method comes first, as in {}", macro_name.example());
        return Err(syn::Error::new(span, message));
    };
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(method)
}
