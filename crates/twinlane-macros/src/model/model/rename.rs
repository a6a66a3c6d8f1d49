//! `rename_all = "camelCase"`.

use syn::LitStr;

use crate::errors::Errors;
use crate::model::case::Case;
use crate::options::{Options, did_you_mean, listed};

pub(super) fn case(options: &mut Options, errors: &mut Errors) -> Option<Case> {
    let spelling = options.name("rename_all", errors)?;
    let case = Case::read(&spelling.value());
    if case.is_none() {
        errors.push(&spelling, unknown_case(&spelling));
    }
    case
}

fn unknown_case(spelling: &LitStr) -> String {
    let known = listed(Case::SPELLINGS);
    match did_you_mean(&spelling.value(), Case::SPELLINGS) {
        Some(meant) => format!("unknown case: did you mean `{meant}`?\nthe cases are {known}"),
        None => format!("unknown case\nthe cases are {known}"),
    }
}
