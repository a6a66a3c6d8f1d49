//! A scheme as syntax: its name and its options.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::token::{Brace, Paren};
use syn::{Expr, Ident, LitStr, Path, Token, braced, parenthesized};

/// `OAuth2PasswordBearer(token_url = "token")`.
pub(super) struct Written {
    pub(super) scheme: Path,
    pub(super) options: Vec<SchemeOption>,
}

/// An option of a scheme, or of one of its flows.
pub(super) struct SchemeOption {
    pub(super) name: Ident,
    pub(super) value: OptionValue,
}

pub(super) enum OptionValue {
    /// `name = "X-Key"`
    One(Expr),
    /// `scopes = { "me" = "Read your data" }`
    Scopes(Vec<(Expr, Expr)>),
    /// `password(token_url = "token")`
    Flow(Vec<SchemeOption>),
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(syn::Error::new(
                Span::call_site(),
                "the scheme stands in parentheses: write `#[security(HttpBearer)]`",
            ));
        }
        let scheme = input.call(Path::parse_mod_style)?;
        let options = if input.peek(Paren) {
            options(input)?
        } else {
            Vec::new()
        };
        Ok(Self { scheme, options })
    }
}

/// The options between parentheses.
fn options(input: ParseStream<'_>) -> syn::Result<Vec<SchemeOption>> {
    let list;
    parenthesized!(list in input);
    let options = Punctuated::<SchemeOption, Token![,]>::parse_terminated(&list)?;
    Ok(options.into_iter().collect())
}

/// A text between parentheses, where it should stand behind `=`.
fn text(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let text;
    parenthesized!(text in input);
    text.parse()
}

impl Parse for SchemeOption {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Paren) {
            let is_flow = input.fork().call(options).is_ok();
            if !is_flow && input.fork().call(text).is_ok() {
                let message = format_args!("`{name}` is a text: write `{name} = \"...\"`");
                return Err(syn::Error::new(name.span(), message));
            }
            OptionValue::Flow(options(input)?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            OptionValue::parse(input)?
        } else {
            return Err(syn::Error::new(
                name.span(),
                format_args!("an option has a value: write `{name} = ...`"),
            ));
        };
        Ok(Self { name, value })
    }
}

impl OptionValue {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Brace) {
            return input.parse().map(Self::One);
        }
        let pairs;
        braced!(pairs in input);
        let pairs = Punctuated::<Pair, Token![,]>::parse_terminated(&pairs)?;
        let pairs = pairs
            .into_iter()
            .map(|Pair(scope, meaning)| (scope, meaning));
        Ok(Self::Scopes(pairs.collect()))
    }
}

/// `"me" = "Read your data"`
struct Pair(Expr, Expr);

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let read = |input: ParseStream<'_>| {
            let scope = Expr::Lit(input.parse()?);
            input.parse::<Token![=]>()?;
            Ok(Self(scope, input.parse()?))
        };
        let span = input.span();
        read(input).map_err(|_: syn::Error| {
            let message = "a scope has a meaning: write `scopes = { \"me\" = \"Read your data\" }`";
            syn::Error::new(span, message)
        })
    }
}
