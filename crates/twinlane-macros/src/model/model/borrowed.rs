//! Values that are borrowed, which nothing can be read into.

use syn::Type;

use crate::errors::Errors;
use crate::types::{self, Borrowed};

/// Notes a reference in the type of a value. A lifetime of the model's own has been noted there.
pub(super) fn refuse_reference(ty: &Type, errors: &mut Errors) {
    let Some(Borrowed::Reference(reference)) = types::find_borrowed(ty) else {
        return;
    };
    let is_of_model = reference
        .lifetime
        .as_ref()
        .is_some_and(|lifetime| lifetime.ident != "static" && lifetime.ident != "_");
    if !is_of_model {
        let owned = types::owned(reference);
        errors.push(
            reference,
            format_args!(
                "a model owns its values, since they are read from requests: write `{owned}`"
            ),
        );
    }
}
