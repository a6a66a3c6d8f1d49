//! An enum of unit variants: one of a few texts.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::{deserialize, serialize};
use crate::model::model::{Described, Variant};

/// The implementations for the enum.
pub(super) fn implementations(
    name: &Ident,
    described: &Described,
    variants: &[Variant<'_>],
) -> TokenStream {
    let described = super::described(name, described);
    let texts: Vec<_> = variants.iter().map(|variant| &variant.text).collect();
    let idents: Vec<_> = variants.iter().map(|variant| variant.ident).collect();
    let deserialize = deserialize(
        name,
        &quote!(__tl::read_enum(__deserializer, __VALUES, __find)),
    );
    let serialize = serialize(
        name,
        &quote! {
            __serializer.serialize_str(match self {
                #(Self::#idents => #texts,)*
            })
        },
    );
    quote! {
        const __VALUES: &[&str] = &[#(#texts),*];
        fn __find(__text: &str) -> ::core::option::Option<#name> {
            ::core::option::Option::Some(match __text {
                #(#texts => #name::#idents,)*
                _ => return ::core::option::Option::None,
            })
        }
        #[automatically_derived]
        impl __tl::DataType for #name {
            const SHAPE: &'static __tl::Shape = &__tl::Shape::Enum(&__tl::EnumShape {
                #described
                values: __VALUES,
            });
            fn from_text(__text: &str) -> ::core::option::Option<Self> {
                __find(__text)
            }
        }
        #deserialize
        #serialize
    }
}
