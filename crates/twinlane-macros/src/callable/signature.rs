//! Checks of a signature: refuses functions that the framework cannot call.

use syn::{FnArg, ReturnType, Safety};

use super::written::WrittenCallable;
use crate::errors::Errors;
use crate::types;

/// Notes everything that keeps the framework from calling a function. `instead` is a further line about an `impl` in its return type.
pub(crate) fn check_callable(written: &WrittenCallable, instead: &str, errors: &mut Errors) {
    check_one_operation(written, errors);
    check_qualifiers(written, errors);
    check_no_receiver(written, errors);
    check_named_return_type(written, instead, errors);
}

/// Notes everything that keeps a function from being an operation, likewise.
pub(crate) fn check_operation(written: &WrittenCallable, instead: &str, errors: &mut Errors) {
    check_callable(written, instead, errors);
    check_not_generic(written, errors);
}

/// Notes the macros of other operations: a function has one.
fn check_one_operation(written: &WrittenCallable, errors: &mut Errors) {
    for attribute in &written.other_operations {
        let (this, other) = (written.words.name, types::spelling(attribute.path()));
        errors.push(
            attribute,
            format_args!(
                "this function is a path operation already, by `#[{this}]`\n\
                 write a second function for `#[{other}]`; it may call this one"
            ),
        );
    }
}

/// Notes keywords that a function cannot have.
fn check_qualifiers(written: &WrittenCallable, errors: &mut Errors) {
    let (signature, noun) = (&written.function.signature, written.words.noun);
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

/// Notes parameters of types, and a `where` clause.
fn check_not_generic(written: &WrittenCallable, errors: &mut Errors) {
    let (signature, noun) = (&written.function.signature, written.words.noun);
    if !signature.generics.params.is_empty() {
        errors.push(
            &signature.generics,
            format_args!("{noun} cannot be generic: its types are what is read, checked and described, so write them out"),
        );
    } else if let Some(clause) = &signature.generics.where_clause {
        errors.push(
            clause,
            format_args!("{noun} cannot be generic: remove the `where` clause"),
        );
    }
}

/// Notes `self`.
fn check_no_receiver(written: &WrittenCallable, errors: &mut Errors) {
    let (signature, noun) = (&written.function.signature, written.words.noun);
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

/// Notes an `impl` in the return type. `instead` is a further line that says what to return.
fn check_named_return_type(written: &WrittenCallable, instead: &str, errors: &mut Errors) {
    let ReturnType::Type(_, ty) = &written.function.signature.output else {
        return;
    };
    if let Some(found) = types::find_impl_trait(ty) {
        let noun = written.words.noun;
        errors.push(
            found,
            format_args!("the return type of {noun} says what others get: name a type instead of `impl`{instead}"),
        );
    }
}
