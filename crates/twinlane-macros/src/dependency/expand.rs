//! The tokens of a dependency.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, Ident, parse_quote};

use super::model::Dependency;
use super::returned::Returned;
use super::waiting::may_wait;
use crate::callable::Lane;
use crate::callable::tokens::{
    declared_parameters, function, gathered_arguments, gives_back, in_lane, lane, plain_value,
    plain_values, turbofish, with_function,
};
use crate::options::optional;

/// The function, the type of its name, and the implementation.
pub(super) fn tokens(dependency: &Dependency<'_>) -> TokenStream {
    let returned = Returned::by(dependency.callable.function);
    let (case, output) = (returned.case(), returned.value());
    let describe = describe(dependency);
    let gather = gather(dependency);
    let signature = &dependency.callable.function.signature;
    let implementor = implementor(&signature.ident, &signature.generics);
    let implementation = quote! {
        #implementor {
            type Output = #output;
            #describe
            #gather
        }
    };
    let probe = quote!(__tl::Probe::<#output>::NEW);
    let own = plain_value(returned.span, &probe);
    let plain_values = plain_values(&dependency.callable, Some(&own));
    let supply = supply(dependency, &returned);
    with_function(
        &dependency.callable,
        &quote!(#case #supply #plain_values),
        &implementation,
    )
}

/// `impl Dependency for name`, with the function's generics.
pub(super) fn implementor(name: &Ident, generics: &Generics) -> TokenStream {
    let generics = lasting(generics);
    let (parameters, arguments, clause) = generics.split_for_impl();
    quote!(impl #parameters __tl::Dependency for #name #arguments #clause)
}

/// The generics, where a type that stands for a value is `'static`.
fn lasting(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    let types: Vec<_> = generics
        .type_params()
        .map(|parameter| parameter.ident.clone())
        .collect();
    if !types.is_empty() {
        let clause = generics.make_where_clause();
        for ty in types {
            clause.predicates.push(parse_quote!(#ty: 'static));
        }
    }
    generics
}

/// How the value is made of what is returned: where a return type that cannot be one is found out.
fn supply(dependency: &Dependency<'_>, returned: &Returned<'_>) -> TokenStream {
    let ty = &returned.ty;
    let generics = lasting(&dependency.callable.function.signature.generics);
    let (generics, _, clause) = generics.split_for_impl();
    let way = quote_spanned!(returned.span=> __tl::supplier_of::<__Case, #ty>());
    quote! {
        // A constant: only where it is inlined, what it names is too.
        #[inline(always)]
        #[allow(
            clippy::inline_always,
            clippy::multiple_bound_locations,
            reason = "it is no function but a constant, with the bounds of the implementation"
        )]
        fn __supply #generics() -> __tl::Supplier<#ty> #clause {
            #way
        }
    }
}

fn describe(dependency: &Dependency<'_>) -> TokenStream {
    let name = dependency
        .callable
        .function
        .signature
        .ident
        .unraw()
        .to_string();
    let lane = lane(dependency.callable.lane);
    let (bind, parameters) = declared_parameters(&dependency.callable);
    let thread_capacity = optional(dependency.thread_capacity.as_ref());
    let of = turbofish(dependency.callable.function);
    quote! {
        fn describe() -> __tl::DependencyDescription {
            #bind
            let __supply = __supply #of();
            __tl::DependencyDescription {
                name: #name,
                module: ::core::module_path!(),
                lane: #lane,
                thread_capacity: #thread_capacity,
                scope: __supply.scope(),
                parameters: ::std::vec![#(#parameters),*],
                errors: __supply.errors(),
                scheme: ::core::option::Option::None,
            }
        }
    }
}

fn gather(dependency: &Dependency<'_>) -> TokenStream {
    let function = function(
        &dependency.callable,
        |made| made,
        &quote!((__made, __given)),
    );
    let in_lane =
        if dependency.callable.lane == Lane::Loop && !may_wait(dependency.callable.function) {
            quote!(on_loop_at_once)
        } else {
            in_lane(dependency.callable.lane)
        };
    let of = turbofish(dependency.callable.function);
    let supplied = quote!(__supply #of().supply(__to, __made));
    let supply = if gives_back(&dependency.callable) {
        quote!(|__to, (__made, __given)| #supplied.map(|__supplied| __supplied.with(__given)))
    } else {
        quote!(|__to, __made| #supplied)
    };
    let gathered = gathered_arguments(&dependency.callable);
    quote! {
        fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::DependencyProgress> {
            #gathered
            let __call = __tl::DependencyCall::of(__cx)?;
            ::core::option::Option::Some(__call.#in_lane(#function, #supply))
        }
    }
}
