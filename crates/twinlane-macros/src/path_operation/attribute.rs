//! What is written: the attribute and the function, as syntax.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, FnArg, Ident, Token};

use super::option_names::OPTIONS;
use super::{MacroName, Method};
use crate::errors::Errors;
use crate::function::Function;
use crate::options::WrittenOptions;

/// A path operation as it is written.
pub(crate) struct Written {
    pub(crate) macro_name: MacroName,
    pub(crate) method: Method,
    /// Where what is missing should be.
    pub(crate) place: Span,
    /// What stands where the path should.
    pub(crate) path: Option<Expr>,
    pub(crate) options: Option<WrittenOptions>,
    /// Attributes of other methods below this one.
    pub(crate) other_operations: Vec<Attribute>,
    /// The function, without those and without the attributes of its parameters.
    pub(crate) function: Function,
    /// The attributes of the parameters, by place.
    pub(crate) parameter_attributes: Vec<Vec<Attribute>>,
}

impl Written {
    /// Takes apart what the macro was given.
    pub(crate) fn new(
        macro_name: MacroName,
        attribute: TokenStream,
        mut function: Function,
        errors: &mut Errors,
    ) -> Self {
        let parameter_attributes = function
            .signature
            .inputs
            .iter_mut()
            .map(take_attributes)
            .collect();
        let place = attribute
            .clone()
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        let other_operations = function
            .attributes
            .extract_if(.., |attribute| is_operation(attribute))
            .collect();
        let parse = |input: ParseStream<'_>| Arguments::parse(macro_name, input);
        let arguments = errors.ok(parse.parse2(attribute));
        let method = arguments
            .as_ref()
            .map_or(Method::Get, |arguments| arguments.method);
        let (path, options) = arguments.map_or((None, None), |arguments| {
            (arguments.path, Some(arguments.options))
        });
        Self {
            macro_name,
            method,
            place,
            path,
            options,
            other_operations,
            function,
            parameter_attributes,
        }
    }
}

/// What stands in the parentheses of `#[get("/items", status = 201)]` and of `#[webhook(post, "new-item")]`.
struct Arguments {
    method: Method,
    path: Option<Expr>,
    options: WrittenOptions,
}

impl Arguments {
    fn parse(macro_name: MacroName, input: ParseStream<'_>) -> syn::Result<Self> {
        let method = match macro_name {
            MacroName::Operation(method) => method,
            MacroName::Dependency => {
                return Ok(Self {
                    method: Method::Get,
                    path: None,
                    options: input.parse()?,
                });
            }
            MacroName::Webhook | MacroName::Callback => outgoing_method(macro_name, input)?,
        };
        let path = if input.is_empty() || begins_with_option(input) {
            None
        } else {
            Some(input.parse()?)
        };
        if path.is_some() && !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self {
            method,
            path,
            options: input.parse()?,
        })
    }
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

fn begins_with_option(input: ParseStream<'_>) -> bool {
    let name = input.fork().call(Ident::parse_any);
    input.peek2(Token![=]) || name.is_ok_and(|name| OPTIONS.iter().any(|option| name == option))
}

/// Whether the attribute is one of these macros.
fn is_operation(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| Method::MACROS.iter().any(|name| last.ident == name))
}

/// Takes what the macro reads: all but the attributes that `rustc` knows on a parameter.
fn take_attributes(parameter: &mut FnArg) -> Vec<Attribute> {
    let attributes = match parameter {
        FnArg::Receiver(receiver) => &mut receiver.attrs,
        FnArg::Typed(parameter) => &mut parameter.attrs,
    };
    let lints = ["allow", "warn", "deny", "forbid", "expect"];
    let is_lint = |attribute: &Attribute| lints.iter().any(|lint| attribute.path().is_ident(lint));
    let (kept, taken) = std::mem::take(attributes).into_iter().partition(is_lint);
    *attributes = kept;
    taken
}
