//! `callbacks(invoice_paid, invoices::sent)`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Path, Token};

use crate::errors::Errors;
use crate::options::Options;

/// `callbacks(invoice_paid, invoices::sent)`.
pub(super) fn callbacks(options: &mut Options, errors: &mut Errors) -> Vec<Path> {
    let expected = "`callbacks` names functions in parentheses: write `callbacks(invoice_paid)`";
    let callbacks: Option<Paths> = options.list("callbacks", expected, errors);
    callbacks.map(|Paths(paths)| paths).unwrap_or_default()
}

struct Paths(Vec<Path>);

impl Parse for Paths {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let paths = Punctuated::<Path, Token![,]>::parse_terminated(input)?;
        Ok(Self(paths.into_iter().collect()))
    }
}
