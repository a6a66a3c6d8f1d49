//! A function below one of these macros, as syntax.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, FnArg, Ident, Token};

use crate::function::Function;
use crate::options::WrittenOptions;

/// The words that messages have for a macro.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MacroWords {
    /// The name: `get`.
    pub(crate) name: &'static str,
    /// The noun for a function below the macro: `a path operation`.
    pub(crate) noun: &'static str,
}

/// A function as it is written.
pub(crate) struct WrittenCallable {
    pub(crate) words: MacroWords,
    /// The span of an error about a missing part.
    pub(crate) place: Span,
    /// Attributes of other operations below this one.
    pub(crate) other_operations: Vec<Attribute>,
    /// The function, without the attributes of other operations and of its parameters.
    pub(crate) function: Function,
    /// The attributes of the parameters, by place.
    pub(crate) parameter_attributes: Vec<Vec<Attribute>>,
}

impl WrittenCallable {
    /// Takes apart what the macro was given. `operations` are the names of the macros of which a function can have one.
    pub(crate) fn new(
        words: MacroWords,
        attribute: &TokenStream,
        mut function: Function,
        operations: &[&str],
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
            .extract_if(.., |attribute| is_one_of(attribute, operations))
            .collect();
        Self {
            words,
            place,
            other_operations,
            function,
            parameter_attributes,
        }
    }
}

/// A path, and options behind it: `"/items", status = 201`.
pub(crate) struct PathAndOptions {
    /// The expression in the place of the path.
    pub(crate) path: Option<Expr>,
    pub(crate) options: WrittenOptions,
}

impl PathAndOptions {
    /// Reads both. `known` are the names of the options: one of them in front is no path.
    pub(crate) fn parse(input: ParseStream<'_>, known: &[&str]) -> syn::Result<Self> {
        let path = if input.is_empty() || begins_with_option(input, known) {
            None
        } else {
            Some(input.parse()?)
        };
        if path.is_some() && !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self {
            path,
            options: input.parse()?,
        })
    }
}

fn begins_with_option(input: ParseStream<'_>, known: &[&str]) -> bool {
    let name = input.fork().call(Ident::parse_any);
    input.peek2(Token![=]) || name.is_ok_and(|name| known.iter().any(|option| name == option))
}

fn is_one_of(attribute: &Attribute, names: &[&str]) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Takes the attributes that the macro reads: all but those that `rustc` knows on a parameter.
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
