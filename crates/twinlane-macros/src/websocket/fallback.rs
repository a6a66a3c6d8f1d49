//! The stand-in for a WebSocket operation that has a mistake: the rest of the program sees what it expects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Generics;

use crate::callable::{WrittenCallable, function_with_type};

/// The mistakes, the function as it is, and an operation that is never called.
pub(super) fn tokens(written: &WrittenCallable, error: &syn::Error) -> TokenStream {
    let name = &written.function.signature.ident;
    let implementation = quote! {
        impl __tl::UrlTarget for #name {}

        impl __tl::WebSocketOperation for #name {
            fn describe() -> __tl::OperationDescription {
                ::core::unreachable!()
            }
            fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
                ::core::option::Option::None
            }
        }
    };
    function_with_type(written, &Generics::default(), &implementation, error)
}
