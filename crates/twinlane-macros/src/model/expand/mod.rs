//! The tokens of a model.

mod enumeration;
mod field_types;
mod fields;
mod foreign;
mod head;
mod item;
mod join;
mod newtype;
mod object;
mod parts;
mod settings;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

use super::attribute::Written;
use super::model::Model;
use crate::deprecated;
use crate::root::Root;

pub(super) use item::conditions;
pub(super) use settings::{fallback as settings_fallback, tokens as settings_tokens};

/// The item and its implementations.
pub(super) fn tokens(root: Root, written: &Written, model: &Model<'_>) -> TokenStream {
    let item = &written.item;
    let conditions = conditions(item);
    let allowed = deprecated::allowed(item.attributes());
    let name = item.name();
    let implementations = match model {
        Model::Object(described, object) => object::implementations(name, described, object),
        Model::Newtype(newtype) => newtype::implementations(name, newtype),
        Model::Enum(described, variants, is_literal) => {
            enumeration::implementations(name, described, variants, *is_literal)
        }
        Model::Union(arms, tag) => union::implementations(name, arms, tag.as_ref()),
    };
    quote! {
        #item
        #(#conditions)*
        #allowed
        const _: () = {
            #root
            #implementations
        };
    }
}
