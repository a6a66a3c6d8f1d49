//! Checks of a signature: refuses functions that cannot be a path operation.

use crate::callable::check_operation;
use crate::errors::Errors;
use crate::path_operation::attribute::Written;

/// Notes everything about the function itself that keeps it from being a path operation.
pub(super) fn check(written: &Written, errors: &mut Errors) {
    let instead = "\na response of any kind is `Response`";
    check_operation(&written.callable, instead, errors);
    body(written, errors);
}

/// A request that others answer has no body here.
fn body(written: &Written, errors: &mut Errors) {
    let function = &written.callable.function;
    let is_semicolon = function.body.to_string() == ";";
    if written.macro_name.is_outgoing() && !is_semicolon {
        let name = written.macro_name.text();
        errors.push(
            &function.body,
            format_args!("others answer what `#[{name}]` describes: end the function with `;` instead of a body"),
        );
    }
}
