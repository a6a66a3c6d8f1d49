//! The call of a function in its lane.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Index;

use super::arguments::{argument, called, table, turbofish};
use crate::callable::{Callable, Lane, Lent};

/// The function with its arguments, as what its lane takes. `made` turns its value into what the framework takes, and `with_given` adds what
/// was lent to it.
pub(crate) fn function(
    callable: &Callable<'_>,
    made: impl Fn(TokenStream) -> TokenStream,
    with_given: &TokenStream,
) -> TokenStream {
    let parameters = || callable.parameters.iter().enumerate();
    let passed = parameters().map(|(place, parameter)| {
        let argument = argument(place);
        match parameter.lent {
            None => quote!(#argument),
            Some(Lent::Shared) => quote!(&#argument),
            Some(Lent::Exclusive) => quote!(&mut #argument),
        }
    });
    let settled = parameters().map(|(place, parameter)| {
        let mutable = (parameter.lent == Some(Lent::Exclusive)).then(|| quote!(mut));
        let (argument, place) = (argument(place), Index::from(place));
        quote!(let #mutable #argument = __ways.#place.settle(#argument);)
    });
    let ways = table(callable).map(|table| quote!(let __ways = #table;));
    let given_back: Vec<TokenStream> = parameters()
        .filter(|(_, parameter)| parameter.lent == Some(Lent::Exclusive))
        .map(|(place, _)| {
            let (argument, place) = (argument(place), Index::from(place));
            quote!(__ways.#place.give_back(#argument, &mut __given);)
        })
        .collect();
    let is_async = (callable.lane == Lane::Loop).then(|| quote!(.await));
    let name = &callable.function.signature.ident;
    let of = turbofish(callable.function);
    let call = called(callable, quote!(#name #of(#(#passed),*)));
    let value = made(quote!(#call #is_async));
    let value = if gives_back(callable) {
        quote! {
            let __made = #value;
            let mut __given = __tl::GivenBack::new();
            #(#given_back)*
            #with_given
        }
    } else {
        value
    };
    let body = quote!({ #ways #(#settled)* #value });
    match callable.lane {
        Lane::Loop => quote!(async move #body),
        Lane::Thread | Lane::Cpu | Lane::InPlace => quote!(move || #body),
    }
}

/// True if the function gives back a value that it was lent.
pub(crate) fn gives_back(callable: &Callable<'_>) -> bool {
    let mut parameters = callable.parameters.iter();
    parameters.any(|parameter| parameter.lent == Some(Lent::Exclusive))
}

/// The constructor of a call in this lane.
pub(crate) fn in_lane(lane: Lane) -> TokenStream {
    match lane {
        Lane::Loop => quote!(on_loop),
        Lane::Thread => quote!(in_thread),
        Lane::Cpu => quote!(on_a_core),
        Lane::InPlace => quote!(in_place),
    }
}

pub(crate) fn lane(lane: Lane) -> TokenStream {
    match lane {
        Lane::Loop => quote!(__tl::Lane::Loop),
        Lane::Thread => quote!(__tl::Lane::Thread),
        Lane::Cpu => quote!(__tl::Lane::Cpu),
        Lane::InPlace => quote!(__tl::Lane::InPlace),
    }
}
