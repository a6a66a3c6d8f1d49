//! What a function must not be to be a path operation.

use syn::{FnArg, ReturnType, Safety, Signature};

use crate::errors::Errors;
use crate::path_operation::MacroName;
use crate::path_operation::attribute::Written;
use crate::types::{self, Borrowed};

/// Notes everything about the function itself that keeps it from being a path operation.
pub(crate) fn check(written: &Written, errors: &mut Errors) {
    let signature = &written.function.signature;
    other_operations(written, errors);
    body(written, errors);
    let noun = written.macro_name.noun();
    qualifiers(signature, noun, errors);
    generics(written, errors);
    receiver(signature, noun, errors);
    return_type(written, errors);
}

fn other_operations(written: &Written, errors: &mut Errors) {
    for attribute in &written.other_operations {
        let (this, other) = (written.macro_name.text(), types::spelling(attribute.path()));
        errors.push(
            attribute,
            format_args!(
                "this function is a path operation already, by `#[{this}]`\n\
                 write a second function for `#[{other}]`; it may call this one"
            ),
        );
    }
}

/// A request that others answer has no body here.
fn body(written: &Written, errors: &mut Errors) {
    let is_semicolon = written.function.body.to_string() == ";";
    if written.macro_name.is_outgoing() && !is_semicolon {
        let name = written.macro_name.text();
        errors.push(
            &written.function.body,
            format_args!("others answer what `#[{name}]` describes: end the function with `;` instead of a body"),
        );
    }
}

fn qualifiers(signature: &Signature, noun: &str, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.push(
            constness,
            format_args!("{noun} cannot be `const`: remove it"),
        );
    }
    if let Safety::Unsafe(unsafety) = &signature.safety {
        errors.push(
            unsafety,
            format_args!("{noun} cannot be `unsafe`: the framework calls it from safe code"),
        );
    }
    if let Some(abi) = &signature.abi {
        errors.push(abi, format_args!("{noun} cannot be `extern`: remove it"));
    }
    if let Some(variadic) = &signature.variadic {
        errors.push(
            variadic,
            format_args!("{noun} has a fixed number of parameters"),
        );
    }
}

fn generics(written: &Written, errors: &mut Errors) {
    let signature = &written.function.signature;
    if matches!(written.macro_name, MacroName::Dependency) {
        for lifetime in signature.generics.lifetimes() {
            errors.push(
                lifetime,
                "a dependency owns its values, since the call may outlive the request: write types without lifetimes",
            );
        }
    } else if !signature.generics.params.is_empty() {
        errors.push(
            &signature.generics,
            "a path operation cannot be generic: its types are what is read, checked and described, so write them out",
        );
    } else if let Some(clause) = &signature.generics.where_clause {
        errors.push(
            clause,
            "a path operation cannot be generic: remove the `where` clause",
        );
    }
}

fn receiver(signature: &Signature, noun: &str, errors: &mut Errors) {
    if let Some(receiver @ FnArg::Receiver(_)) = signature.inputs.first() {
        errors.push(
            receiver,
            format_args!(
                "{noun} is a function of its own, not a method: move it out of the `impl`\n\
                 what it needs of `self` can be a parameter, as in `shop: State<Shop>`"
            ),
        );
    }
}

fn return_type(written: &Written, errors: &mut Errors) {
    let signature = &written.function.signature;
    let ReturnType::Type(_, ty) = &signature.output else {
        return;
    };
    let borrowed = types::find_short_lived(ty);
    if let (MacroName::Dependency, Some(borrowed)) = (written.macro_name, borrowed) {
        owned_value(borrowed, errors);
    }
    let noun = written.macro_name.noun();
    let response = match written.macro_name {
        MacroName::Dependency => "",
        _ => "\na response of any kind is `Response`",
    };
    if let Some(found) = types::find_impl_trait(ty) {
        errors.push(
            found,
            format_args!("the return type of {noun} says what others get: name a type instead of `impl`{response}"),
        );
    }
}

/// Notes a value that borrows.
fn owned_value(borrowed: Borrowed<'_>, errors: &mut Errors) {
    let reason = "a dependency owns its value, since others have it when the function has ended";
    match borrowed {
        Borrowed::Reference(reference) => {
            let owned = types::owned(reference);
            errors.push(reference, format_args!("{reason}: write `{owned}`"));
        }
        Borrowed::Lifetime(lifetime) => {
            errors.push(
                lifetime,
                format_args!("{reason}: write a type without a lifetime"),
            );
        }
    }
}
