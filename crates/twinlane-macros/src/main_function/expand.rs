//! The tokens of `main`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ReturnType, Type};

use super::attribute::Runtime;
use crate::function::Function;

/// The plain `main`.
pub(super) fn tokens(runtime: &Runtime, mut function: Function) -> TokenStream {
    function.signature.asyncness = None;
    let output = match &function.signature.output {
        ReturnType::Default => quote_spanned!(function.signature.ident.span()=> ()),
        // It cannot be named.
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => quote!(_),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let body = &function.body;
    let workers = runtime.workers.map(|workers| quote!(.workers(#workers)));
    let spare_workers = runtime
        .spare_workers
        .map(|workers| quote!(.spare_workers(#workers)));
    function.body = quote! {
        {
            ::twinlane::__private::run_main::<#output, _>(
                ::twinlane::__private::RuntimeBuilder::new() #workers #spare_workers,
                async #body,
            )
        }
    };
    quote!(#function)
}

/// The mistakes, and a `main` that runs nothing; the body is there to be checked.
pub(super) fn fallback(error: &syn::Error, mut function: Function) -> TokenStream {
    let errors = error.to_compile_error();
    let name = function.signature.ident.clone();
    function.signature.asyncness.get_or_insert_default();
    quote! {
        #errors
        fn #name() {
            #function
        }
    }
}
