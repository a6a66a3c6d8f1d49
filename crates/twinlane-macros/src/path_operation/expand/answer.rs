//! The way to answer.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ReturnType;
use syn::spanned::Spanned;

use crate::function::Function;

/// The way to answer: where a return type that cannot be a response is found out.
pub(super) fn answer(function: &Function) -> TokenStream {
    let ty = match &function.signature.output {
        ReturnType::Default => quote_spanned!(function.signature.ident.span()=> ()),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let way = quote_spanned!(ty.span()=> (&&&&&__tl::Returned::<#ty>::NEW).__answer());
    quote! {
        fn __answer() -> __tl::Answer<#ty> {
            use __tl::{
                ReturnedBoxed as _, ReturnedResult as _, ReturnedReversed as _, ReturnedUnknown as _,
                ReturnedWell as _,
            };
            #way
        }
    }
}
