//! The tokens of a model.

mod object;
mod newtype;
mod enumeration;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Ident};

use super::attribute::{Written, WrittenItem};
use super::model::{Described, Model};
use crate::options::optional;
use crate::root::Root;

/// The item and its implementations.
pub(super) fn tokens(root: Root, written: &Written, model: &Model<'_>) -> TokenStream {
    let item = &written.item;
    let conditions = conditions(item);
    let name = item.name();
    let implementations = match model {
        Model::Struct(described, fields) => object::implementations(name, described, fields),
        Model::Newtype(ty) => newtype::implementations(name, ty),
        Model::Enum(described, variants) => enumeration::implementations(name, described, variants),
    };
    quote! {
        #item
        #(#conditions)*
        #[allow(deprecated, reason = "a model may have deprecated parts")]
        const _: () = {
            #root
            #implementations
        };
    }
}

/// The `#[cfg(..)]`s of the item.
pub(super) fn conditions(item: &WrittenItem) -> impl Iterator<Item = &Attribute> {
    let attributes = match item {
        WrittenItem::Struct(item) => &item.attrs,
        WrittenItem::Enum(item) => &item.attrs,
    };
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
}

impl WrittenItem {
    /// The name of the type.
    pub(super) fn name(&self) -> &Ident {
        match self {
            Self::Struct(item) => &item.ident,
            Self::Enum(item) => &item.ident,
        }
    }
}

impl ToTokens for WrittenItem {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Struct(item) => item.to_tokens(tokens),
            Self::Enum(item) => item.to_tokens(tokens),
        }
    }
}

/// The fields that every shape with a name has.
fn described(name: &Ident, described: &Described) -> TokenStream {
    let name = name.to_string();
    let title = optional(described.title.as_ref());
    let description = optional(described.description.as_ref());
    quote! {
        name: #name,
        module: ::core::module_path!(),
        title: #title,
        description: #description,
    }
}

/// `Deserialize` with this body, for which `__deserializer` is there.
fn deserialize(name: &Ident, body: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl<'de> __tl::serde::Deserialize<'de> for #name {
            fn deserialize<__D: __tl::serde::Deserializer<'de>>(
                __deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #body
            }
        }
    }
}

/// `Serialize` with this body, for which `__serializer` is there.
fn serialize(name: &Ident, body: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __tl::serde::Serialize for #name {
            fn serialize<__S: __tl::serde::Serializer>(
                &self,
                __serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #body
            }
        }
    }
}
