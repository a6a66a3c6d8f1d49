//! The reading of an object's fields: each into its slot, and the slots into the value.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::fields::{Placed, PlacedFields};
use super::head::Head;
use crate::model::model::{Extra, Field};
use crate::span::at;

/// The target that the fields are read into.
pub(super) struct Target<'t> {
    /// The type that implements `Parts`.
    pub(super) head: &'t Head<'t>,
    /// The type of the value that the fields make.
    pub(super) value: TokenStream,
    /// The constructor of the value, in front of braces.
    pub(super) constructor: TokenStream,
    pub(super) extra: Extra,
}

/// The function of the library that reads the parts.
pub(super) fn reader(extra: Extra) -> TokenStream {
    if extra == Extra::Allow {
        quote!(__tl::read_parts_and_extra)
    } else {
        quote!(__tl::read_parts)
    }
}

impl PlacedFields<'_> {
    /// The slots, and `Parts` for the target.
    pub(super) fn parts(&self, target: &Target<'_>) -> TokenStream {
        let Target { head, value, .. } = target;
        let slots = format_ident!("__Slots_{}", head.name, span = Span::call_site());
        let declared = self.slots_declared(&slots, head);
        let (_, arguments, _) = head.generics.split_for_impl();
        let empty = self.slotted().map(Placed::empty_slot);
        let phantom = (!head.generics.params.is_empty())
            .then(|| quote!(__generics: ::core::marker::PhantomData,));
        let end = self.flattened().next().map(|_| quote!(__end: (),));
        let (names, places) = (self.names(), self.places());
        let place_of = self.place_of();
        let read_place = self.read_place(target);
        let keep = self.keep(target.extra);
        let finish = self.finish(&target.constructor);
        let implementation = head.implement(
            &quote!(__tl::Parts),
            &quote! {
                type Value = #value;
                type Slots = #slots #arguments;
                const NAMES: &'static [&'static str] = &[#(#names),*];
                const PLACES: usize = #places;
                #[inline]
                fn slots() -> Self::Slots {
                    #slots { #(#empty)* #phantom #end }
                }
                #[inline]
                fn place_of(__key: &str) -> usize {
                    #place_of
                }
                #[inline]
                fn read_place<'de, __A: __tl::serde::de::MapAccess<'de>>(
                    __slots: &mut Self::Slots,
                    __place: usize,
                    __map: &mut __A,
                ) -> ::core::result::Result<(), __A::Error> {
                    #read_place
                }
                #keep
                #[inline]
                fn finish<__E: __tl::serde::de::Error>(
                    __slots: Self::Slots,
                ) -> ::core::result::Result<#value, __E> {
                    #finish
                }
            },
        );
        quote!(#declared #implementation)
    }

    /// The fields that have a slot.
    fn slotted(&self) -> impl Iterator<Item = &Placed<'_>> {
        let has_slot = |placed: &&Placed<'_>| placed.field.is_read() || placed.field.is_flattened;
        self.fields.iter().filter(has_slot).chain(self.keeper())
    }

    fn slots_declared(&self, name: &Ident, head: &Head<'_>) -> TokenStream {
        let slots = self.slotted().map(|placed| {
            let (slot, ty) = (placed.slot(), placed.data_type());
            if placed.field.is_extra {
                quote!(#slot: #ty,)
            } else if placed.field.is_flattened {
                let slots = placed.flattened_slots();
                quote_spanned!(at(placed.field.ty.span())=> #slot: #slots,)
            } else {
                quote!(#slot: ::core::option::Option<#ty>,)
            }
        });
        let (parameters, _, clause) = head.generics.split_for_impl();
        let arguments: Vec<&Ident> = head.generics.type_params().map(|one| &one.ident).collect();
        let phantom = (!arguments.is_empty())
            .then(|| quote!(__generics: ::core::marker::PhantomData<fn() -> (#(#arguments,)*)>,));
        // Behind the slots of flattened models: whether those have a size is then looked at one by one, at the place of each.
        let end = self.flattened().next().map(|_| quote!(__end: (),));
        quote! {
            pub struct #name #parameters #clause { #(#slots)* #phantom #end }
        }
    }

    /// The names of the fields, in the order of their places. Empty if a name needs an escape between quotes.
    fn names(&self) -> Vec<&LitStr> {
        let names: Vec<&LitStr> = self.read().map(|placed| &placed.field.name).collect();
        let has_escapes = |name: &&LitStr| {
            let name = name.value();
            name.contains(|character: char| {
                character.is_control() || matches!(character, '"' | '\\')
            })
        };
        if names.iter().any(has_escapes) {
            return Vec::new();
        }
        names
    }

    /// The number of places before those of flattened fields.
    fn own_places(&self) -> usize {
        self.read().count()
    }

    /// The flattened fields, each with the first of its places.
    fn flattened_places(&self) -> impl Iterator<Item = (&Placed<'_>, TokenStream)> {
        let own = self.own_places();
        let mut offset = quote!(#own);
        self.flattened().map(move |placed| {
            let first = offset.clone();
            let parts = placed.flattened_type();
            offset.extend(quote!(+ #parts::PLACES));
            (placed, first)
        })
    }

    fn places(&self) -> TokenStream {
        let own = self.own_places();
        let parts = self.flattened().map(Placed::flattened_type);
        quote!(#own #(+ #parts::PLACES)*)
    }

    fn place_of(&self) -> TokenStream {
        let own = self.read().enumerate().map(|(place, placed)| {
            let Field {
                name, other_names, ..
            } = placed.field;
            quote!(#name #(| #other_names)* => #place,)
        });
        let flattened = self.flattened_places().map(|(placed, offset)| {
            let parts = placed.flattened_type();
            quote! {
                let __place = #parts::place_of(__key);
                if __place != __tl::UNKNOWN {
                    return #offset + __place;
                }
            }
        });
        quote! {
            match __key {
                #(#own)*
                _ => {
                    #(#flattened)*
                    __tl::UNKNOWN
                }
            }
        }
    }

    fn read_place(&self, target: &Target<'_>) -> TokenStream {
        let own = self.read().enumerate();
        let own = own.map(|(place, placed)| placed.take(place));
        let flattened = self.flattened_places().map(|(placed, offset)| {
            let (parts, slot) = (placed.flattened_type(), placed.slot());
            let read = quote_spanned! {at(placed.field.ty.span())=>
                #parts::read_place(&mut __slots.#slot, __place - (#offset), __map)
            };
            quote! {
                if __place < #offset + #parts::PLACES {
                    return #read;
                }
            }
        });
        let unknown = match target.extra {
            Extra::Forbid => quote!(::core::result::Result::Err::<(), __A::Error>(
                __tl::unknown()
            )?),
            Extra::Ignore | Extra::Allow => quote!(__tl::skip(__map)?),
        };
        quote! {
            match __place {
                #(#own)*
                _ => {
                    #(#flattened)*
                    #unknown
                }
            }
            ::core::result::Result::Ok(())
        }
    }

    fn keep(&self, extra: Extra) -> Option<TokenStream> {
        let slot = self.keeper().filter(|_| extra == Extra::Allow)?.slot();
        Some(quote! {
            fn keep<'de, __A: __tl::serde::de::MapAccess<'de>>(
                __slots: &mut Self::Slots,
                __key: ::std::string::String,
                __map: &mut __A,
            ) -> ::core::result::Result<(), __A::Error> {
                __tl::take_extra(&mut __slots.#slot, __key, __map)
            }
        })
    }

    fn finish(&self, constructor: &TokenStream) -> TokenStream {
        let values = self.fields.iter().map(Placed::value);
        quote!(::core::result::Result::Ok(#constructor { #(#values),* }))
    }
}

impl Placed<'_> {
    fn slot(&self) -> Ident {
        format_ident!("__field_{}", self.place, span = at(self.field.ty.span()))
    }

    fn empty_slot(&self) -> TokenStream {
        let (slot, ty) = (self.slot(), self.field.ty);
        if self.field.is_extra {
            quote!(#slot: <#ty as ::core::default::Default>::default(),)
        } else if self.field.is_flattened {
            let parts = self.flattened_type();
            quote_spanned!(at(self.field.ty.span())=> #slot: #parts::slots(),)
        } else {
            quote!(#slot: ::core::option::Option::None,)
        }
    }

    /// Takes its value out of `__map` at its place. A field of several names may be there twice, and the first name counts.
    fn take(&self, place: usize) -> TokenStream {
        let (slot, field_type) = (self.slot(), self.field_type());
        let value = quote!(::core::option::Option::Some(#field_type::next(__map)?));
        if self.field.other_names.is_empty() {
            return quote!(#place => __slots.#slot = #value,);
        }
        quote! {
            #place => {
                if ::core::option::Option::is_some(&__slots.#slot) {
                    return ::core::result::Result::Err(__tl::again());
                }
                __slots.#slot = #value;
            }
        }
    }

    /// Its value, of what has been read.
    fn value(&self) -> TokenStream {
        let (slot, name, ident) = (self.slot(), &self.field.name, self.field.ident);
        if self.field.is_extra {
            return quote!(#ident: __slots.#slot);
        }
        if self.field.is_flattened {
            let parts = self.flattened_type();
            let finish = quote_spanned!(at(self.field.ty.span())=> #parts::finish(__slots.#slot));
            return quote!(#ident: #finish?);
        }
        let inner = self.inner();
        match (self.field.is_read(), self.default()) {
            (true, Some(default)) => {
                quote!(#ident: match __slots.#slot {
                    ::core::option::Option::Some(__given) => __given #inner,
                    ::core::option::Option::None => #default,
                })
            }
            (true, None) if self.field.is_required => {
                quote!(#ident: __tl::present(__slots.#slot, #name)? #inner)
            }
            (true, None) => {
                let field_type = self.field_type();
                quote!(#ident: #field_type::given(__slots.#slot, #name)? #inner)
            }
            (false, default) => {
                let default =
                    default.unwrap_or_else(|| quote!(::core::default::Default::default()));
                quote!(#ident: #default)
            }
        }
    }
}
