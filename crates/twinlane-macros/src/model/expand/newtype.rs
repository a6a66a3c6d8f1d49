//! A struct around one value: that value in all respects.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::{deserialize, serialize};

/// The implementations for the newtype.
pub(super) fn implementations(name: &Ident, ty: &Type) -> TokenStream {
    let inner = quote_spanned!(ty.span()=> <#ty as __tl::DataType>);
    let deserialize = deserialize(
        name,
        &quote!(<#ty as __tl::serde::Deserialize<'de>>::deserialize(__deserializer).map(#name)),
    );
    let serialize = serialize(
        name,
        &quote!(__tl::serde::Serialize::serialize(&self.0, __serializer)),
    );
    quote! {
        #[automatically_derived]
        impl __tl::DataType for #name {
            const SHAPE: &'static __tl::Shape = #inner::SHAPE;
            fn absent() -> ::core::option::Option<Self> {
                #inner::absent().map(#name)
            }
            fn holds(&self) -> bool {
                #inner::holds(&self.0)
            }
            fn measure(&self) -> __tl::Measure {
                #inner::measure(&self.0)
            }
            fn from_text(__text: &str) -> ::core::option::Option<Self> {
                #inner::from_text(__text).map(#name)
            }
        }
        #deserialize
        #serialize
        #[automatically_derived]
        impl<__L> __tl::FromLiteral<__L> for #name
        where
            #ty: __tl::FromLiteral<__L>,
        {
            fn from_literal(__literal: __L) -> Self {
                #name(__tl::FromLiteral::from_literal(__literal))
            }
        }
    }
}
