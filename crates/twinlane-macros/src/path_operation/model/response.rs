//! `responses(404 = Message, 302 = "The item was moved", "4XX" = (Message, "Not yours"), default = Message)`.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, LitStr, Token, Type};

use crate::errors::Errors;
use crate::options::Options;

/// A further answer of an operation.
pub(crate) struct Response {
    /// A number, a range, or `default`.
    pub(crate) status: String,
    pub(crate) ty: Option<Type>,
    pub(crate) description: Option<LitStr>,
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
            errors.push_error(syn::Error::new(status, "this status is described already"));
        }
        responses.push(response);
    }
    responses
}

struct Written(Vec<WrittenResponse>);

struct WrittenResponse {
    status: Span,
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
        let span = input.span();
        let status = status(input)?;
        input.parse::<Token![=]>()?;
        let (ty, description) = described(input)?;
        Ok(Self {
            status: span,
            response: Response {
                status,
                ty,
                description,
            },
        })
    }
}

/// The key of a response in the document.
fn status(input: ParseStream<'_>) -> syn::Result<String> {
    let span = input.span();
    let known = if input.peek(LitInt) {
        let number: u16 = input.parse::<LitInt>()?.base10_parse()?;
        (100..=999).contains(&number).then(|| number.to_string())
    } else if input.peek(LitStr) {
        let range = input.parse::<LitStr>()?.value().to_uppercase();
        RANGES.contains(&range.as_str()).then_some(range)
    } else {
        let word = input.call(Ident::parse_any)?;
        (word == "default").then(|| word.to_string())
    };
    let message = "a status is a number from 100 to 999, a range such as `\"4XX\"`, or `default`";
    known.ok_or_else(|| syn::Error::new(span, message))
}

const RANGES: [&str; 5] = ["1XX", "2XX", "3XX", "4XX", "5XX"];

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
