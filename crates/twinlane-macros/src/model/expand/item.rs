//! The item as it is.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Ident};

use crate::model::attribute::WrittenItem;

/// The `#[cfg(..)]`s of the item.
pub(in crate::model) fn conditions(item: &WrittenItem) -> impl Iterator<Item = &Attribute> {
    let attributes = match item {
        WrittenItem::Struct(item) => &item.attrs,
        WrittenItem::Enum(item) => &item.attrs,
    };
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
}

impl WrittenItem {
    /// All attributes that are left, also those of its parts.
    pub(in crate::model) fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        let (own, fields, variants) = match self {
            Self::Struct(item) => (&item.attrs, Some(&item.fields), None),
            Self::Enum(item) => (&item.attrs, None, Some(&item.variants)),
        };
        let of_variants = variants
            .into_iter()
            .flatten()
            .flat_map(|variant| &variant.attrs);
        let fields_of_variants = variants
            .into_iter()
            .flatten()
            .flat_map(|variant| &variant.fields);
        let fields = fields.into_iter().flatten().chain(fields_of_variants);
        let of_fields = fields.flat_map(|field| &field.attrs);
        own.iter().chain(of_variants).chain(of_fields)
    }

    /// The name of the type.
    pub(in crate::model) fn name(&self) -> &Ident {
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
