//! The stand-in for the implementations of a model that has a mistake: the rest of the program sees a model.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, Ident};

use super::attribute::{Written, WrittenItem};
use super::expand;
use crate::root::Root;

/// The mistakes, the item as it is, and implementations that are never called.
pub(super) fn tokens(root: Root, written: &Written, error: &syn::Error) -> TokenStream {
    let errors = error.to_compile_error();
    let item = &written.item;
    let conditions = expand::conditions(item);
    let implementations = implementations(item);
    let item = with_lasting_references(item.to_token_stream());
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

/// The item with `&'static str` for `&str`: that a model owns its values has been said, and a field's reference has no other lifetime to have.
fn with_lasting_references(item: TokenStream) -> TokenStream {
    let mut tokens = item.into_iter().peekable();
    let mut lasting = TokenStream::new();
    let mut before = None;
    while let Some(token) = tokens.next() {
        let is_attribute = matches!(&before, Some(TokenTree::Punct(sign)) if sign.as_char() == '#');
        let token = match token {
            TokenTree::Group(group) if !is_attribute => {
                let mut inner =
                    Group::new(group.delimiter(), with_lasting_references(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            token => token,
        };
        lasting.extend([token.clone()]);
        let has_lifetime =
            matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '\'');
        if begins_reference(before.as_ref(), &token) && !has_lifetime {
            lasting.extend(quote!('static));
        }
        before = Some(token);
    }
    lasting
}

/// True for the sign of a type such as `&str`. Behind a value it is an operator.
fn begins_reference(before: Option<&TokenTree>, token: &TokenTree) -> bool {
    let is_and =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '&');
    let is_behind_value =
        before.is_some_and(|before| is_and(before) || !matches!(before, TokenTree::Punct(_)));
    is_and(token) && !is_behind_value
}

/// The same for settings.
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

/// The item as it is, for `rustc` to say what is wrong with it if it is no item at all.
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
    let part = matches!(item, WrittenItem::Struct(_)).then(|| part(name, generics));
    quote! {
        #part
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

/// A struct as a part of one that flattens it.
fn part(name: &Ident, generics: &Generics) -> TokenStream {
    let (parameters, arguments, _) = generics.split_for_impl();
    let own = generics
        .where_clause
        .as_ref()
        .map(|clause| &clause.predicates);
    let (parts, flatten) = part_functions();
    quote! {
        #[automatically_derived]
        impl #parameters __tl::Parts for #name #arguments
        where Self: ::core::marker::Send + ::core::marker::Sync + 'static, #own
        {
            #parts
        }
        #[automatically_derived]
        impl #parameters __tl::Flatten for #name #arguments
        where Self: ::core::marker::Send + ::core::marker::Sync + 'static, #own
        {
            #flatten
        }
    }
}

/// The functions of a model that another flattens: those that read it, and those that write it.
fn part_functions() -> (TokenStream, TokenStream) {
    let parts = quote! {
        type Value = Self;
        type Slots = ();
        const NAMES: &'static [&'static str] = &[];
        const PLACES: usize = 0;
        fn slots() {}
        fn place_of(_: &str) -> usize {
            ::core::unreachable!()
        }
        fn read_place<'de, __A: __tl::serde::de::MapAccess<'de>>(
            _: &mut (),
            _: usize,
            _: &mut __A,
        ) -> ::core::result::Result<(), __A::Error> {
            ::core::unreachable!()
        }
        fn finish<__E: __tl::serde::de::Error>(_: ()) -> ::core::result::Result<Self, __E> {
            ::core::unreachable!()
        }
    };
    let flatten = quote! {
        fn write_parts<__M: __tl::serde::ser::SerializeMap>(
            &self,
            _: &mut __M,
        ) -> ::core::result::Result<(), __M::Error> {
            ::core::unreachable!()
        }
        fn write_computed<__M: __tl::serde::ser::SerializeMap>(
            &self,
            _: &mut __M,
        ) -> ::core::result::Result<(), __M::Error> {
            ::core::unreachable!()
        }
    };
    (parts, flatten)
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
            __tl::serde::Serializer::serialize_unit(__serializer)
        }
    }
}
