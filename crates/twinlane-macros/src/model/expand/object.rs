//! A struct with named fields: an object.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::{deserialize, serialize};
use crate::model::model::{Described, Field};
use crate::options::optional;

/// The implementations for the struct.
pub(super) fn implementations(
    name: &Ident,
    described: &Described,
    fields: &[Field<'_>],
) -> TokenStream {
    let fields: Vec<Placed<'_>> = fields
        .iter()
        .enumerate()
        .map(|(place, field)| Placed { place, field })
        .collect();
    let constants = fields.iter().map(Placed::constants);
    let model = model(name, described, &fields);
    let data_type = data_type(name, &fields);
    let deserialize = deserialize(name, &deserialize_body(name, &fields));
    let serialize = serialize(name, &serialize_body(name, &fields));
    quote! {
        #(#constants)*
        #model
        #data_type
        #deserialize
        #serialize
    }
}

/// A field and its place.
struct Placed<'f> {
    place: usize,
    field: &'f Field<'f>,
}

impl Placed<'_> {
    fn rules(&self) -> Option<Ident> {
        (!self.field.rules.is_empty()).then(|| format_ident!("__RULES_{}", self.place))
    }

    fn default(&self) -> Option<Ident> {
        self.field
            .default
            .as_ref()
            .map(|_| format_ident!("__default_{}", self.place))
    }

    fn slot(&self) -> Ident {
        format_ident!("__field_{}", self.place)
    }

    /// The rules and the default, for the implementations to share.
    fn constants(&self) -> TokenStream {
        let Field {
            ty, rules, default, ..
        } = self.field;
        let rules = self
            .rules()
            .map(|name| quote!(const #name: __tl::Rules = #rules;));
        let default = self.default().zip(default.as_ref()).map(|(name, default)| {
            let value = default.tokens(ty);
            quote!(fn #name() -> #ty { #value })
        });
        quote!(#rules #default)
    }

    fn shape(&self) -> TokenStream {
        let Field { ty, name, .. } = self.field;
        let title = optional(self.field.title.as_ref());
        let description = optional(self.field.description.as_ref());
        let deprecated = self.field.deprecated;
        let default = optional(
            self.default()
                .map(|default| quote!(|| __tl::to_value(&#default()))),
        );
        let required = if self.field.default.is_some() {
            quote!(__tl::optional)
        } else {
            quote!(__tl::required::<#ty>)
        };
        let rules = self
            .rules()
            .map_or_else(|| quote!(__tl::Rules::NONE), |name| quote!(#name));
        let shape = quote_spanned!(ty.span()=> <#ty as __tl::DataType>::shape);
        quote! {
            __tl::FieldShape {
                name: #name,
                title: #title,
                description: #description,
                deprecated: #deprecated,
                shape: #shape,
                default: #default,
                required: #required,
                rules: #rules,
            }
        }
    }

    fn holds(&self) -> TokenStream {
        let ident = self.field.ident;
        let without_rules = || quote!(__tl::DataType::holds(&self.#ident));
        self.rules().map_or_else(
            without_rules,
            |rules| quote!(__tl::field_holds(&#rules, &self.#ident)),
        )
    }

    fn value(&self) -> TokenStream {
        let (slot, name, ident) = (self.slot(), &self.field.name, self.field.ident);
        let without_default = || quote!(#ident: __tl::given(#slot, #name)?);
        self.default().map_or_else(
            without_default,
            |default| quote!(#ident: #slot.unwrap_or_else(#default)),
        )
    }
}

fn model(name: &Ident, described: &Described, fields: &[Placed<'_>]) -> TokenStream {
    let described = super::described(name, described);
    let shapes = fields.iter().map(Placed::shape);
    quote! {
        #[automatically_derived]
        impl __tl::Model for #name {
            const MODEL: &'static __tl::ModelShape = &__tl::ModelShape {
                #described
                fields: &[#(#shapes),*],
            };
        }
    }
}

fn data_type(name: &Ident, fields: &[Placed<'_>]) -> TokenStream {
    let holds = fields.iter().map(Placed::holds);
    let holds = if fields.is_empty() {
        quote!(true)
    } else {
        quote!(#(#holds)&&*)
    };
    quote! {
        #[automatically_derived]
        impl __tl::DataType for #name {
            const SHAPE: &'static __tl::Shape = &__tl::Shape::Model(<Self as __tl::Model>::MODEL);
            fn holds(&self) -> bool {
                #holds
            }
        }
    }
}

fn deserialize_body(name: &Ident, fields: &[Placed<'_>]) -> TokenStream {
    let visit_map = visit_map(name, fields);
    quote! {
        struct __Fields;
        impl<'de> __tl::serde::de::Visitor<'de> for __Fields {
            type Value = #name;
            fn expecting(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __formatter.write_str("an object")
            }
            #visit_map
        }
        __deserializer.deserialize_map(__Fields)
    }
}

fn visit_map(name: &Ident, fields: &[Placed<'_>]) -> TokenStream {
    let places: Vec<usize> = fields.iter().map(|field| field.place).collect();
    let slots: Vec<Ident> = fields.iter().map(Placed::slot).collect();
    let types = fields.iter().map(|field| field.field.ty);
    let names = fields.iter().map(|field| &field.field.name);
    let values = fields.iter().map(Placed::value);
    quote! {
        fn visit_map<__A: __tl::serde::de::MapAccess<'de>>(
            self,
            mut __map: __A,
        ) -> ::core::result::Result<#name, __A::Error> {
            #(let mut #slots: ::core::option::Option<#types> = ::core::option::Option::None;)*
            while let ::core::option::Option::Some(__key) = __map.next_key_seed(__tl::Key(|__key: &str| match __key {
                #(#names => #places,)*
                _ => __tl::UNKNOWN,
            }))? {
                match __key {
                    #(#places => #slots = ::core::option::Option::Some(__map.next_value()?),)*
                    _ => __tl::skip(&mut __map)?,
                }
            }
            ::core::result::Result::Ok(#name { #(#values),* })
        }
    }
}

fn serialize_body(name: &Ident, fields: &[Placed<'_>]) -> TokenStream {
    let name = name.to_string();
    let count = fields.len();
    let names: Vec<&LitStr> = fields.iter().map(|field| &field.field.name).collect();
    let idents = fields.iter().map(|field| field.field.ident);
    quote! {
        use __tl::serde::ser::SerializeStruct as _;
        #[allow(unused_mut, reason = "a model may have no fields")]
        let mut __fields = __serializer.serialize_struct(#name, #count)?;
        #(__fields.serialize_field(#names, &self.#idents)?;)*
        __fields.end()
    }
}
