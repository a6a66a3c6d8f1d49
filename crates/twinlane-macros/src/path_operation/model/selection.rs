//! `response_include = [..]`: which fields of the response are sent, and by which names.

use syn::Expr;

use crate::errors::Errors;
use crate::options::{Options, typed_text};

/// The fields of the response that are sent.
#[derive(Default)]
pub(crate) struct Selection {
    pub(crate) include: Vec<Expr>,
    pub(crate) exclude: Vec<Expr>,
    pub(crate) exclude_none: bool,
    pub(crate) exclude_defaults: bool,
    pub(crate) by_rust_names: bool,
}

impl Selection {
    pub(super) fn take(options: &mut Options, errors: &mut Errors) -> Self {
        Self {
            include: paths(options, "response_include", errors),
            exclude: paths(options, "response_exclude", errors),
            exclude_none: options.flag("response_exclude_none", errors),
            exclude_defaults: options.flag("response_exclude_defaults", errors),
            by_rust_names: options.span("response_by_alias").is_some()
                && !options.flag("response_by_alias", errors),
        }
    }
}

/// The names of fields, each with those before it.
fn paths(options: &mut Options, name: &str, errors: &mut Errors) -> Vec<Expr> {
    let paths = options.texts(name, errors).into_iter();
    paths.map(typed_text).collect()
}
