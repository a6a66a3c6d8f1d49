//! The tokens of a dependency.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Generics, Ident, ReturnType, Type};

use super::super::model::{Lane, Operation};
use super::super::types;
use super::super::waiting::may_wait;
use super::{
    declared_parameters, function, gathered_arguments, gives_back, in_lane, lane, with_function,
};
use crate::function::Function;
use crate::options::optional;

/// The function, the type of its name, and the implementation.
pub(in super::super) fn tokens(operation: &Operation<'_>) -> TokenStream {
    let supply = Supply::of(&operation.function.signature.output);
    let output = supply.output();
    let describe = describe(operation, &supply);
    let gather = gather(operation, &supply);
    let signature = &operation.function.signature;
    let implementor = implementor(&signature.ident, &signature.generics);
    let implementation = quote! {
        #implementor {
            type Output = #output;
            #describe
            #gather
        }
    };
    with_function(operation, &TokenStream::new(), &implementation)
}

/// `impl Dependency for name`, with the function's generics. A type that stands for a value is `'static`.
pub(in super::super) fn implementor(name: &Ident, generics: &Generics) -> TokenStream {
    let mut generics = generics.clone();
    let types: Vec<_> = generics
        .type_params()
        .map(|parameter| parameter.ident.clone())
        .collect();
    if !types.is_empty() {
        let clause = generics.make_where_clause();
        for ty in types {
            clause.predicates.push(syn::parse_quote!(#ty: 'static));
        }
    }
    let (parameters, arguments, clause) = generics.split_for_impl();
    quote!(impl #parameters __tl::Dependency for #name #arguments #clause)
}

fn describe(operation: &Operation<'_>, supply: &Supply<'_>) -> TokenStream {
    let name = operation.function.signature.ident.unraw().to_string();
    let lane = lane(operation.lane);
    let (bind, parameters) = declared_parameters(operation);
    let scope = supply.scope.map_or_else(
        || quote!(__tl::Scope::BeforeResponse),
        |scope| quote_spanned!(scope.span()=> <#scope as __tl::TeardownScope>::SCOPE),
    );
    let scope = optional(supply.is_provided.then_some(scope));
    let thread_capacity = optional(operation.options.lane.thread_capacity.as_ref());
    let errors = supply.result.map_or_else(
        || quote!(::std::vec::Vec::new()),
        |result| quote_spanned!(result.span()=> __tl::errors_of::<#result>()),
    );
    quote! {
        fn describe() -> __tl::DependencyDescription {
            #bind
            __tl::DependencyDescription {
                name: #name,
                module: ::core::module_path!(),
                lane: #lane,
                thread_capacity: #thread_capacity,
                scope: #scope,
                parameters: ::std::vec![#(#parameters),*],
                errors: #errors,
                scheme: ::core::option::Option::None,
            }
        }
    }
}

fn gather(operation: &Operation<'_>, supply: &Supply<'_>) -> TokenStream {
    let function = function(operation, |made| made, &quote!((__made, __given)));
    let in_lane = if operation.lane == Lane::Loop && !may_wait(operation.function) {
        quote!(on_loop_at_once)
    } else {
        in_lane(operation.lane)
    };
    let supplied = supply.supplied();
    let supply = if gives_back(operation) {
        quote!(|__to, (__made, __given)| (#supplied).map(|__supplied| __supplied.with(__given)))
    } else {
        quote!(|__to, __made| #supplied)
    };
    let gathered = gathered_arguments(operation);
    quote! {
        fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Begun> {
            #gathered
            __cx.#in_lane(#function, #supply)
        }
    }
}

/// The type of a dependency's value.
pub(in super::super) fn output_of(function: &Function) -> TokenStream {
    Supply::of(&function.signature.output).output()
}

/// What a dependency's return type says by its spelling: `T`, `Result<T, _>`, `Provided<T>` or `Result<Provided<T>, _>`.
struct Supply<'t> {
    /// The whole return type, where it is a `Result`.
    result: Option<&'t Type>,
    /// Whether the value is undone.
    is_provided: bool,
    /// When, where that is said.
    scope: Option<&'t Type>,
    /// The value itself; `()` where there is none.
    value: Option<&'t Type>,
}

impl<'t> Supply<'t> {
    fn of(output: &'t ReturnType) -> Self {
        let ReturnType::Type(_, ty) = output else {
            return Self {
                result: None,
                is_provided: false,
                scope: None,
                value: None,
            };
        };
        let result = types::arguments_of(ty, "Result");
        let within = result
            .as_ref()
            .and_then(|arguments| arguments.first().copied());
        let value = within.unwrap_or(ty);
        let provided = types::arguments_of(value, "Provided");
        Self {
            result: result.is_some().then_some(&**ty),
            value: match &provided {
                Some(arguments) => arguments.first().copied(),
                None => Some(value),
            },
            is_provided: provided.is_some(),
            scope: provided.and_then(|arguments| arguments.get(1).copied()),
        }
    }

    fn output(&self) -> TokenStream {
        self.value
            .map_or_else(|| quote!(()), |value| quote!(#value))
    }

    /// What was made goes where it is asked for, or is the answer of the error.
    fn supplied(&self) -> TokenStream {
        let put = if self.is_provided {
            quote!(provide)
        } else {
            quote!(fill)
        };
        if self.result.is_some() {
            quote! {
                match __made {
                    ::core::result::Result::Ok(__made) => ::core::result::Result::Ok(__to.#put(__made)),
                    ::core::result::Result::Err(__error) => {
                        ::core::result::Result::Err(::std::boxed::Box::new(__tl::Failure::into_answered(__error)))
                    }
                }
            }
        } else {
            quote!(__tl::Supplying::Ok(__to.#put(__made)))
        }
    }
}
