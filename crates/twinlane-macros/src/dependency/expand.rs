//! The tokens of a dependency.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, Ident, Signature, WherePredicate, parse_quote};

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
    let life = life(dependency.is_lifespan);
    let describe = describe(dependency);
    let signature = &dependency.callable.function.signature;
    let of = |of| implementor(&of, &signature.ident, &signature.generics);
    let (implementor, function) = (of(quote!(Dependency)), gather(dependency));
    let (within, beside) = if dependency.is_lifespan {
        let implementor = of(quote!(LifespanDependency));
        (None, Some(quote!(#implementor { #function })))
    } else {
        (Some(function), None)
    };
    let value_of_name = value_of_name(signature);
    let implementation = quote! {
        #implementor {
            type Output = #output;
            type Life = #life;
            #describe
            #within
        }
        #beside
        #value_of_name
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

/// The name of the dependency in the place of its value, `user: user`: what the function does with the value is no mistake of its own, and an
/// editor completes it. The type has no values, so that nothing is ever taken from one.
fn value_of_name(signature: &Signature) -> TokenStream {
    let generics = lasting(&signature.generics);
    let (parameters, arguments, clause) = generics.split_for_impl();
    let name = &signature.ident;
    quote! {
        #[automatically_derived]
        impl #parameters ::core::ops::Deref for #name #arguments #clause {
            type Target = <Self as __tl::Dependency>::Output;
            fn deref(&self) -> &Self::Target {
                match self.__never {}
            }
        }
    }
}

/// The type that says how long its value lives.
pub(super) fn life(is_lifespan: bool) -> TokenStream {
    if is_lifespan {
        quote!(__tl::ApplicationLife)
    } else {
        quote!(__tl::RequestLife)
    }
}

/// `impl Dependency for name`, with the function's generics.
pub(super) fn implementor(
    implemented: &TokenStream,
    name: &Ident,
    generics: &Generics,
) -> TokenStream {
    let generics = lasting(generics);
    let (parameters, arguments, clause) = generics.split_for_impl();
    quote!(impl #parameters __tl::#implemented for #name #arguments #clause)
}

/// The generics, where a type that stands for a value is `'static`.
fn lasting(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    let mut bounds: Vec<WherePredicate> = Vec::new();
    // Beside the bounds that it has already: a lint wants all in one place.
    for parameter in generics.type_params_mut() {
        if parameter.bounds.is_empty() {
            let ty = &parameter.ident;
            bounds.push(parse_quote!(#ty: 'static));
        } else {
            parameter.bounds.push(parse_quote!('static));
        }
    }
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    generics
}

/// The function that turns the returned value into the value of the dependency. The compiler refuses an unsuitable return type in it.
fn supply(dependency: &Dependency<'_>, returned: &Returned<'_>) -> TokenStream {
    let ty = &returned.ty;
    let generics = lasting(&dependency.callable.function.signature.generics);
    let (generics, _, clause) = generics.split_for_impl();
    let (supplier, supplier_of) = if dependency.is_lifespan {
        (quote!(LifespanSupplier), quote!(lifespan_supplier_of))
    } else {
        (quote!(Supplier), quote!(supplier_of))
    };
    let way = quote_spanned!(returned.span=> __tl::#supplier_of::<__Case, #ty>());
    quote! {
        // A constant: only where it is inlined, what it names is too.
        #[inline(always)]
        fn __supply #generics() -> __tl::#supplier<#ty> #clause {
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
    let (scope, errors, lifespan) = if dependency.is_lifespan {
        (
            quote!(::core::option::Option::None),
            quote!(::std::vec::Vec::new()),
            quote!(::core::option::Option::Some(__supply.description::<Self>())),
        )
    } else {
        (
            quote!(__supply.scope()),
            quote!(__supply.errors()),
            quote!(::core::option::Option::None),
        )
    };
    quote! {
        fn describe() -> __tl::DependencyDescription {
            #bind
            let __supply = __supply #of();
            __tl::DependencyDescription {
                name: #name,
                module: ::core::module_path!(),
                lane: #lane,
                thread_capacity: #thread_capacity,
                scope: #scope,
                parameters: ::std::vec![#(#parameters),*],
                errors: #errors,
                scheme: ::core::option::Option::None,
                lifespan: #lifespan,
            }
        }
    }
}

/// The function that takes the arguments and makes the call, of a request or of the start.
fn gather(dependency: &Dependency<'_>) -> TokenStream {
    let function = function(
        &dependency.callable,
        |made| made,
        &quote!((__made, __given)),
    );
    if dependency.is_lifespan {
        return start(dependency, &function);
    }
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

fn start(dependency: &Dependency<'_>, function: &TokenStream) -> TokenStream {
    let in_lane = in_lane(dependency.callable.lane);
    let of = turbofish(dependency.callable.function);
    let gathered = gathered_arguments(&dependency.callable);
    quote! {
        fn start(__cx: &__tl::LifespanInputs<'_>) -> ::core::option::Option<__tl::LifespanCall> {
            #gathered
            ::core::option::Option::Some(
                __tl::LifespanCall::#in_lane(#function, |__made| __supply #of().supply(__made)),
            )
        }
    }
}
