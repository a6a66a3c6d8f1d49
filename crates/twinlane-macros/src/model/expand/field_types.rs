//! The types of fields, as the code names them: each by one trait and at its own place, so that one which is none is one error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::fields::Placed;
use crate::span::at;

impl Placed<'_> {
    /// The data type that its value is read as.
    pub(super) fn data_type(&self) -> TokenStream {
        let ty = self.field.ty;
        match self.foreign() {
            Some(foreign) => quote!(__tl::Via<#foreign>),
            None if self.field.is_not_null => quote_spanned!(at(ty.span())=> __tl::NotNull<#ty>),
            None => quote!(#ty),
        }
    }

    /// The type that its value is read by.
    pub(super) fn field_type(&self) -> TokenStream {
        let (ty, data_type) = (self.field.ty, self.data_type());
        quote_spanned!(at(ty.span())=> <#data_type as __tl::FieldType>)
    }

    /// The type that checks and writes the value of a field, whose own type is a data type.
    pub(super) fn own_type(&self) -> TokenStream {
        let ty = self.field.ty;
        quote_spanned!(at(ty.span())=> <#ty as __tl::FieldType>)
    }

    /// The type that reads and writes a flattened model.
    pub(super) fn flattened_type(&self) -> TokenStream {
        let flattened = self.flattened_name();
        quote_spanned!(at(self.field.ty.span())=> <#flattened as __tl::FlattenedType>)
    }

    /// The slots of a flattened model.
    pub(super) fn flattened_slots(&self) -> TokenStream {
        let flattened = self.flattened_name();
        quote_spanned!(at(self.field.ty.span())=> <#flattened as __tl::FlattenedType>::Slots)
    }

    /// A name for the type of a flattened model: where its slots are at hand no code can stand at the type itself, and the errors would differ.
    pub(super) fn flattened_alias(&self) -> Option<TokenStream> {
        let (ty, name) = (self.field.ty, self.flattened_name());
        let has_alias = self.field.is_flattened && self.is_nameable;
        has_alias.then(|| quote!(type #name = #ty;))
    }

    fn flattened_name(&self) -> TokenStream {
        let ty = self.field.ty;
        if !self.is_nameable {
            return quote!(#ty);
        }
        let name = format_ident!("__Flattened_{}", self.place, span = at(ty.span()));
        quote!(#name)
    }

    /// Takes the value out of its data type.
    pub(super) fn inner(&self) -> Option<TokenStream> {
        let is_wrapped = self.field.foreign.is_some() || self.field.is_not_null;
        is_wrapped.then(|| quote!(.0))
    }
}
