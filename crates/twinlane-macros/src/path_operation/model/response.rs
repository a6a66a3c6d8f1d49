//! `responses(404 = Message, 302 = "The item was moved", "4XX" = (Message, "Not yours"), default = Message, common())`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitInt, LitStr, Token, Type};

use crate::errors::Errors;
use crate::options::{Options, WrittenOptions};
use crate::span::at;

/// Further responses of an operation.
#[expect(
    clippy::large_enum_variant,
    reason = "there are few, and only while compiling"
)]
pub(crate) enum Response {
    Written(WrittenResponse),
    /// An expression that says answers for many operations.
    Shared(Expr),
}

/// A response of one status.
pub(crate) struct WrittenResponse {
    /// A number, a range, or `default`.
    pub(crate) status: String,
    pub(crate) ty: Option<Type>,
    pub(crate) description: Option<Expr>,
    /// Anything else that is said: calls of the methods of their names.
    pub(crate) more: TokenStream,
}

/// The responses, each status that is written once.
pub(super) fn all(options: &mut Options, errors: &mut Errors) -> Vec<Response> {
    let expected = "`responses` has statuses in parentheses: write `responses(404 = Message)`";
    let Some(Listed(listed)) = options.list("responses", expected, errors) else {
        return Vec::new();
    };
    let mut statuses: Vec<String> = Vec::new();
    let mut responses = Vec::new();
    for response in listed {
        responses.push(match response {
            ListedResponse::Shared(shared) => Response::Shared(shared),
            ListedResponse::Of(place, status, parts) => {
                if statuses.contains(&status) {
                    errors.push_error(syn::Error::new(place, "this status is described already"));
                }
                statuses.push(status.clone());
                Response::Written(parts.response(status, errors))
            }
        });
    }
    responses
}

struct Listed(Vec<ListedResponse>);

#[expect(
    clippy::large_enum_variant,
    reason = "there are few, and only while compiling"
)]
enum ListedResponse {
    Of(Span, String, Parts),
    Shared(Expr),
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let responses = Punctuated::<ListedResponse, Token![,]>::parse_terminated(input)?;
        Ok(Self(responses.into_iter().collect()))
    }
}

impl Parse for ListedResponse {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        let has_status = input.peek(LitInt)
            || input.peek(LitStr)
            || input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        if !has_status {
            return Ok(Self::Shared(input.parse()?));
        }
        let status = status(input)?;
        input.parse::<Token![=]>()?;
        Ok(Self::Of(span, status, input.parse()?))
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

/// A type, a text, or in parentheses both and options.
struct Parts {
    ty: Option<Type>,
    description: Option<Expr>,
    options: WrittenOptions,
}

impl Parse for Parts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut parts = Self {
            ty: None,
            description: None,
            options: WrittenOptions::default(),
        };
        if input.peek(LitStr) {
            parts.description = Some(input.parse()?);
            return Ok(parts);
        }
        if !input.peek(syn::token::Paren) {
            parts.ty = Some(input.parse()?);
            return Ok(parts);
        }
        let all;
        syn::parenthesized!(all in input);
        let is_option = || all.is_empty() || all.peek(Ident::peek_any) && all.peek2(Token![=]);
        if !is_option() && !all.peek(LitStr) {
            parts.ty = Some(all.parse()?);
            comma_or_end(&all)?;
        }
        if !is_option() {
            parts.description = Some(all.parse()?);
            comma_or_end(&all)?;
        }
        parts.options = all.parse()?;
        Ok(parts)
    }
}

fn comma_or_end(input: ParseStream<'_>) -> syn::Result<()> {
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

const OPTIONS: &[&str] = &[
    "description",
    "media_type",
    "content",
    "example",
    "examples",
    "headers",
    "links",
    "extra",
];

/// The options that are objects, each with what one is like.
const OBJECTS: [(&str, &str); 5] = [
    ("content", "{ \"image/png\": {} }"),
    ("examples", "{ \"one\": { \"value\": 1 } }"),
    (
        "headers",
        "{ \"x-left\": { \"schema\": { \"type\": \"integer\" } } }",
    ),
    ("links", "{ \"next\": { \"operationId\": \"next_page\" } }"),
    ("extra", "{ \"x-cached\": true }"),
];

impl Parts {
    fn response(self, status: String, errors: &mut Errors) -> WrittenResponse {
        let mut options = self.options.known(OPTIONS, errors);
        let named = options.untyped_text("description", errors);
        if let (Some(_), Some(named)) = (&self.description, &named) {
            errors.push(named, "this response has a description already");
        }
        let mut more = TokenStream::new();
        let mut say = |name: &str, value: Option<Expr>| {
            let value = value.into_iter();
            let method = format_ident!("{name}");
            more.extend(value.map(|value| quote_spanned!(at(value.span())=> .#method(#value))));
        };
        say("media_type", options.media_type(errors));
        say("example", options.expression("example", errors));
        for (name, example) in OBJECTS {
            say(name, options.object(name, example, errors));
        }
        WrittenResponse {
            status,
            ty: self.ty,
            description: self.description.or(named),
            more,
        }
    }
}
