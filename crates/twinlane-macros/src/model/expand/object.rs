//! A struct with named fields: an object.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::fields::PlacedFields;
use super::head::{self, Head, read, write};
use super::parts::{Target, reader};
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
    let lengths = fields.joined_lengths(object);
    let parts = fields.parts(&Target {
        head: &head,
        value: quote!(Self),
        constructor: quote!(#name),
        extra: object.extra,
    });
    let flatten = flatten(&head, object, &fields);
    let model = model(&head, described, object, &fields);
    let data_type = data_type(&head, object, &fields);
    let serde = head.serde();
    quote! {
        #constants
        #lengths
        #parts
        #flatten
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
    let shape = shape(head.name, described, object, fields);
    let reader = reader(object.extra);
    let changes = fields.changes();
    let exchange = fields.exchange();
    head.implement(
        &quote!(__tl::Model),
        &quote! {
            const MODEL: &'static __tl::ModelShape = &#shape;
            fn read_fields<'de, __A: __tl::serde::de::MapAccess<'de>>(
                __map: &mut __A,
            ) -> ::core::result::Result<Self, __A::Error> {
                #reader::<Self, __A>(__map)
            }
            fn write_fields<__M: __tl::serde::ser::SerializeMap>(
                &self,
                __map: &mut __M,
            ) -> ::core::result::Result<(), __M::Error> {
                __tl::Flatten::write_parts(self, __map)?;
                __tl::Flatten::write_computed(self, __map)
            }
            fn read_change<'de, __A: __tl::serde::de::MapAccess<'de>>(
                __name: &str,
                __map: &mut __A,
            ) -> ::core::result::Result<__tl::NamedChange<Self>, __A::Error> {
                #changes
            }
            fn exchange(&mut self, __other: &mut Self, __is_named: &dyn ::core::ops::Fn(&str) -> bool) {
                #exchange
            }
            fn check_whole(&self) -> ::core::result::Result<(), __tl::FieldError> {
                __tl::Flatten::check(self)
            }
        },
    )
}

/// The implementation of `Flatten`: two functions that write the model. A model that flattens this one calls them too.
fn flatten(head: &Head<'_>, object: &Object<'_>, fields: &PlacedFields<'_>) -> TokenStream {
    let write = fields.write(|ident| quote!(&self.#ident));
    let flattened = fields.flattened().map(|placed| {
        let (ident, flattened) = (placed.field.ident, placed.flattened_type());
        quote!(#flattened::write_computed(&self.#ident, __map)?;)
    });
    let computed = object.computed.iter().map(Computed::write);
    let check = check(object, fields);
    head.implement(
        &quote!(__tl::Flatten),
        &quote! {
            #check
            fn write_parts<__M: __tl::serde::ser::SerializeMap>(
                &self,
                __map: &mut __M,
            ) -> ::core::result::Result<(), __M::Error> {
                #write
                ::core::result::Result::Ok(())
            }
            fn write_computed<__M: __tl::serde::ser::SerializeMap>(
                &self,
                __map: &mut __M,
            ) -> ::core::result::Result<(), __M::Error> {
                #(#flattened)*
                #(#computed)*
                ::core::result::Result::Ok(())
            }
        },
    )
}

/// The checks of the whole: those of flattened models, then its own.
fn check(object: &Object<'_>, fields: &PlacedFields<'_>) -> Option<TokenStream> {
    let flattened: Vec<TokenStream> = fields
        .flattened()
        .map(|placed| {
            let (ident, flattened) = (placed.field.ident, placed.flattened_type());
            quote!(#flattened::check(&self.#ident)?;)
        })
        .collect();
    if object.check.is_none() && flattened.is_empty() {
        return None;
    }
    let own = own_check(object).map(|check| quote!(#check?;));
    Some(quote! {
        fn check(&self) -> ::core::result::Result<(), __tl::FieldError> {
            #(#flattened)*
            #own
            ::core::result::Result::Ok(())
        }
    })
}

/// The call of the model's own check.
fn own_check(object: &Object<'_>) -> Option<TokenStream> {
    let check = object.check.as_ref()?;
    Some(quote_spanned!(at(check.span())=> __tl::Checked::<Self>::run_check(self, #check)))
}

fn shape(
    name: &Ident,
    described: &Described,
    object: &Object<'_>,
    fields: &PlacedFields<'_>,
) -> TokenStream {
    let described = head::described(name, described);
    let shapes = fields.table(object);
    let extra = fields.extra_shape(object.extra);
    let arguments = object.generics.type_params().map(|parameter| {
        let argument = &parameter.ident;
        quote!(<#argument as __tl::DataType>::shape)
    });
    let computed = fields.computed_table(object);
    let more = optional(object.more.as_ref());
    let strict = object.strict;
    let partial_name = optional(object.partial_name.as_ref());
    let flattened = fields.flattened_models();
    let check =
        optional(check(object, fields).map(|_| {
            quote!(|__value| __tl::check_whole::<Self, _>(__value, __tl::Flatten::check))
        }));
    quote! {
        __tl::ModelShape {
            #described
            arguments: &[#(#arguments),*],
            more: #more,
            fields: #shapes,
            computed: #computed,
            extra: #extra,
            strict: #strict,
            check: #check,
            tag: ::core::option::Option::None,
            partial: false,
            partial_name: #partial_name,
            flattened: &[#(#flattened),*],
        }
    }
}

fn data_type(head: &Head<'_>, object: &Object<'_>, fields: &PlacedFields<'_>) -> TokenStream {
    let holds = if object.strict {
        // The fast pass may have read a value that strict mode refuses.
        quote!(false)
    } else {
        let holds = fields.hold(|ident| quote!(&self.#ident));
        // The `holds` of a flattened model includes that model's check.
        let check =
            own_check(object).map(|check| quote!(&& ::core::result::Result::is_ok(&#check)));
        quote!(#holds #check)
    };
    let mut model = quote!(<Self as __tl::Model>::MODEL);
    if fields.is_joined() {
        model = quote!(#model.with_names_of_their_own());
    }
    let read = read(&quote!(__tl::read_model(__deserializer)));
    let write = write(&quote!(__tl::write_model(self, __serializer)));
    head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = &__tl::Shape::Model(#model);
            #read
            #write
            fn holds(&self) -> bool {
                #holds
            }
        },
    )
}

impl Computed {
    pub(super) fn shape(&self) -> TokenStream {
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
            __tl::serde::ser::SerializeMap::serialize_entry(__map, #name, &__tl::Data(&__computed))?;
        }
    }
}
