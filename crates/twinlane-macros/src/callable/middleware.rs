//! The middleware around one operation.

use syn::Expr;

use crate::errors::Errors;
use crate::options::Options;

/// `middleware = [timed, GZip::new()]`, the outermost first.
pub(crate) fn middleware(options: &mut Options, errors: &mut Errors) -> Vec<Expr> {
    let expected = "`middleware` is a list of functions or values: write `middleware = [timed]`";
    let read = |value: &Expr| match value {
        Expr::Array(list) => Some(list.elems.iter().cloned().collect()),
        _ => None,
    };
    let all = options.value("middleware", expected, errors, read);
    all.unwrap_or_default()
}
