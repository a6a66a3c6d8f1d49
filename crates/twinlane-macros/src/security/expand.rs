//! The tokens of a security scheme.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ItemStruct;
use syn::spanned::Spanned;

use super::attribute::{OptionValue, SchemeOption};
use super::model::Security;
use crate::root::Root;
use crate::span::at;

/// The struct, and its implementation for the framework.
pub(super) fn tokens(security: &Security, item: &ItemStruct) -> TokenStream {
    let Security {
        scheme,
        options,
        field,
    } = security;
    let name = &item.ident;
    let options = options.iter().map(option);
    let conditions = item
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    let root = Root::Twinlane;
    let type_span = item
        .fields
        .iter()
        .next()
        .map_or(name.span(), |field| field.ty.span());
    let value =
        quote_spanned!(at(type_span)=> __tl::FromCredentials::from_credentials(__credentials));
    quote! {
        #item
        #(#conditions)*
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::Security for #name {
                type Scheme = #scheme;
                const SCHEME: #scheme = <#scheme>::new() #(#options)*;
                fn of(__credentials: <#scheme as __tl::SecurityScheme>::Credentials) -> Self {
                    Self { #field: #value }
                }
            }
        };
    }
}

/// One option: a method of the scheme.
fn option(SchemeOption { name, value }: &SchemeOption) -> TokenStream {
    match value {
        OptionValue::One(value) => quote!(.#name(#value)),
        OptionValue::Scopes(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(scope, meaning)| quote!((#scope, #meaning)));
            quote!(.#name(&[#(#pairs),*]))
        }
        OptionValue::Flow(options) => {
            let options = options.iter().map(option);
            quote!(.#name(__tl::OAuthFlow::new() #(#options)*))
        }
    }
}
