//! `#[model]`.

mod attribute;
mod own_name;
mod serde;
mod case;
#[expect(
    clippy::module_inception,
    reason = "the step `model` of the macro `model`"
)]
mod model;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use attribute::Written;
use model::Model;

use crate::errors::Errors;
use crate::root::Root;

/// The type with its implementations, or with its mistakes.
pub(crate) fn expand(root: Root, attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let parsed = match syn::parse2(item.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return fallback::no_item(&error, item),
    };
    let mut errors = Errors::default();
    let written = match Written::new(attribute, parsed, &mut errors) {
        Ok(written) => written,
        Err(error) => return fallback::no_item(&error, item),
    };
    let model = Model::new(&written, &mut errors);
    match errors.finish(model) {
        Ok(model) => expand::tokens(root, &written, &model),
        Err(error) => fallback::tokens(root, &written, &error),
    }
}
