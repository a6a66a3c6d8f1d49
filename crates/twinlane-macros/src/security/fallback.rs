//! The stand-in for a scheme that has a mistake: the rest of the program sees a scheme.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, ItemStruct, Path};

use crate::root::Root;

/// The mistakes, the struct as it is, and a scheme that is never read.
///
/// Uses the path of the attribute, so that `rustc` does not report its import as unused.
pub(super) fn tokens(item: &ItemStruct, scheme: Option<&Path>, error: &syn::Error) -> TokenStream {
    let errors = error.to_compile_error();
    let name = &item.ident;
    if !item.generics.params.is_empty() {
        return quote!(#errors #item);
    }
    let root = Root::Twinlane;
    let scheme = scheme.map(
        |scheme| quote!(const _: ::core::option::Option<#scheme> = ::core::option::Option::None;),
    );
    quote! {
        #errors
        #item
        #scheme
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::Security for #name {
                type Scheme = __tl::OAuth2;
                const SCHEME: __tl::OAuth2 = __tl::OAuth2::new();
                fn of(_: ::std::string::String) -> Self {
                    ::core::unreachable!()
                }
            }
        };
    }
}

/// The item as it is. If it is no item at all, `rustc` reports the mistake.
pub(super) fn no_struct(error: syn::Error, item: &TokenStream) -> TokenStream {
    let error = match syn::parse2::<Item>(item.clone()) {
        Ok(other) => syn::Error::new_spanned(
            other,
            "`#[security]` stands above a struct with one field: write `struct Bearer(String);`",
        ),
        Err(_) => error,
    };
    let errors = error.to_compile_error();
    quote!(#errors #item)
}
