//! The tokens of a model.

mod enumeration;
mod fields;
mod foreign;
mod join;
mod newtype;
mod object;
mod parts;
mod union;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Generics, Ident};

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
        Model::Object(described, object) => object::implementations(name, described, object),
        Model::Newtype(newtype) => newtype::implementations(name, newtype),
        Model::Enum(described, variants, is_literal) => {
            enumeration::implementations(name, described, variants, *is_literal)
        }
        Model::Union(arms, tag) => union::implementations(name, arms, tag.as_ref()),
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

/// The type with its generics, for the head of an implementation.
struct Head<'t> {
    name: &'t Ident,
    /// Each type that it is generic over is a data type.
    generics: Generics,
}

impl<'t> Head<'t> {
    fn plain(name: &'t Ident) -> Self {
        Self {
            name,
            generics: Generics::default(),
        }
    }

    fn generic(name: &'t Ident, generics: &Generics) -> Self {
        let mut generics = generics.clone();
        for parameter in generics.type_params_mut() {
            parameter.bounds.push(syn::parse_quote!(__tl::DataType));
            parameter.default = None;
        }
        Self { name, generics }
    }

    /// `impl<T: DataType> TRAIT for Name<T>`
    fn implement(&self, trait_name: &TokenStream, body: &TokenStream) -> TokenStream {
        let (parameters, arguments, clause) = self.generics.split_for_impl();
        let name = self.name;
        quote! {
            #[automatically_derived]
            impl #parameters #trait_name for #name #arguments #clause {
                #body
            }
        }
    }

    /// Serde's two traits, which do as the data type does.
    fn serde(&self) -> TokenStream {
        let mut with_lifetime = self.generics.clone();
        with_lifetime.params.insert(0, syn::parse_quote!('de));
        let (with_lifetime, ..) = with_lifetime.split_for_impl();
        let (_, arguments, clause) = self.generics.split_for_impl();
        let name = self.name;
        let serialize = self.implement(
            &quote!(__tl::serde::Serialize),
            &quote! {
                fn serialize<__S: __tl::serde::Serializer>(
                    &self,
                    __serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    __tl::DataType::write_to(self, __serializer)
                }
            },
        );
        quote! {
            #[automatically_derived]
            impl #with_lifetime __tl::serde::Deserialize<'de> for #name #arguments #clause {
                fn deserialize<__D: __tl::serde::Deserializer<'de>>(
                    __deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    __tl::DataType::read_from(__deserializer)
                }
            }
            #serialize
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

/// `DataType::read` with this body, for which `__deserializer` is there.
fn read(body: &TokenStream) -> TokenStream {
    quote! {
        fn read_from<'de, __D: __tl::serde::Deserializer<'de>>(
            __deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            #body
        }
    }
}

/// `DataType::write` with this body, for which `__serializer` is there.
fn write(body: &TokenStream) -> TokenStream {
    quote! {
        fn write_to<__S: __tl::serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            #body
        }
    }
}
