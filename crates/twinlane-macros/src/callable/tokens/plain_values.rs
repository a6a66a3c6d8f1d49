//! Assertions that the values of dependencies hide nothing: no error, no teardown, no future.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Index;
use syn::spanned::Spanned;

use super::arguments::table;
use crate::callable::Callable;

/// A function that does not compile if the value of a dependency hides something: the function's own value, or one that it asks for.
pub(crate) fn plain_values(
    callable: &Callable<'_>,
    own: Option<&TokenStream>,
) -> Option<TokenStream> {
    let parameters = callable.parameters.iter().enumerate();
    let asked_for: Vec<TokenStream> = parameters
        .filter(|(_, parameter)| parameter.source.is_none() && parameter.lent.is_none())
        .map(|(place, parameter)| {
            let place = Index::from(place);
            let probed = quote!(__arguments.#place.__dependency_value());
            plain_value(parameter.ty.span(), &probed)
        })
        .collect();
    if own.is_none() && asked_for.is_empty() {
        return None;
    }
    let arguments = table(callable).filter(|_| !asked_for.is_empty());
    let arguments = arguments.map(|table| quote!(let __arguments = #table;));
    let (generics, _, clause) = callable.function.signature.generics.split_for_impl();
    Some(quote! {
        fn __plain_values #generics() #clause {
            use __tl::{FutureProbe as _, NoDependencyProbe as _, PairProbe as _, PlainProbe as _};
            #own
            #arguments
            #(#asked_for)*
        }
    })
}

/// A call that does not compile if the probed value hides something. The reference decides which of the value's methods is found.
pub(crate) fn plain_value(span: Span, probe: &TokenStream) -> TokenStream {
    quote_spanned!(span=> __tl::assert_plain_value((&#probe).__value());)
}
