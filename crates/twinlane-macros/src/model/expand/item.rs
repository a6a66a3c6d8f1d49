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
