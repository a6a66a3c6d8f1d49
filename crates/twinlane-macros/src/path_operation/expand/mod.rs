//! The tokens of a path operation.

mod answer;
mod options;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use self::answer::answer;
use self::options::method;
use super::model::Operation;
use crate::callable::tokens::{
    declared_parameters, function, gathered_arguments, in_lane, lane, plain_values, with_function,
    with_type,
};

/// The function, the type of its name, and the implementation.
pub(super) fn tokens(operation: &Operation<'_>) -> TokenStream {
    let answer = answer(operation.callable.function);
    let describe = describe(operation);
    let gather = gather(operation);
    let name = &operation.callable.function.signature.ident;
    let implementation = quote! {
        impl __tl::UrlTarget for #name {}

        #[automatically_derived]
        impl __tl::PathOperation for #name {
            #describe
            #gather
        }
    };
    let plain_values = plain_values(&operation.callable, None);
    with_function(
        &operation.callable,
        &quote!(#answer #plain_values),
        &implementation,
    )
}

/// The type of the function's name, and the description. The function itself is others' to write.
pub(super) fn outgoing_tokens(operation: &Operation<'_>) -> TokenStream {
    let answer = answer(operation.callable.function);
    let describe = describe(operation);
    let name = &operation.callable.function.signature.ident;
    let implementation = quote! {
        impl __tl::Outgoing for #name {
            #describe
        }
    };
    with_type(&operation.callable, &answer, &implementation)
}

fn describe(operation: &Operation<'_>) -> TokenStream {
    let name = operation
        .callable
        .function
        .signature
        .ident
        .unraw()
        .to_string();
    let method = method(operation.method);
    let path = &operation.path;
    let lane = lane(operation.callable.lane);
    let options = &operation.options;
    let (arguments, parameters) = declared_parameters(&operation.callable);
    quote! {
        fn describe() -> __tl::OperationDescription {
            #arguments
            __tl::OperationDescription {
                name: #name,
                module: ::core::module_path!(),
                place: ::core::concat!(::core::file!(), ":", ::core::line!()),
                method: #method,
                path: #path,
                lane: #lane,
                options: #options,
                parameters: ::std::vec![#(#parameters),*],
                answer: __answer().description(),
            }
        }
    }
}

fn gather(operation: &Operation<'_>) -> TokenStream {
    let answered = |value: TokenStream| quote!(__answer().of(#value));
    let function = function(
        &operation.callable,
        answered,
        &quote!(__tl::GivenBack::with(__given, __made)),
    );
    let in_lane = in_lane(operation.callable.lane);
    let call = quote!(__tl::Call::#in_lane(#function));
    if operation.callable.parameters.is_empty() {
        return quote! {
            fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
                ::core::option::Option::Some(#call)
            }
        };
    }
    let gathered = gathered_arguments(&operation.callable);
    quote! {
        fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
            #gathered
            ::core::option::Option::Some(#call)
        }
    }
}
