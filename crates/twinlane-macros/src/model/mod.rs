//! `#[model]`, and `#[settings]`, which is a model of the environment.

mod attribute;
mod own_name;
mod serde;
mod case;
#[expect(
    clippy::module_inception,
    reason = "the step `model` of the macro `model`"
)]
mod model;
mod settings;
mod expand;
mod fallback;

use proc_macro2::TokenStream;

use attribute::Written;
use model::Model;
use settings::Settings;

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

/// Settings with their implementations, or with their mistakes.
pub(crate) fn expand_settings(
    root: Root,
    attribute: TokenStream,
    item: &TokenStream,
) -> TokenStream {
    let parsed = match syn::parse2(item.clone()).and_then(settings::only_struct) {
        Ok(parsed) => parsed,
        Err(error) => return fallback::no_item(&error, item),
    };
    let mut errors = Errors::default();
    let mut written = match Written::new(attribute, parsed, &mut errors) {
        Ok(written) => written,
        Err(error) => return fallback::no_item(&error, item),
    };
    let settings = Settings::take(&mut written, &mut errors);
    let model = Model::new(&written, &mut errors);
    settings::refuse_choices(model.as_ref(), &mut errors);
    match errors.finish(model) {
        Ok(model) => expand::settings_tokens(root, &written, &model, &settings),
        Err(error) => fallback::settings_tokens(root, &written, &error),
    }
}
