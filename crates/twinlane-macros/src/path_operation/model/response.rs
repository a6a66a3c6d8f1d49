//! `responses(404 = Message, 302 = "The item was moved", 403 = (Message, "Not yours"))`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitInt, LitStr, Token, Type};

use crate::errors::Errors;
use crate::options::Options;

/// A further answer of an operation.
pub(in crate::path_operation) struct Response {
    pub(in crate::path_operation) status: u16,
    pub(in crate::path_operation) ty: Option<Type>,
    pub(in crate::path_operation) description: Option<LitStr>,
}

/// The responses, each status once.
pub(super) fn all(options: &mut Options, errors: &mut Errors) -> Vec<Response> {
    let expected = "`responses` has statuses in parentheses: write `responses(404 = Message)`";
    let Some(Written(written)) = options.list("responses", expected, errors) else {
        return Vec::new();
    };
    let mut responses: Vec<Response> = Vec::new();
    for WrittenResponse { status, response } in written {
        if responses
            .iter()
            .any(|earlier| earlier.status == response.status)
        {
            errors.push(status, "this status is described already");
        }
        responses.push(response);
    }
    responses
}

struct Written(Vec<WrittenResponse>);

struct WrittenResponse {
    status: LitInt,
    response: Response,
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let responses = Punctuated::<WrittenResponse, Token![,]>::parse_terminated(input)?;
        Ok(Self(responses.into_iter().collect()))
    }
}

impl Parse for WrittenResponse {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let status: LitInt = input.parse()?;
        let number = status.base10_parse().ok();
        let Some(number) = number.filter(|number| (100..=999).contains(number)) else {
            let message = "a status is a number from 100 to 999";
            return Err(syn::Error::new_spanned(status, message));
        };
        input.parse::<Token![=]>()?;
        let (ty, description) = described(input)?;
        Ok(Self {
            status,
            response: Response {
                status: number,
                ty,
                description,
            },
        })
    }
}

/// A type, a text, or both in parentheses.
fn described(input: ParseStream<'_>) -> syn::Result<(Option<Type>, Option<LitStr>)> {
    if input.peek(LitStr) {
        return Ok((None, Some(input.parse()?)));
    }
    if !input.peek(syn::token::Paren) {
        return Ok((Some(input.parse()?), None));
    }
    let both;
    syn::parenthesized!(both in input);
    let ty = both.parse()?;
    both.parse::<Token![,]>()?;
    Ok((Some(ty), Some(both.parse()?)))
}
