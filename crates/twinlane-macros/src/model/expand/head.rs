//! The parts that the implementations of every kind of model begin with.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, Ident};

use crate::model::model::Described;
use crate::options::optional;

/// The type with its generics, for the head of an implementation.
pub(super) struct Head<'t> {
    pub(super) name: &'t Ident,
    /// Each type that it is generic over is a data type.
    pub(super) generics: Generics,
}

impl<'t> Head<'t> {
    pub(super) fn plain(name: &'t Ident) -> Self {
        Self {
            name,
            generics: Generics::default(),
        }
    }

    pub(super) fn generic(name: &'t Ident, generics: &Generics) -> Self {
        let mut generics = generics.clone();
        for parameter in generics.type_params_mut() {
            parameter.bounds.push(syn::parse_quote!(__tl::DataType));
            parameter.default = None;
        }
        Self { name, generics }
    }

    /// `impl<T: DataType> TRAIT for Name<T>`
    pub(super) fn implement(&self, trait_name: &TokenStream, body: &TokenStream) -> TokenStream {
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
    pub(super) fn serde(&self) -> TokenStream {
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
pub(super) fn described(name: &Ident, described: &Described) -> TokenStream {
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
pub(super) fn read(body: &TokenStream) -> TokenStream {
    quote! {
        fn read_from<'de, __D: __tl::serde::Deserializer<'de>>(
            __deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            #body
        }
    }
}

/// `DataType::write` with this body, for which `__serializer` is there.
pub(super) fn write(body: &TokenStream) -> TokenStream {
    quote! {
        fn write_to<__S: __tl::serde::Serializer>(
            &self,
            __serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            #body
        }
    }
}
