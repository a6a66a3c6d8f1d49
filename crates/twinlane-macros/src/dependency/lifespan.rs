//! Refusals of what a lifespan dependency cannot have: it runs once, before any request.

use syn::spanned::Spanned;

use crate::callable::{Lent, Parameter};
use crate::errors::Errors;
use crate::options::Options;

/// Notes options of functions that many requests call.
pub(super) fn check_options(options: &Options, errors: &mut Errors) {
    if let Some(span) = options.span("thread_capacity") {
        let message = "a lifespan dependency runs once, when the application starts: remove `thread_capacity`";
        errors.push_error(syn::Error::new(span, message));
    }
}

/// Notes parameters that are said to be of a request. The types of the others are looked at where they are known.
pub(super) fn check_parameters(parameters: &[Parameter<'_>], errors: &mut Errors) {
    const TAKES: &str =
        "it takes `State<..>`, `Depends<..>` of another lifespan dependency, and `Stopping`";
    for parameter in parameters {
        let message = if parameter.source.is_some() {
            "a lifespan dependency is made before any request, and reads nothing from one"
        } else if !parameter.scopes.is_empty() {
            "a lifespan dependency is made before any request, and nobody is there to be granted scopes"
        } else if parameter.lent == Some(Lent::Exclusive) {
            "a lifespan dependency is made before any request, and has nothing for itself alone"
        } else {
            continue;
        };
        let error = syn::Error::new(parameter.ty.span(), format!("{message}: {TAKES}"));
        errors.push_error(error);
    }
}
