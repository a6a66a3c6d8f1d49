//! A struct around one value: that value in all respects, with rules of its own.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::{Head, read, write};
use crate::model::model::Newtype;
use crate::options::optional;
use crate::span::at;

/// The implementations for the newtype.
pub(super) fn implementations(name: &Ident, newtype: &Newtype<'_>) -> TokenStream {
    let head = Head::plain(name);
    if let Some(schema) = &newtype.foreign {
        return foreign(&head, newtype.ty, schema);
    }
    let Newtype {
        ty, rules, check, ..
    } = newtype;
    let inner = quote_spanned!(at(ty.span())=> <#ty as __tl::DataType>);
    let checked = checked(ty, rules, check.as_ref());
    let shape = checked
        .as_ref()
        .map_or_else(|| quote!(#inner::SHAPE), |shape| quote!(&#shape));
    let holds = holds(newtype);
    let assertions = rules.assertions(ty);
    let read = read(&quote!(#inner::read_from(__deserializer).map(#name)));
    let write = write(&quote!(#inner::write_to(&self.0, __serializer)));
    let data_type = head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = #shape;
            #read
            #write
            fn absent() -> ::core::option::Option<Self> {
                #inner::absent().map(#name)
            }
            fn holds(&self) -> bool {
                #holds
            }
            fn measure(&self) -> __tl::Measure<'_> {
                #inner::measure(&self.0)
            }
            fn from_text(__text: &str) -> ::core::option::Option<Self> {
                #inner::from_text(__text).map(#name)
            }
            fn from_texts(__texts: &mut dyn ::core::iter::Iterator<Item = &str>) -> ::core::option::Option<Self> {
                #inner::from_texts(__texts).map(#name)
            }
            fn from_bytes(__content: &__tl::Bytes) -> ::core::option::Option<Self> {
                #inner::from_bytes(__content).map(#name)
            }
        },
    );
    let serde = head.serde();
    quote! {
        #assertions
        #data_type
        #serde
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

/// Whether the rules of the newtype hold, and those of its value.
fn holds(newtype: &Newtype<'_>) -> TokenStream {
    let Newtype {
        ty, rules, check, ..
    } = newtype;
    if rules.is_empty() && check.is_none() {
        return quote!(<#ty as __tl::DataType>::holds(&self.0));
    }
    let check = check.as_ref().map(
        |check| quote_spanned!(at(check.span())=> && __tl::Checked::run(&self.0, #check).is_ok()),
    );
    quote!(__tl::field_holds::<#ty>(&#rules, &self.0) #check)
}

/// A newtype around a value that only `serde` reads and writes.
fn foreign(head: &Head<'_>, ty: &syn::Type, schema: &syn::Expr) -> TokenStream {
    let name = head.name;
    let label = name.to_string();
    let table = quote_spanned!(at(ty.span())=> __tl::Scalar::foreign::<#ty>);
    let read =
        read(&quote!(<#ty as __tl::serde::Deserialize>::deserialize(__deserializer).map(#name)));
    let write = write(&quote!(__tl::serde::Serialize::serialize(
        &self.0,
        __serializer
    )));
    let data_type = head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape =
                &__tl::Shape::Foreign(&#table(#label, |_| __tl::given_schema(#schema)));
            #read
            #write
            fn measure(&self) -> __tl::Measure<'_> {
                __tl::Measure::Lax
            }
        },
    );
    let serde = head.serde();
    quote!(#data_type #serde)
}

/// The shape of a type with rules of its own; `None` where it has none.
pub(super) fn checked(
    ty: &syn::Type,
    rules: &crate::rules::Rules,
    check: Option<&syn::Expr>,
) -> Option<TokenStream> {
    if rules.is_empty() && check.is_none() {
        return None;
    }
    let check = optional(check.map(
        |check| quote_spanned!(at(check.span())=> |__value| __tl::check::<#ty, _, _>(__value, #check)),
    ));
    Some(quote! {
        __tl::Shape::Checked(&__tl::CheckedShape {
            shape: <#ty as __tl::DataType>::SHAPE,
            rules: #rules,
            check: #check,
        })
    })
}
