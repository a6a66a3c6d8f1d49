//! The tokens of a batch function.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Batch, BatchOptions, Model};
use crate::callable::tokens::{
    argument, called, declared_parameters, gathered_arguments, plain_values, with_function,
};
use crate::callable::{Lane, Lent};
use crate::span::{at, over};

/// The function, the type of its name, and the implementations: a lifespan dependency whose value is the queue of the batch.
pub(super) fn tokens(batch: &Batch<'_>) -> TokenStream {
    let callable = &batch.callable;
    let name = &callable.function.signature.ident;
    let (types, rules, describe, start) =
        (types(batch), rules(batch), describe(batch), start(batch));
    let implementation = quote! {
        impl __tl::Dependency for #name {
            type Output = __tl::BatchOf<__Item, __Value, __Error>;
            type Life = __tl::ApplicationLife;
            #describe
        }
        #[automatically_derived]
        impl __tl::LifespanDependency for #name {
            #start
        }
        #[automatically_derived]
        impl __tl::BatchFunction for #name {
            type Item = __Item;
            type Value = __Value;
            type Error = __Error;
            type Queue = __tl::BatchOf<__Item, __Value, __Error>;
        }
    };
    let plain_values = plain_values(callable, None);
    with_function(
        callable,
        &quote!(#types #rules #plain_values),
        &implementation,
    )
}

/// The types of an item, its value and its error: where a parameter that is no list of items is found out, and a return type that has no
/// results.
fn types(batch: &Batch<'_>) -> TokenStream {
    let (items, returned) = (batch.items, batch.returned);
    let item = over(items, quote!(<#items as __tl::BatchItems>::Item));
    let of_case = |what: TokenStream| quote_spanned!(returned.span()=> <__Case as __tl::BatchReturn<#returned>>::#what);
    let (value, error) = (of_case(quote!(Value)), of_case(quote!(Error)));
    quote! {
        use __tl::BatchProbeDefault as _;
        type __Item = #item;
        type __Case = __tl::BatchCase<
            { <__tl::BatchProbe<#returned>>::WHOLE },
            { <__tl::BatchProbe<#returned>>::EACH },
        >;
        type __Value = #value;
        type __Error = #error;
    }
}

fn rules(batch: &Batch<'_>) -> TokenStream {
    let name = batch.callable.function.signature.ident.unraw().to_string();
    let BatchOptions {
        max_size,
        max_wait,
        queue,
        deadline,
        threads,
        ..
    } = &batch.options;
    let deadline = deadline
        .as_ref()
        .map(|value| quote_spanned!(at(value.span())=> __rules.deadline = ::core::option::Option::Some(#value);));
    let usual_threads = || quote!(__rules.threads = __tl::cpu_capacity(););
    let said = [
        max_size
            .as_ref()
            .map(|value| quote!(__rules.max_size = #value;)),
        max_wait
            .as_ref()
            // In its place: the compiler says there too why it wants a duration.
            .map(|value| quote_spanned!(at(value.span())=> __rules.max_wait = #value;)),
        queue.as_ref().map(|value| quote!(__rules.queue = #value;)),
        deadline,
        threads
            .as_ref()
            .map(|value| quote!(__rules.threads = #value;))
            .or_else(|| batch.computes().then(usual_threads)),
        batch.computes().then(|| quote!(__rules.computes = true;)),
        batch.model.is_some().then(|| quote!(__rules.loads = true;)),
    ];
    let said: TokenStream = said.into_iter().flatten().collect();
    let mutable = (!said.is_empty()).then(|| quote!(mut));
    quote! {
        fn __rules() -> __tl::BatchRules {
            let #mutable __rules = __tl::BatchRules::new(#name);
            #said
            __rules
        }
    }
}

fn describe(batch: &Batch<'_>) -> TokenStream {
    let name = batch.callable.function.signature.ident.unraw().to_string();
    let (bind, parameters) = declared_parameters(&batch.callable);
    let of_owner = batch.model.as_ref().map(|Model { ty, owner, .. }| {
        let name = crate::types::spelling(owner);
        let way = over(owner, quote!(__tl::owner_parameters));
        quote!(::core::iter::Extend::extend(&mut __parameters, #way::<#ty, _, _>(&#owner, #name));)
    });
    let mutable = of_owner.as_ref().map(|_| quote!(mut));
    quote! {
        fn describe() -> __tl::DependencyDescription {
            #bind
            let #mutable __parameters = ::std::vec![#(#parameters),*];
            #of_owner
            __tl::DependencyDescription {
                name: #name,
                module: ::core::module_path!(),
                lane: __tl::Lane::InPlace,
                thread_capacity: ::core::option::Option::None,
                scope: ::core::option::Option::None,
                parameters: __parameters,
                errors: ::std::vec::Vec::new(),
                scheme: ::core::option::Option::None,
                lifespan: ::core::option::Option::Some(
                    __tl::batch_description::<Self, __Item, __Value, __Error>(|| __tl::BatchRules::mistakes(&__rules())),
                ),
            }
        }
    }
}

/// The start: the arguments are kept, and taken anew for each batch.
fn start(batch: &Batch<'_>) -> TokenStream {
    let gathered = gathered_arguments(&batch.callable);
    let call = call(batch);
    let options = [
        ("key", &batch.options.key),
        ("warm_up", &batch.options.warm_up),
    ];
    let options = options.into_iter().filter_map(|(name, value)| {
        let value = value.as_ref()?;
        let name = syn::Ident::new(name, at(value.span()));
        Some(quote_spanned!(at(value.span())=> .#name(#value)))
    });
    let options: TokenStream = options.collect();
    let results = quote! {
        let __number = ::std::vec::Vec::len(&__items);
        #gathered
        ::core::option::Option::Some(<__Case as __tl::BatchReturn<_>>::results(#call, __number))
    };
    let items = quote!(__items: ::std::vec::Vec<__Item>);
    let made = if let Some(Model { ty, owner, .. }) = &batch.model {
        let first = batch.callable.parameters.len();
        quote! {
            of_owner::<_, #ty>(
                __rules(),
                (__kept, #first),
                #owner,
                |__cx: &__tl::LifespanInputs<'_>, __model: &mut #ty, #items| { #results },
            )
        }
    } else {
        quote! {
            new(__rules(), move |#items| {
                let __cx = &__tl::KeptInputs::inputs(&__kept);
                #results
            })
        }
    };
    quote! {
        fn start(__cx: &__tl::LifespanInputs<'_>) -> ::core::option::Option<__tl::LifespanCall> {
            // The arguments are there.
            { #gathered }
            let __kept = __tl::LifespanInputs::keep(__cx);
            ::core::option::Option::Some(
                __tl::BatchStart::<__Item, __Value, __Error>::#made #options .call()
            )
        }
    }
}

/// The call of the function with the items and the arguments.
fn call(batch: &Batch<'_>) -> TokenStream {
    let name = &batch.callable.function.signature.ident;
    let parameters = batch.callable.parameters.iter().enumerate();
    let mut arguments: Vec<TokenStream> = parameters
        .map(|(place, parameter)| {
            let argument = argument(place);
            let by = (parameter.lent == Some(Lent::Shared)).then(|| quote!(&));
            quote!(#by #argument)
        })
        .collect();
    if let Some(Model { place, .. }) = batch.model {
        arguments.insert(place, quote!(__model));
    }
    let call = quote!(#name(__items #(, #arguments)*));
    let call = called(&batch.callable, call);
    if batch.callable.lane == Lane::Loop {
        quote!(__tl::block_on(#call))
    } else {
        call
    }
}
