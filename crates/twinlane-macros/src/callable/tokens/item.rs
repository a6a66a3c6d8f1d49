//! The function as it is, and the type of its name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Generics};

use super::arguments::arguments;
use crate::callable::Callable;
use crate::deprecated;
use crate::function::Function;
use crate::root::Root;
use crate::span::at;
use crate::types;

/// The function, the type of its name, and what is implemented for that type.
pub(crate) fn with_function(
    callable: &Callable<'_>,
    more: &TokenStream,
    implementation: &TokenStream,
) -> TokenStream {
    let function = callable.function;
    let beside = with_type(callable, more, implementation);
    quote! {
        #[allow(
            clippy::unused_async,
            clippy::needless_pass_by_value,
            clippy::too_many_arguments,
            clippy::must_use_candidate,
            clippy::missing_errors_doc,
            clippy::unnecessary_wraps,
            reason = "the signature says what the function reads, where it runs and what it answers"
        )]
        #function
        #beside
    }
}

/// The type of the function's name, and what is implemented for it.
pub(crate) fn with_type(
    callable: &Callable<'_>,
    more: &TokenStream,
    implementation: &TokenStream,
) -> TokenStream {
    let function = callable.function;
    let operation_type = operation_type(function, &function.signature.generics, callable.never);
    let conditions = conditions(function);
    let allowed = deprecated::allowed(&function.attributes);
    let arguments = arguments(callable);
    let rules = rules(callable);
    let root = Root::Twinlane;
    quote! {
        #operation_type
        #(#conditions)*
        #allowed
        const _: () = {
            #root
            #arguments
            #rules
            #more
            #[automatically_derived]
            #implementation
        };
    }
}

/// The constants that check the rules. Startup checks those of a type that the function is generic over.
fn rules(callable: &Callable<'_>) -> TokenStream {
    let generics = &callable.function.signature.generics;
    let parameters = callable.parameters.iter();
    parameters
        .filter(|parameter| !types::mentions(parameter.ty, generics))
        .map(|parameter| {
            let ty = parameter.ty;
            let ruled = quote!(<#ty as __tl::Ruled>);
            parameter.rules.assertions(ty, &ruled)
        })
        .collect()
}

/// The type that stands for the function in `routes![..]`. A type that is `never` there has no values.
pub(crate) fn operation_type(function: &Function, generics: &Generics, never: bool) -> TokenStream {
    let never = never.then(|| quote!(__never: ::core::convert::Infallible,));
    // Lints leave it alone, which is called as a function is.
    let mut name = function.signature.ident.clone();
    name.set_span(at(name.span()));
    let visibility = &function.visibility;
    let conditions = conditions(function);
    let (parameters, clause) = (&generics.params, &generics.where_clause);
    let brackets = (!parameters.is_empty()).then(|| quote!(<#parameters>));
    let types: Vec<_> = generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    let of = (!types.is_empty())
        .then(|| quote!(__of: ::core::marker::PhantomData<fn() -> (#(#types,)*)>,));
    quote! {
        #(#conditions)*
        #[doc(hidden)]
        #[non_exhaustive]
        #visibility struct #name #brackets #clause { #never #of }
    }
}

/// The `#[cfg(..)]`s of the function.
pub(crate) fn conditions(function: &Function) -> impl Iterator<Item = &Attribute> {
    function
        .attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
}
