//! The fields of a struct or of a variant: their rows in the table, and how they are read, checked and written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::foreign::foreign_check;
use crate::model::model::{Access, Extra, Field};
use crate::options::said;
use crate::span::at;

/// Fields, each with its place.
pub(super) struct PlacedFields<'f> {
    pub(super) fields: Vec<Placed<'f>>,
    /// True if constants may name the types of the fields: not where those are generic.
    has_constants: bool,
}

/// A field and its place.
pub(super) struct Placed<'f> {
    pub(super) place: usize,
    pub(super) field: &'f Field<'f>,
    /// Sets the constants of several variants apart.
    prefix: String,
    /// True if a function beside the implementations can name its type.
    pub(super) is_nameable: bool,
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

    pub(super) fn on_the_wire(&self) -> impl Iterator<Item = &Placed<'f>> {
        self.fields
            .iter()
            .filter(|placed| placed.field.is_on_the_wire())
    }

    pub(super) fn read(&self) -> impl Iterator<Item = &Placed<'f>> {
        self.fields.iter().filter(|placed| placed.field.is_read())
    }

    /// The fields that are models whose fields are those of the object.
    pub(super) fn flattened(&self) -> impl Iterator<Item = &Placed<'f>> {
        self.fields
            .iter()
            .filter(|placed| placed.field.is_flattened)
    }

    pub(super) fn keeper(&self) -> Option<&Placed<'f>> {
        self.fields.iter().find(|placed| placed.field.is_extra)
    }

    /// The rules, for the implementations to share.
    pub(super) fn constants(&self) -> TokenStream {
        let assertions = self.fields.iter().filter(|_| self.has_constants);
        let assertions = assertions.map(|placed| {
            placed
                .field
                .rules
                .assertions(placed.field.ty, &placed.own_type())
        });
        let constants = self.fields.iter().map(Placed::constant);
        let checks = self.fields.iter().map(Placed::check_function);
        let foreign = self.fields.iter().map(Placed::foreign_implementation);
        let flattened = self.fields.iter().map(Placed::flattened_alias);
        quote!(#(#constants)* #(#assertions)* #(#checks)* #(#foreign)* #(#flattened)*)
    }

    /// The rules and checks alone, for an implementation elsewhere.
    pub(super) fn rule_constants(&self) -> TokenStream {
        let has_default = |placed: &&Placed<'_>| placed.has_checked_default();
        let with_default = || self.fields.iter().filter(has_default);
        let constants = with_default().map(Placed::constant);
        let checks = with_default().map(Placed::check_function);
        quote!(#(#constants)* #(#checks)*)
    }

    /// The rows of the table.
    pub(super) fn shapes(&self) -> TokenStream {
        let shapes = self.on_the_wire().map(Placed::shape);
        quote!(&[#(#shapes),*])
    }

    /// The treatment of extra keys, for the table.
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

    /// The expression that is true if the rules of every field hold. `value` gives the expression for a field.
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

    /// Writes the fields into `__map`. `value` gives the expression for a field.
    pub(super) fn write(&self, value: impl Fn(&Ident) -> TokenStream) -> TokenStream {
        let entries = self.fields.iter().filter_map(|placed| {
            let Placed { field, .. } = placed;
            let value = value(field.ident);
            if field.is_extra {
                return Some(quote!(__tl::ExtraFields::write(#value, __map)?;));
            }
            if field.is_flattened {
                let flattened = placed.flattened_type();
                return Some(quote!(#flattened::write_parts(#value, __map)?;));
            }
            let name = field.output();
            let entry = if let Some(foreign) = placed.foreign() {
                quote!(__tl::serde::ser::SerializeMap::serialize_entry(__map, #name, &__tl::Written::<#foreign>::new(#value))?;)
            } else {
                let own = placed.own_type();
                quote!(#own::write_entry(#value, __map, #name)?;)
            };
            field.is_written().then(|| match &field.skip_if {
                Some(skip_if) => quote!(if !#skip_if(#value) { #entry }),
                None => entry,
            })
        });
        quote!(#(#entries)*)
    }

    /// A match that reads one field by its name.
    pub(super) fn changes(&self) -> TokenStream {
        let flattened = self.flattened().map(|placed| {
            let (ident, flattened) = (placed.field.ident, placed.flattened_type());
            quote! {
                if #flattened::has_field(__name) {
                    return #flattened::change::<Self, __A>(__name, __map, |__model| &mut __model.#ident);
                }
            }
        });
        let changes = self.read().map(|placed| {
            let Field { name, ident, .. } = placed.field;
            let change = if let Some(foreign) = placed.foreign() {
                quote!(__tl::change_via::<Self, #foreign, __A>)
            } else if placed.field.is_not_null {
                quote!(__tl::change_not_null::<Self, _, __A>)
            } else {
                let own = placed.own_type();
                quote!(#own::change::<Self, __A>)
            };
            quote! {
                #name => #change(__map, |__model| &mut __model.#ident)
                    .map(|__change| (#name, __change)),
            }
        });
        quote! {
            match __name {
                #(#changes)*
                _ => {
                    #(#flattened)*
                    ::core::result::Result::Err(__tl::unknown())
                }
            }
        }
    }

    /// Exchanges the fields that are named.
    pub(super) fn exchange(&self) -> TokenStream {
        let own = self.on_the_wire().map(|placed| {
            let Field { name, ident, .. } = placed.field;
            quote! {
                if __is_named(#name) {
                    ::core::mem::swap(&mut self.#ident, &mut __other.#ident);
                }
            }
        });
        let parts = self.flattened().map(|placed| {
            let (ident, flattened) = (placed.field.ident, placed.flattened_type());
            quote!(#flattened::exchange(&mut self.#ident, &mut __other.#ident, __is_named);)
        });
        quote!(#(#own)* #(#parts)*)
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

    /// The name of the type that reads and writes its value, if its own type is no data type.
    pub(super) fn foreign(&self) -> Option<Ident> {
        let name = || format_ident!("__Foreign_{}{}", self.prefix, self.place);
        self.field.foreign.is_some().then(name)
    }

    fn foreign_implementation(&self) -> Option<TokenStream> {
        let (name, foreign) = (self.foreign()?, self.field.foreign.as_ref()?);
        let label = self.field.ident.unraw().to_string();
        let implementation = foreign.implementation(&name, self.field.ty, &label);
        Some(quote!(struct #name; #implementation))
    }

    fn constant(&self) -> Option<TokenStream> {
        let rules = &self.field.rules;
        self.rules()
            .map(|name| quote!(const #name: __tl::Rules = #rules;))
    }

    /// The check as a function of the field's own type, so that a check of another type is one error.
    fn check_function(&self) -> Option<TokenStream> {
        let name = self.check_name()?;
        let Field { ty, check, .. } = self.field;
        let check = check.as_ref()?;
        Some(quote_spanned! {at(check.span())=>
            fn #name(__value: &#ty) -> ::core::result::Result<(), __tl::FieldError> {
                __tl::Checked::run_check(__value, #check)
            }
        })
    }

    fn check_name(&self) -> Option<Ident> {
        let name = || format_ident!("__check_{}{}", self.prefix, self.place);
        (self.is_nameable && self.field.check.is_some()).then(name)
    }

    /// The function that checks the value.
    fn check(&self) -> Option<TokenStream> {
        let written = || self.field.check.as_ref().map(|check| quote!(#check));
        self.check_name().map(|name| quote!(#name)).or_else(written)
    }

    pub(super) fn default(&self) -> Option<TokenStream> {
        let Field { ty, default, .. } = self.field;
        default.as_ref().map(|default| {
            let value = default.tokens(ty);
            quote!({ let __default: #ty = #value; __default })
        })
    }

    fn has_checked_default(&self) -> bool {
        let Field {
            default, foreign, ..
        } = self.field;
        self.field.is_read() && default.is_some() && foreign.is_none()
    }

    /// The arm of a match on the name that checks the default against the rules.
    pub(super) fn check_of_default(&self) -> Option<TokenStream> {
        let Field { ty, name, .. } = self.field;
        let default = self.default().filter(|_| self.has_checked_default())?;
        let rules = self.rules().map(|rules| quote!(&#rules));
        let rules = rules.unwrap_or_else(|| quote!(&__tl::Rules::NONE));
        let check = self.check().map(|check| {
            let run =
                quote_spanned!(at(check.span())=> __tl::Checked::run_check(&__default, #check));
            quote!(__tl::check_default_by::<#ty>(#name, &__default, #run, __errors);)
        });
        Some(quote! {
            #name => {
                let __default: #ty = #default;
                __tl::check_default::<#ty>(#name, #rules, &__default, __errors);
                #check
            }
        })
    }

    pub(super) fn shape(&self) -> TokenStream {
        let Field { ty, name, .. } = self.field;
        let field_type = self.field_type();
        let required = if self.field.is_required {
            quote!(__tl::always)
        } else if self.field.is_not_null {
            quote_spanned!(at(ty.span())=> __tl::may_be_absent::<#ty>)
        } else if self.field.default.is_some() {
            quote!(__tl::optional)
        } else {
            quote!(#field_type::is_required)
        };
        let shape = quote!(#field_type::shape);
        let said = self.said();
        let new = quote!(__tl::FieldShape::new(#name, #shape, #required));
        if said.is_empty() {
            new
        } else {
            quote!(__tl::FieldShape { #said ..#new })
        }
    }

    /// The rest of the field's row in the table, beside the name and the type.
    fn said(&self) -> TokenStream {
        let Field { ident, name, .. } = self.field;
        let rust_name = ident.unraw().to_string();
        let others: Vec<&LitStr> = self.field.other_names.iter().collect();
        let said = [
            said(
                "rust_name",
                Some(&rust_name).filter(|own| self.field.is_alias || **own != name.value()),
            ),
            (!others.is_empty()).then(|| quote!(other_names: &[#(#others),*],)),
            (!self.field.choices.is_empty()).then(|| {
                let choices = &self.field.choices;
                quote!(choices: &[#(#choices),*],)
            }),
            self.field.is_literal.then(|| quote!(is_literal: true,)),
            said("output_name", self.field.output_name.as_ref()),
            said("title", self.field.title.as_ref()),
            said("description", self.field.description.as_ref()),
            self.field.deprecated.then(|| quote!(deprecated: true,)),
            said("more", self.field.more.as_ref()),
            said("default", self.default_shown()),
            (!self.field.shows_default).then(|| quote!(shows_default: false,)),
            self.rules().map(|rules| quote!(rules: #rules,)),
            said("check", self.check_shape()),
            self.access(),
            self.field.sensitive.then(|| quote!(sensitive: true,)),
        ];
        said.into_iter().flatten().collect()
    }

    /// Its default as JSON.
    fn default_shown(&self) -> Option<TokenStream> {
        let default = self.default()?;
        Some(if let Some(foreign) = self.foreign() {
            quote!(|| __tl::to_value(&__tl::Via::<#foreign>(#default)))
        } else {
            let own = self.own_type();
            quote!(|| #own::to_json_value(&#default))
        })
    }

    /// Its check, for the table.
    fn check_shape(&self) -> Option<TokenStream> {
        let (written, check) = (self.field.check.as_ref()?, self.check()?);
        Some(if let Some(foreign) = self.foreign() {
            foreign_check(&quote!(#foreign), written.span(), &check)
        } else {
            let own = self.own_type();
            quote_spanned!(at(written.span())=> |__value| #own::check(__value, #check))
        })
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
        if self.field.is_extra {
            return quote!(__tl::ExtraFields::hold(#value));
        }
        let own = if self.field.is_flattened {
            self.flattened_type()
        } else {
            self.own_type()
        };
        let holds = match (self.foreign(), self.rules()) {
            (Some(_), _) => quote!(true),
            (None, Some(rules)) => quote!(#own::keeps(#value, &#rules)),
            (None, None) => quote!(#own::keeps_its_own(#value)),
        };
        match self.check() {
            Some(check) => {
                let run =
                    quote_spanned!(at(check.span())=> __tl::Checked::run_check(#value, #check));
                quote!(#holds && ::core::result::Result::is_ok(&#run))
            }
            None => holds,
        }
    }
}
