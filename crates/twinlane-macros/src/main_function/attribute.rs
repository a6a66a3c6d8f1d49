//! The options of `#[twinlane::main(workers = 4)]`, and what the function must be.

use proc_macro2::TokenStream;
use syn::{Expr, parse2};

use crate::errors::Errors;
use crate::function::Function;
use crate::number::Number;
use crate::options::{Options, WrittenOptions};

/// The settings of the runtime in the attribute.
pub(super) struct Runtime {
    pub(super) workers: Option<usize>,
    pub(super) spare_workers: Option<usize>,
}

const OPTIONS: &[&str] = &["workers", "spare_workers"];

impl Runtime {
    /// Reads the options.
    pub(super) fn read(attribute: TokenStream, errors: &mut Errors) -> Self {
        let written: WrittenOptions = errors.ok(parse2(attribute)).unwrap_or_default();
        let mut options = written.known(OPTIONS, errors);
        Self {
            workers: count(&mut options, "workers", 1, errors),
            spare_workers: count(&mut options, "spare_workers", 0, errors),
        }
    }
}

/// Notes what keeps the function from being the `main` of an application.
pub(super) fn check(function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    if signature.asyncness.is_none() {
        errors.push(
            signature.fn_token,
            "`#[twinlane::main]` runs an `async fn`: write `async fn main()`",
        );
    }
    if signature.ident != "main" {
        errors.push(&signature.ident, "`#[twinlane::main]` stands above `main`");
    }
    if !signature.inputs.is_empty() {
        errors.push(&signature.inputs, "`main` has no parameters");
    }
    if !signature.generics.params.is_empty() {
        errors.push(&signature.generics, "`main` cannot be generic");
    }
}

fn count(options: &mut Options, name: &str, least: usize, errors: &mut Errors) -> Option<usize> {
    let expected = format!("`{name}` is a whole number from {least}: write `{name} = 4`");
    options.value(name, &expected, errors, |value| {
        whole(value).filter(|count| *count >= least)
    })
}

fn whole(value: &Expr) -> Option<usize> {
    match Number::read(value)? {
        Number::Int(count) => count.try_into().ok(),
        Number::Float(_) => None,
    }
}
