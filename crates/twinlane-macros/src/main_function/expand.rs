//! The tokens of `main`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use super::attribute::Runtime;
use crate::function::Function;
use crate::root::Root;

/// The plain `main`.
pub(super) fn tokens(runtime: &Runtime, mut function: Function) -> TokenStream {
    function.signature.asyncness = None;
    let body = &function.body;
    let workers = runtime.workers.map(|workers| quote!(.workers(#workers)));
    let spare_workers = runtime
        .spare_workers
        .map(|workers| quote!(.spare_workers(#workers)));
    let runtime = quote!(__tl::RuntimeBuilder::new() #workers #spare_workers);
    let main = quote!(async #body);
    let output = match &function.signature.output {
        ReturnType::Default => quote_spanned!(function.signature.ident.span()=> ()),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let run = match &function.signature.output {
        // An `impl Trait` cannot be named.
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => {
            quote!(__tl::run_main(#runtime, #main))
        }
        _ => quote_spanned! {output.span()=>
            (&&__tl::Main::<#output>::NEW).__run(#runtime, #main)
        },
    };
    let root = Root::Twinlane;
    function.body = quote! {
        {
            #root
            use __tl::{MainUnknown as _, MainWell as _};
            #run
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
