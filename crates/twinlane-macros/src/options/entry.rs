//! One option as it is written: `title = "Item"`, `deprecated`, `responses(404 = Message)`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Lit, Token};

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) name: Ident,
    pub(super) value: Option<Expr>,
    /// The content of the parentheses behind the name.
    pub(super) list: Option<TokenStream>,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if let Some(error) = unnamed(input) {
            return Err(error);
        }
        let name = input.call(Ident::parse_any)?;
        if input.peek(syn::token::Paren) {
            let list;
            syn::parenthesized!(list in input);
            let list = Some(list.parse()?);
            return Ok(Self {
                name,
                value: None,
                list,
            });
        }
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else if input.is_empty() || input.peek(Token![,]) {
            None
        } else {
            return Err(input.error(format_args!(
                "an option is written `{name}` or `{name} = value`"
            )));
        };
        Ok(Self {
            name,
            value,
            list: None,
        })
    }
}

/// A value without the name of its option: `#[error(404)]`, `#[query(10)]`.
fn unnamed(input: ParseStream<'_>) -> Option<syn::Error> {
    let literal: Lit = input.fork().parse().ok()?;
    let value = literal.to_token_stream();
    let likely = match literal {
        Lit::Int(_) => {
            format!("`status = {value}` of an error, `default = {value}` of a parameter or field")
        }
        Lit::Str(_) => {
            format!("`detail = {value}` of an error, `alias = {value}` of a parameter or field")
        }
        _ => format!("`name = {value}`"),
    };
    let message = format!("a value has a name before it: write {likely}");
    Some(syn::Error::new(literal.span(), message))
}
