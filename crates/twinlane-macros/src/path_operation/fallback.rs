//! The stand-in for a path operation that has a mistake: the rest of the program sees the items that it expects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Generics;

use super::attribute::Written;
use crate::callable::{function_with_type, type_alone};

/// The mistakes, and a type of the function's name that is never used.
pub(super) fn tokens(written: &Written, error: &syn::Error) -> TokenStream {
    let callable = &written.callable;
    if written.macro_name.is_outgoing() {
        type_alone(callable, &outgoing(written), error)
    } else {
        function_with_type(callable, &Generics::default(), &operation(written), error)
    }
}

/// A path operation that is never called.
fn operation(written: &Written) -> TokenStream {
    let name = &written.callable.function.signature.ident;
    quote! {
        impl __tl::UrlTarget for #name {}

        impl __tl::PathOperation for #name {
            fn describe() -> __tl::OperationDescription {
                ::core::unreachable!()
            }
            fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
                ::core::option::Option::None
            }
        }
    }
}

/// A request that is never described.
fn outgoing(written: &Written) -> TokenStream {
    let name = &written.callable.function.signature.ident;
    quote! {
        impl __tl::Outgoing for #name {
            fn describe() -> __tl::OperationDescription {
                ::core::unreachable!()
            }
        }
    }
}
