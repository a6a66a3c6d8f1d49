//! A struct with named fields: an object.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::fields::PlacedFields;
use super::{Head, read, write};
use crate::model::model::{Computed, Described, Object};
use crate::options::optional;
use crate::span::at;

/// The implementations for the struct.
pub(super) fn implementations(
    name: &Ident,
    described: &Described,
    object: &Object<'_>,
) -> TokenStream {
    let head = Head::generic(name, object.generics);
    let is_generic = !object.generics.params.is_empty();
    let fields = PlacedFields::new(&object.fields, "", is_generic);
    let constants = fields.constants();
    let model = model(&head, described, object, &fields);
    let data_type = data_type(&head, object, &fields);
    let serde = head.serde();
    quote! {
        #constants
        #model
        #data_type
        #serde
    }
}

fn model(
    head: &Head<'_>,
    described: &Described,
    object: &Object<'_>,
    fields: &PlacedFields<'_>,
) -> TokenStream {
    let (name, extra) = (head.name, object.extra);
    let shape = shape(name, described, object, fields);
    let read = fields.read_body(&quote!(#name), extra, None);
    let write = fields.write(|ident| quote!(&self.#ident));
    let changes = fields.changes();
    let computed = object.computed.iter().map(Computed::write);
    head.implement(
        &quote!(__tl::Model),
        &quote! {
            const MODEL: &'static __tl::ModelShape = &#shape;
            fn read_fields<'de, __A: __tl::serde::de::MapAccess<'de>>(
                __map: &mut __A,
            ) -> ::core::result::Result<Self, __A::Error> {
                #read
            }
            fn write_fields<__M: __tl::serde::ser::SerializeMap>(
                &self,
                __map: &mut __M,
            ) -> ::core::result::Result<(), __M::Error> {
                #write
                #(#computed)*
                ::core::result::Result::Ok(())
            }
            fn read_change<'de, __A: __tl::serde::de::MapAccess<'de>>(
                __name: &str,
                __map: &mut __A,
            ) -> ::core::result::Result<__tl::NamedChange<Self>, __A::Error> {
                match __name {
                    #changes
                    _ => ::core::result::Result::Err(__tl::unknown()),
                }
            }
        },
    )
}

fn shape(
    name: &Ident,
    described: &Described,
    object: &Object<'_>,
    fields: &PlacedFields<'_>,
) -> TokenStream {
    let described = super::described(name, described);
    let shapes = fields.shapes();
    let extra = fields.extra_shape(object.extra);
    let arguments = object.generics.type_params().map(|parameter| {
        let argument = &parameter.ident;
        quote!(<#argument as __tl::DataType>::shape)
    });
    let computed = object.computed.iter().map(Computed::shape);
    let more = optional(object.more.as_ref());
    let strict = object.strict;
    let check = optional(object.check.as_ref().map(|check| {
        quote_spanned!(at(check.span())=> |__value| __tl::check_whole::<Self, _>(__value, #check))
    }));
    quote! {
        __tl::ModelShape {
            #described
            arguments: &[#(#arguments),*],
            more: #more,
            fields: #shapes,
            computed: &[#(#computed),*],
            extra: #extra,
            strict: #strict,
            check: #check,
            tag: ::core::option::Option::None,
            partial: false,
        }
    }
}

fn data_type(head: &Head<'_>, object: &Object<'_>, fields: &PlacedFields<'_>) -> TokenStream {
    let holds = match (object.strict, &object.check) {
        // What strict mode refuses, the fast pass may have read.
        (true, _) => quote!(false),
        (false, check) => {
            let holds = fields.hold(|ident| quote!(&self.#ident));
            let check = check
                .as_ref()
                .map(|check| quote_spanned!(at(check.span())=> && __tl::Checked::<Self>::run(self, #check).is_ok()));
            quote!(#holds #check)
        }
    };
    let read = read(&quote!(__tl::read_model(__deserializer)));
    let write = write(&quote!(__tl::write_model(self, __serializer)));
    head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = &__tl::Shape::Model(<Self as __tl::Model>::MODEL);
            #read
            #write
            fn holds(&self) -> bool {
                #holds
            }
        },
    )
}

impl Computed {
    fn shape(&self) -> TokenStream {
        let (name, ty) = (&self.name, &self.ty);
        let description = optional(self.description.as_ref());
        let shape = quote_spanned!(at(ty.span())=> <#ty as __tl::DataType>::shape);
        quote! {
            __tl::ComputedShape {
                name: #name,
                shape: #shape,
                title: ::core::option::Option::None,
                description: #description,
            }
        }
    }

    fn write(&self) -> TokenStream {
        let (name, ty, method) = (&self.name, &self.ty, &self.method);
        quote! {
            let __computed: #ty = self.#method();
            __map.serialize_entry(#name, &__tl::Data(&__computed))?;
        }
    }
}
