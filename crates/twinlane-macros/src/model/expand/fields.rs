//! The fields of a struct or of a variant: their rows in the table, and how they are read, checked and written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use crate::model::model::{Access, Extra, Field};
use crate::options::optional;
use crate::span::at;

/// Fields, each with its place.
pub(super) struct PlacedFields<'f> {
    fields: Vec<Placed<'f>>,
    /// Whether constants may name the types of the fields: not where those are generic.
    has_constants: bool,
}

/// A field and its place.
struct Placed<'f> {
    place: usize,
    field: &'f Field<'f>,
    /// Sets the constants of several variants apart.
    prefix: String,
    /// Whether a function beside the implementations can name its type.
    is_nameable: bool,
}

impl<'f> PlacedFields<'f> {
    pub(super) fn new(fields: &'f [Field<'f>], prefix: &str, is_generic: bool) -> Self {
        let placed = |(place, field)| Placed {
            place,
            field,
            prefix: prefix.to_owned(),
            is_nameable: !is_generic,
        };
        Self {
            fields: fields.iter().enumerate().map(placed).collect(),
            has_constants: !is_generic,
        }
    }

    fn on_the_wire(&self) -> impl Iterator<Item = &Placed<'f>> {
        self.fields
            .iter()
            .filter(|placed| placed.field.is_on_the_wire())
    }

    fn read(&self) -> impl Iterator<Item = &Placed<'f>> {
        self.fields.iter().filter(|placed| placed.field.is_read())
    }

    fn keeper(&self) -> Option<&Placed<'f>> {
        self.fields.iter().find(|placed| placed.field.is_extra)
    }

    /// The rules, for the implementations to share.
    pub(super) fn constants(&self) -> TokenStream {
        let assertions = self.fields.iter().filter(|_| self.has_constants);
        let assertions = assertions.map(|placed| placed.field.rules.assertions(placed.field.ty));
        let constants = self.fields.iter().map(Placed::constant);
        let checks = self.fields.iter().map(Placed::check_function);
        quote!(#(#constants)* #(#assertions)* #(#checks)*)
    }

    /// The rows of the table.
    pub(super) fn shapes(&self) -> TokenStream {
        let shapes = self.on_the_wire().map(Placed::shape);
        quote!(&[#(#shapes),*])
    }

    /// What becomes of extra keys, as the table has it.
    pub(super) fn extra_shape(&self, extra: Extra) -> TokenStream {
        match (extra, self.keeper()) {
            (Extra::Forbid, _) => quote!(__tl::Extra::Forbid),
            (Extra::Allow, Some(keeper)) => {
                let ty = keeper.field.ty;
                let value = quote_spanned!(at(ty.span())=> <#ty as __tl::ExtraFields>::Value);
                quote!(__tl::Extra::Allow(<#value as __tl::DataType>::shape))
            }
            _ => quote!(__tl::Extra::Ignore),
        }
    }

    /// Whether the rules of every field hold; `value` is how a field is named.
    pub(super) fn hold(&self, value: impl Fn(&Ident) -> TokenStream) -> TokenStream {
        let holds: Vec<TokenStream> = self
            .fields
            .iter()
            .filter(|placed| !placed.field.is_skipped)
            .map(|placed| placed.holds(&value(placed.field.ident)))
            .collect();
        if holds.is_empty() {
            quote!(true)
        } else {
            quote!(#(#holds)&&*)
        }
    }

    /// Writes the fields into `__map`; `value` is how a field is named.
    pub(super) fn write(&self, value: impl Fn(&Ident) -> TokenStream) -> TokenStream {
        let entries = self.fields.iter().filter_map(|placed| {
            let Placed { field, .. } = placed;
            let value = value(field.ident);
            if field.is_extra {
                return Some(quote!(__tl::ExtraFields::write(#value, __map)?;));
            }
            let name = field.output();
            let entry = quote!(__map.serialize_entry(#name, &__tl::Data(#value))?;);
            field.is_written().then(|| match &field.skip_if {
                Some(skip_if) => quote!(if !#skip_if(#value) { #entry }),
                None => entry,
            })
        });
        quote!(#(#entries)*)
    }

    /// Reads the fields of `__map` into what `constructor` names. A key called `tag` is an error.
    pub(super) fn read_body(
        &self,
        constructor: &TokenStream,
        extra: Extra,
        tag: Option<&LitStr>,
    ) -> TokenStream {
        let slots: Vec<Ident> = self.read().map(Placed::slot).collect();
        let types = self.read().map(|placed| placed.field.ty);
        let patterns = self.read().map(|placed| {
            let names = placed.field.input_names();
            let place = placed.place;
            quote!(#(#names)|* => #place,)
        });
        let takes = self.read().map(Placed::take);
        let values = self.fields.iter().map(Placed::value);
        let tag_pattern = tag.map(|tag| quote!(#tag => __tl::TAG_AGAIN,));
        let keeper = self.keeper().map(|keeper| {
            let (slot, ty) = (keeper.slot(), keeper.field.ty);
            quote!(let mut #slot = <#ty as ::core::default::Default>::default();)
        });
        let (seed, bound, unknown) = match (extra, self.keeper()) {
            (Extra::Allow, Some(keeper)) => {
                let slot = keeper.slot();
                (
                    quote!(NamedKey),
                    quote!((__key, __name)),
                    quote!(__tl::take_extra(&mut #slot, __name, __map)?),
                )
            }
            (Extra::Forbid, _) => (
                quote!(Key),
                quote!(__key),
                quote!(return ::core::result::Result::Err(__tl::unknown())),
            ),
            _ => (quote!(Key), quote!(__key), quote!(__tl::skip(__map)?)),
        };
        let tag_take = tag
            .map(|_| quote!(__tl::TAG_AGAIN => return ::core::result::Result::Err(__tl::again()),));
        quote! {
            #(let mut #slots: ::core::option::Option<#types> = ::core::option::Option::None;)*
            #keeper
            while let ::core::option::Option::Some(#bound) = __map.next_key_seed(__tl::#seed(|__key: &str| match __key {
                #(#patterns)*
                #tag_pattern
                _ => __tl::UNKNOWN,
            }))? {
                match __key {
                    #(#takes)*
                    #tag_take
                    _ => #unknown,
                }
            }
            ::core::result::Result::Ok(#constructor { #(#values),* })
        }
    }

    /// The arms of a match that reads one field by its name.
    pub(super) fn changes(&self) -> TokenStream {
        let changes = self.read().map(|placed| {
            let Field { name, ident, ty, .. } = placed.field;
            quote! {
                #name => __tl::change::<Self, #ty, __A>(__map, |__model, __value| __model.#ident = __value)
                    .map(|__change| (#name, __change)),
            }
        });
        quote!(#(#changes)*)
    }

    /// The names of the fields, for a pattern that takes the whole apart.
    pub(super) fn idents(&self) -> impl Iterator<Item = &Ident> {
        self.fields.iter().map(|placed| placed.field.ident)
    }
}

impl Placed<'_> {
    fn rules(&self) -> Option<Ident> {
        let name = || format_ident!("__RULES_{}{}", self.prefix, self.place);
        (!self.field.rules.is_empty()).then(name)
    }

    fn slot(&self) -> Ident {
        format_ident!("__field_{}", self.place)
    }

    fn constant(&self) -> Option<TokenStream> {
        let rules = &self.field.rules;
        self.rules()
            .map(|name| quote!(const #name: __tl::Rules = #rules;))
    }

    /// The check as a function of the field's own type: a check of another type is one error, there.
    fn check_function(&self) -> Option<TokenStream> {
        let name = self.check_name()?;
        let Field { ty, check, .. } = self.field;
        let check = check.as_ref()?;
        Some(quote_spanned! {at(check.span())=>
            fn #name(__value: &#ty) -> ::core::result::Result<(), __tl::FieldError> {
                __tl::Checked::run(__value, #check)
            }
        })
    }

    fn check_name(&self) -> Option<Ident> {
        let name = || format_ident!("__check_{}{}", self.prefix, self.place);
        (self.is_nameable && self.field.check.is_some()).then(name)
    }

    /// What is called to check the value.
    fn check(&self) -> Option<TokenStream> {
        let written = || self.field.check.as_ref().map(|check| quote!(#check));
        self.check_name().map(|name| quote!(#name)).or_else(written)
    }

    fn default(&self) -> Option<TokenStream> {
        let Field { ty, default, .. } = self.field;
        default.as_ref().map(|default| {
            let value = default.tokens(ty);
            quote!({ let __default: #ty = #value; __default })
        })
    }

    fn shape(&self) -> TokenStream {
        let Field { ty, name, .. } = self.field;
        let required = if self.field.default.is_some() {
            quote!(__tl::optional)
        } else {
            quote!(__tl::required::<#ty>)
        };
        let shape = quote_spanned!(at(ty.span())=> <#ty as __tl::DataType>::shape);
        let said = self.said();
        let new = quote!(__tl::FieldShape::new(#name, #shape, #required));
        if said.is_empty() {
            new
        } else {
            quote!(__tl::FieldShape { #said ..#new })
        }
    }

    /// What the table has of it beyond the name and the type.
    fn said(&self) -> TokenStream {
        let Field {
            ty, ident, name, ..
        } = self.field;
        let rust_name = ident.unraw().to_string();
        let others: Vec<&LitStr> = self.field.other_names.iter().collect();
        let said = [
            said("rust_name", Some(&rust_name).filter(|own| **own != name.value())),
            (!others.is_empty()).then(|| quote!(other_names: &[#(#others),*],)),
            said("output_name", self.field.output_name.as_ref()),
            said("title", self.field.title.as_ref()),
            said("description", self.field.description.as_ref()),
            self.field.deprecated.then(|| quote!(deprecated: true,)),
            said("more", self.field.more.as_ref()),
            said(
                "default",
                self.default()
                    .map(|default| quote!(|| __tl::to_value::<#ty>(&#default))),
            ),
            (!self.field.shows_default).then(|| quote!(shows_default: false,)),
            self.rules().map(|rules| quote!(rules: #rules,)),
            said(
                "check",
                self.check().map(|check| {
                    quote_spanned!(at(check.span())=> |__value| __tl::check::<#ty, _, _>(__value, #check))
                }),
            ),
            self.access(),
            self.field.sensitive.then(|| quote!(sensitive: true,)),
        ];
        said.into_iter().flatten().collect()
    }

    fn access(&self) -> Option<TokenStream> {
        let access = match self.field.access {
            Access::Both => return None,
            Access::ReadOnly => quote!(ReadOnly),
            Access::WriteOnly => quote!(WriteOnly),
            Access::Excluded => quote!(Excluded),
        };
        Some(quote!(access: __tl::Access::#access,))
    }

    fn holds(&self, value: &TokenStream) -> TokenStream {
        let ty = self.field.ty;
        if self.field.is_extra {
            return quote!(__tl::ExtraFields::hold(#value));
        }
        let holds = self.rules().map_or_else(
            || quote!(<#ty as __tl::DataType>::holds(#value)),
            |rules| quote!(__tl::field_holds::<#ty>(&#rules, #value)),
        );
        match self.check() {
            Some(check) => {
                let run = quote_spanned!(at(check.span())=> __tl::Checked::run(#value, #check));
                quote!(#holds && #run.is_ok())
            }
            None => holds,
        }
    }

    /// Takes its value out of `__map`. A field of several names may be there twice, and the first name counts.
    fn take(&self) -> TokenStream {
        let (place, slot, ty) = (self.place, self.slot(), self.field.ty);
        let value = quote!(::core::option::Option::Some(__map.next_value::<__tl::Data<#ty>>()?.0));
        if self.field.other_names.is_empty() {
            return quote!(#place => #slot = #value,);
        }
        quote! {
            #place => {
                if #slot.is_some() {
                    return ::core::result::Result::Err(__tl::again());
                }
                #slot = #value;
            }
        }
    }

    fn value(&self) -> TokenStream {
        let (slot, name, ident) = (self.slot(), &self.field.name, self.field.ident);
        if self.field.is_extra {
            return quote!(#ident: #slot);
        }
        match (self.field.is_read(), self.default()) {
            (true, Some(default)) => {
                quote!(#ident: match #slot {
                    ::core::option::Option::Some(__given) => __given,
                    ::core::option::Option::None => #default,
                })
            }
            (true, None) => quote!(#ident: __tl::given(#slot, #name)?),
            (false, default) => {
                let default =
                    default.unwrap_or_else(|| quote!(::core::default::Default::default()));
                quote!(#ident: #default)
            }
        }
    }
}

fn said(name: &str, value: Option<impl quote::ToTokens>) -> Option<TokenStream> {
    let name = format_ident!("{name}");
    value.map(|value| {
        let value = optional(Some(value));
        quote!(#name: #value,)
    })
}
