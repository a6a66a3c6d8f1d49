//! The tables of a model that flattens others: the rows of their tables stand among its own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::fields::{Placed, PlacedFields};
use crate::model::model::{Computed, Extra, Object};

impl PlacedFields<'_> {
    pub(super) fn is_joined(&self) -> bool {
        self.flattened().next().is_some()
    }

    /// The lengths of the tables, as constants; nothing if the tables are the model's own.
    pub(super) fn joined_lengths(&self, object: &Object<'_>) -> Option<TokenStream> {
        let (fields, computed) = (self.on_the_wire().count(), object.computed.len());
        let models: Vec<TokenStream> = self.flattened().map(model).collect();
        self.is_joined().then(|| {
            quote! {
                const __FIELDS: usize = #fields #(+ #models.fields.len())*;
                const __COMPUTED: usize = #computed #(+ #models.computed.len())*;
            }
        })
    }

    /// The flattened models, each with the name of its field.
    pub(super) fn flattened_models(&self) -> impl Iterator<Item = TokenStream> {
        self.flattened().map(|placed| {
            let (name, model) = (placed.field.ident.unraw().to_string(), model(placed));
            quote!((#name, #model))
        })
    }

    /// The table of the fields.
    pub(super) fn table(&self, object: &Object<'_>) -> TokenStream {
        if !self.is_joined() {
            return self.shapes();
        }
        let runs = self
            .fields
            .chunk_by(|one, next| !one.field.is_flattened && !next.field.is_flattened);
        let parts = runs.map(|run| match run {
            [placed] if placed.field.is_flattened => {
                let model = model(placed);
                quote!(__tl::Fields::Of(#model))
            }
            own => {
                let own = own.iter().filter(|placed| placed.field.is_on_the_wire());
                let shapes = own.map(Placed::shape);
                quote!(__tl::Fields::Own(&[#(#shapes),*]))
            }
        });
        let (strict, forbids) = (object.strict, object.extra == Extra::Forbid);
        quote!(&__tl::join_fields::<__FIELDS>(#strict, #forbids, &[#(#parts),*]))
    }

    /// The table of computed values: first those of flattened models.
    pub(super) fn computed_table(&self, object: &Object<'_>) -> TokenStream {
        let own = object.computed.iter().map(Computed::shape);
        let own = quote!(&[#(#own),*]);
        if !self.is_joined() {
            return own;
        }
        let models = self.flattened().map(model);
        quote!(&__tl::join_computed::<__COMPUTED>(&[#(#models.computed,)* #own]))
    }
}

/// The table of a flattened model.
fn model(placed: &Placed<'_>) -> TokenStream {
    let flattened = placed.flattened_type();
    quote!(#flattened::MODEL)
}
