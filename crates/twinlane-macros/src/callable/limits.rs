//! `form_limits(max_files = 10)`: limits that stand together in parentheses.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::errors::Errors;
use crate::options::{Options, WrittenOptions};

/// Limits that stand together in parentheses.
pub(crate) struct Limits {
    option: &'static str,
    type_name: &'static str,
    names: &'static [&'static str],
    expected: &'static str,
}

pub(crate) const FORM_LIMITS: Limits = Limits {
    option: "form_limits",
    type_name: "FormLimits",
    names: &["max_fields", "max_files", "max_part_size"],
    expected: "`form_limits` has limits in parentheses: write `form_limits(max_files = 10)`",
};

pub(crate) const ERROR_LIMITS: Limits = Limits {
    option: "error_limits",
    type_name: "ErrorLimits",
    names: &["max_input_size", "max_response_size"],
    expected: "`error_limits` has limits in parentheses: write `error_limits(max_input_size = 1024)`",
};

impl Limits {
    pub(crate) fn take(&self, options: &mut Options, errors: &mut Errors) -> Option<TokenStream> {
        let limits: WrittenOptions = options.list(self.option, self.expected, errors)?;
        let mut limits = limits.known(self.names, errors);
        let said = self.names.iter().filter_map(|name| {
            let limit = limits.expression(name, errors)?;
            let name = format_ident!("{name}");
            Some(quote!(.#name(#limit)))
        });
        let said: TokenStream = said.collect();
        let type_name = format_ident!("{}", self.type_name);
        Some(quote!(__tl::#type_name::new() #said))
    }
}
