//! The tokens of a dependency.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Generics, Ident, ReturnType, Type, parse_quote};

use super::super::model::{Lane, Operation};
use super::super::types;
use super::super::waiting::may_wait;
use super::{
    declared_parameters, function, gathered_arguments, gives_back, in_lane, lane, plain_value,
    plain_values, turbofish, with_function,
};
use crate::function::Function;
use crate::options::optional;

/// The function, the type of its name, and the implementation.
pub(in super::super) fn tokens(operation: &Operation<'_>) -> TokenStream {
    let returned = Returned::by(operation.function);
    let (case, output) = (returned.case(), returned.value());
    let describe = describe(operation);
    let gather = gather(operation);
    let signature = &operation.function.signature;
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
    let plain_values = plain_values(operation, Some(&own));
    let supply = supply(operation, &returned);
    with_function(
        operation,
        &quote!(#case #supply #plain_values),
        &implementation,
    )
}

/// `impl Dependency for name`, with the function's generics.
pub(in super::super) fn implementor(name: &Ident, generics: &Generics) -> TokenStream {
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
fn supply(operation: &Operation<'_>, returned: &Returned<'_>) -> TokenStream {
    let ty = &returned.ty;
    let generics = lasting(&operation.function.signature.generics);
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

fn describe(operation: &Operation<'_>) -> TokenStream {
    let name = operation.function.signature.ident.unraw().to_string();
    let lane = lane(operation.lane);
    let (bind, parameters) = declared_parameters(operation);
    let thread_capacity = optional(operation.options.lane.thread_capacity.as_ref());
    let of = turbofish(operation.function);
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

fn gather(operation: &Operation<'_>) -> TokenStream {
    let function = function(operation, |made| made, &quote!((__made, __given)));
    let in_lane = if operation.lane == Lane::Loop && !may_wait(operation.function) {
        quote!(on_loop_at_once)
    } else {
        in_lane(operation.lane)
    };
    let of = turbofish(operation.function);
    let supplied = quote!(__supply #of().supply(__to, __made));
    let supply = if gives_back(operation) {
        quote!(|__to, (__made, __given)| #supplied.map(|__supplied| __supplied.with(__given)))
    } else {
        quote!(|__to, __made| #supplied)
    };
    let gathered = gathered_arguments(operation);
    quote! {
        fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::DependencyProgress> {
            #gathered
            let __call = __tl::DependencyCall::of(__cx)?;
            ::core::option::Option::Some(__call.#in_lane(#function, #supply))
        }
    }
}

/// The return type of a dependency's function.
pub(in super::super) struct Returned<'f> {
    /// `()` where none is written.
    ty: TokenStream,
    span: Span,
    /// What it is by its spelling, where no constant can name it: it has a parameter of the function in it.
    spelled: Option<Spelled<'f>>,
}

/// A return type as it is spelled.
struct Spelled<'f> {
    is_result: bool,
    is_provided: bool,
    value: &'f Type,
}

impl<'f> Returned<'f> {
    pub(in super::super) fn by(function: &'f Function) -> Self {
        let signature = &function.signature;
        match &signature.output {
            ReturnType::Default => Self {
                ty: quote!(()),
                span: signature.ident.span(),
                spelled: None,
            },
            ReturnType::Type(_, ty) => Self {
                ty: quote!(#ty),
                span: ty.span(),
                spelled: types::mentions(ty, &signature.generics).then(|| Spelled::of(ty)),
            },
        }
    }

    /// The alias `__Case`, which says what the type is.
    pub(in super::super) fn case(&self) -> TokenStream {
        let ty = &self.ty;
        let Some(spelled) = &self.spelled else {
            return quote! {
                #[allow(unused_imports, reason = "some types have constants of their own")]
                use __tl::ProbeDefault as _;
                type __Case = __tl::ReturnCase<
                    { <__tl::Probe<#ty>>::IS_RESULT },
                    { <__tl::Probe<#ty>>::IS_PROVIDED },
                >;
            };
        };
        let (is_result, is_provided) = (spelled.is_result, spelled.is_provided);
        quote!(type __Case = __tl::ReturnCase<#is_result, #is_provided>;)
    }

    /// The type of the value.
    pub(in super::super) fn value(&self) -> TokenStream {
        let ty = &self.ty;
        self.spelled.as_ref().map_or_else(
            || quote_spanned!(self.span=> <__Case as __tl::ValueOf<#ty>>::Value),
            |spelled| spelled.value.to_token_stream(),
        )
    }
}

impl<'f> Spelled<'f> {
    fn of(ty: &'f Type) -> Self {
        let result = types::first_argument_of(ty, "Result");
        let within = result.unwrap_or(ty);
        let provided = types::first_argument_of(within, "Provided");
        Self {
            is_result: result.is_some(),
            is_provided: provided.is_some(),
            value: provided.unwrap_or(within),
        }
    }
}
