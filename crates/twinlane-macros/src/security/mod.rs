//! `#[security(HttpBearer)]`.

mod attribute;
mod model;
mod expand;
mod fallback;

use proc_macro2::TokenStream;
use syn::ItemStruct;

use crate::errors::Errors;
use attribute::Written;
use model::Security;

/// The struct with its implementation, or with its mistakes.
pub(crate) fn expand(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let item: ItemStruct = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => return fallback::no_struct(error, item),
    };
    let mut errors = Errors::default();
    let written = errors.ok(syn::parse2::<Written>(attribute));
    let scheme = written.as_ref().and_then(Written::known_scheme);
    let security = Security::new(written, &item, &mut errors);
    match errors.finish(security) {
        Ok(security) => expand::tokens(&security, &item),
        Err(error) => fallback::tokens(&item, scheme.as_ref(), &error),
    }
}
