//! What stands in for the implementations of a model that has a mistake: the rest of the program sees a model.

use proc_macro2::TokenStream;
use quote::quote;

use super::attribute::{Written, WrittenItem};
use super::expand;
use crate::root::Root;

/// The mistakes, the item as it is, and implementations that are never called.
pub(super) fn tokens(root: Root, written: &Written, error: &syn::Error) -> TokenStream {
    let errors = error.to_compile_error();
    let item = &written.item;
    let conditions = expand::conditions(item);
    let implementations = implementations(item);
    quote! {
        #errors
        #item
        #(#conditions)*
        const _: () = {
            #root
            #implementations
        };
    }
}

/// Likewise for settings.
pub(super) fn settings_tokens(root: Root, written: &Written, error: &syn::Error) -> TokenStream {
    let model = tokens(root, written, error);
    let conditions = expand::conditions(&written.item);
    let settings = expand::settings_fallback(written.item.name());
    quote! {
        #model
        #(#conditions)*
        const _: () = {
            #root
            #settings
        };
    }
}

/// The item as it is, for `rustc` to say what is wrong with it where it is no item at all.
pub(super) fn no_item(error: &syn::Error, item: &TokenStream) -> TokenStream {
    let errors = error.to_compile_error();
    quote!(#errors #item)
}

fn implementations(item: &WrittenItem) -> TokenStream {
    let (name, generics) = match item {
        WrittenItem::Struct(item) => (&item.ident, &item.generics),
        WrittenItem::Enum(item) => (&item.ident, &item.generics),
    };
    let (parameters, arguments, _) = generics.split_for_impl();
    let mut with_lifetime = generics.clone();
    with_lifetime.params.insert(0, syn::parse_quote!('de));
    let (with_lifetime, ..) = with_lifetime.split_for_impl();
    let own = generics
        .where_clause
        .as_ref()
        .map(|clause| &clause.predicates);
    let (read, write) = (reader("read_from"), writer("write_to"));
    let (deserialize, serialize) = (reader("deserialize"), writer("serialize"));
    let functions = model_functions();
    quote! {
        #[automatically_derived]
        impl #parameters __tl::DataType for #name #arguments
        where Self: ::core::marker::Send + ::core::marker::Sync + 'static, #own
        {
            const SHAPE: &'static __tl::Shape = &__tl::Shape::Any;
            #read
            #write
        }
        #[automatically_derived]
        impl #parameters __tl::Model for #name #arguments
        where Self: ::core::marker::Send + ::core::marker::Sync + 'static, #own
        {
            const MODEL: &'static __tl::ModelShape = &__tl::ModelShape::new("", "");
            #functions
        }
        #[automatically_derived]
        impl #with_lifetime __tl::serde::Deserialize<'de> for #name #arguments
        where #own
        {
            #deserialize
        }
        #[automatically_derived]
        impl #parameters __tl::serde::Serialize for #name #arguments
        where #own
        {
            #serialize
        }
    }
}

/// The functions of a model, for one that is never read.
fn model_functions() -> TokenStream {
    quote! {
        fn read_fields<'de, __A: __tl::serde::de::MapAccess<'de>>(
            _: &mut __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            ::core::unreachable!()
        }
        fn write_fields<__M: __tl::serde::ser::SerializeMap>(
            &self,
            _: &mut __M,
        ) -> ::core::result::Result<(), __M::Error> {
            ::core::unreachable!()
        }
        fn read_change<'de, __A: __tl::serde::de::MapAccess<'de>>(
            _: &str,
            _: &mut __A,
        ) -> ::core::result::Result<__tl::NamedChange<Self>, __A::Error> {
            ::core::unreachable!()
        }
        fn exchange(&mut self, _: &mut Self, _: &dyn ::core::ops::Fn(&str) -> bool) {
            ::core::unreachable!()
        }
        fn check_whole(&self) -> ::core::result::Result<(), __tl::FieldError> {
            ::core::unreachable!()
        }
    }
}

/// A method that reads nothing.
fn reader(name: &str) -> TokenStream {
    let name = quote::format_ident!("{name}");
    let lifetime = (name == "read_from").then(|| quote!('de,));
    quote! {
        fn #name<#lifetime __D: __tl::serde::Deserializer<'de>>(
            _: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::core::unreachable!()
        }
    }
}

/// A method that writes nothing.
fn writer(name: &str) -> TokenStream {
    let name = quote::format_ident!("{name}");
    quote! {
        fn #name<__S: __tl::serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            __serializer.serialize_unit()
        }
    }
}
