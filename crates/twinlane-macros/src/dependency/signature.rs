//! Checks of a signature: refuses functions that cannot be a dependency.

use syn::{ReturnType, Signature};

use crate::callable::{WrittenCallable, check_callable};
use crate::errors::Errors;
use crate::types::{self, Borrowed};

/// Notes everything about the function itself that keeps it from being a dependency.
pub(super) fn check(written: &WrittenCallable, errors: &mut Errors) {
    check_callable(written, "", errors);
    lifetimes(&written.function.signature, errors);
    owned_value(&written.function.signature, errors);
}

fn lifetimes(signature: &Signature, errors: &mut Errors) {
    for lifetime in signature.generics.lifetimes() {
        errors.push(
            lifetime,
            "a dependency owns its values, since the call may outlive the request: write types without lifetimes",
        );
    }
}

/// Notes a value that borrows.
fn owned_value(signature: &Signature, errors: &mut Errors) {
    let ReturnType::Type(_, ty) = &signature.output else {
        return;
    };
    let reason = "a dependency owns its value, since others have it when the function has ended";
    match types::find_short_lived(ty) {
        Some(Borrowed::Reference(reference)) => {
            let owned = types::owned(reference);
            errors.push(reference, format_args!("{reason}: write `{owned}`"));
        }
        Some(Borrowed::Lifetime(lifetime)) => {
            errors.push(
                lifetime,
                format_args!("{reason}: write a type without a lifetime"),
            );
        }
        None => {}
    }
}
