//! Python's spellings in a parameter: `limit: u32 = 10`, and what stands behind its colon, `x: #[header] String`. `rustc` has said that there is no
//! such thing, and the macro says what there is.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use super::called_types;
use crate::errors::Errors;
use crate::function::Function;
use crate::types::spelling;

/// The function as Rust would have it; what it is not is noted.
pub(crate) fn parse(item: &TokenStream, errors: &mut Errors) -> syn::Result<Function> {
    syn::parse2(item.clone()).or_else(|error| {
        let mut found = Vec::new();
        let without = without_defaults(item, &mut found);
        let function = syn::parse2(without).map_err(|_| error)?;
        for Found { at, instead } in found {
            errors.push(at, instead);
        }
        Ok(function)
    })
}

/// The thing that was found, and the text to type in its place.
struct Found {
    at: TokenStream,
    instead: String,
}

/// A default, and the parameter that it stands behind.
struct ParameterDefault {
    parameter: TokenStream,
    value: TokenStream,
}

/// An attribute behind the colon, before the parameter where it belongs.
struct MisplacedAttribute {
    attribute: TokenStream,
    parameter: TokenStream,
}

/// The parameter with the attribute behind its colon before it, if there is one.
fn with_attribute_first(parameter: TokenStream) -> Result<MisplacedAttribute, TokenStream> {
    let mut tokens: Vec<TokenTree> = parameter.into_iter().collect();
    let is_sign = |token: &TokenTree, expected: char| matches!(token, TokenTree::Punct(sign) if sign.as_char() == expected);
    let place = tokens.windows(3).position(|three| {
        let is_list =
            matches!(&three[2], TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
        is_sign(&three[0], ':') && is_sign(&three[1], '#') && is_list
    });
    let Some(place) = place else {
        return Err(tokens.into_iter().collect());
    };
    let attribute = tokens.drain(place + 1..place + 3).collect();
    Ok(MisplacedAttribute {
        attribute,
        parameter: tokens.into_iter().collect(),
    })
}

impl ParameterDefault {
    /// The text to type in its place. FastAPI has more than defaults there.
    fn instead(&self) -> String {
        let parameter = spelling(&self.parameter);
        let mut value = self.value.clone().into_iter();
        match (value.next(), value.next(), value.next()) {
            (Some(TokenTree::Ident(none)), None, None) if none == "None" => {
                format!("an `Option` is `None` if it is not sent: write `{parameter}`")
            }
            (Some(TokenTree::Ident(marker)), Some(TokenTree::Group(given)), None)
                if marker == "Depends" || marker == "Security" =>
            {
                let name = self.parameter.clone().into_iter().next();
                let name = name.map(|name| name.to_string()).unwrap_or_default();
                let dependency = first_argument(given.stream()).0;
                let dependency = spelling(&dependency);
                format!("the type asks for a dependency: write `{name}: Depends<{dependency}>`")
            }
            (Some(TokenTree::Ident(marker)), Some(TokenTree::Group(given)), None)
                if SOURCES.iter().any(|source| marker == source) =>
            {
                let attribute = marker.to_string().to_lowercase();
                let options = options(given.stream());
                format!(
                    "what FastAPI has as a default is an attribute: write `#[{attribute}{options}] {parameter}`"
                )
            }
            _ => {
                let value = spelling(&self.value);
                format!("a default is an option: write `#[query(default = {value})] {parameter}`")
            }
        }
    }
}

/// The words for the source of a parameter in FastAPI.
const SOURCES: [&str; 7] = ["Query", "Path", "Header", "Cookie", "Body", "Form", "File"];

/// The options of `Query(10, ge=1)`: `(default = 10, ge = 1)`.
fn options(arguments: TokenStream) -> String {
    let (first, rest) = first_argument(arguments);
    let mut tokens = first.clone().into_iter();
    let is_named = matches!(tokens.nth(1), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
    let (first, rest) = (spelling(&first), spelling(&rest));
    let first = match first.as_str() {
        "" | "None" | "..." => String::new(),
        _ if is_named => first,
        _ => format!("default = {first}"),
    };
    let options: Vec<String> = [first, rest]
        .into_iter()
        .filter(|option| !option.is_empty())
        .collect();
    if options.is_empty() {
        String::new()
    } else {
        format!("({})", options.join(", "))
    }
}

/// The tokens before the first comma, and those behind it.
pub(super) fn first_argument(arguments: TokenStream) -> (TokenStream, TokenStream) {
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
    let mut tokens = arguments.into_iter().peekable();
    let mut first = TokenStream::new();
    while let Some(token) = tokens.next_if(|token| !is_comma(token)) {
        first.extend([token]);
    }
    (first, tokens.skip(1).collect())
}

/// The item, where the first parentheses behind `fn` have no defaults.
fn without_defaults(item: &TokenStream, found: &mut Vec<Found>) -> TokenStream {
    let mut is_behind_fn = false;
    let tokens = item.clone().into_iter().map(|token| match token {
        TokenTree::Ident(ident) => {
            is_behind_fn |= ident == "fn";
            TokenTree::Ident(ident)
        }
        TokenTree::Group(group) if is_behind_fn && group.delimiter() == Delimiter::Parenthesis => {
            is_behind_fn = false;
            let mut parameters =
                Group::new(Delimiter::Parenthesis, parameters(group.stream(), found));
            parameters.set_span(group.span());
            TokenTree::Group(parameters)
        }
        token => token,
    });
    tokens.collect()
}

fn parameters(tokens: TokenStream, found: &mut Vec<Found>) -> TokenStream {
    let mut all = TokenStream::new();
    let mut parameter = TokenStream::new();
    let mut value: Option<TokenStream> = None;
    let (mut depth, mut before) = (0_usize, ' ');
    for token in tokens {
        let sign = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        let stands_alone =
            matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Alone);
        match (sign, &mut value) {
            ('<', None) => depth += 1,
            ('>', None) if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = sign;
        match (sign, &mut value) {
            (',', _) if depth == 0 => {
                end(&mut parameter, value.take(), &mut all, found);
                all.extend([token]);
            }
            ('=', None) if depth == 0 && stands_alone => value = Some(TokenStream::new()),
            (_, Some(value)) => value.extend([token]),
            (_, None) => parameter.extend([token]),
        }
    }
    end(&mut parameter, value, &mut all, found);
    all
}

/// Ends a parameter.
fn end(
    parameter: &mut TokenStream,
    value: Option<TokenStream>,
    all: &mut TokenStream,
    found: &mut Vec<Found>,
) {
    let parameter = match with_attribute_first(std::mem::take(parameter)) {
        Err(parameter) => parameter,
        Ok(MisplacedAttribute {
            attribute,
            parameter,
        }) => {
            let (shown, of) = (spelling(&attribute), spelling(&parameter));
            let instead = format!("an attribute stands before its parameter: write `{shown} {of}`");
            found.push(Found {
                at: attribute.clone(),
                instead,
            });
            all.extend(attribute);
            parameter
        }
    };
    let parameter = match called_types::mended(&parameter) {
        None => parameter,
        Some(mended) => {
            let instead = format!(
                "a type names its dependency, and calls nothing: write `{}`",
                spelling(&mended)
            );
            found.push(Found {
                at: parameter,
                instead,
            });
            mended
        }
    };
    all.extend(parameter.clone());
    if let Some(value) = value {
        let default = ParameterDefault { parameter, value };
        found.push(Found {
            instead: default.instead(),
            at: default.value,
        });
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn defaults_are_taken_out_of_the_parameters_alone() {
        let item = quote! {
            async fn list(skip: u32 = 0, map: HashMap<u8, u8>, f: Box<dyn Fn() -> u8>, s: Box<dyn Iterator<Item = u8>> = none(1, 2)) -> u8 {
                let x = 1;
                x
            }
        };
        let mut errors = Errors::default();
        let function = parse(&item, &mut errors).unwrap();
        assert_eq!(function.signature.inputs.len(), 4);
        let messages: Vec<String> = errors
            .finish(Some(()))
            .unwrap_err()
            .into_iter()
            .map(|error| error.to_string())
            .collect();
        assert_eq!(messages.len(), 2);
        assert_eq!(
            messages[0],
            "a default is an option: write `#[query(default = 0)] skip: u32`"
        );
    }

    #[test]
    fn what_fastapi_has_in_the_place_of_a_default_is_named_by_what_it_means() {
        for (parameter, instead) in [
            (
                quote!(q: Option<String> = None),
                "write `q: Option<String>`",
            ),
            (
                quote!(user: User = Depends(get_user)),
                "write `user: Depends<get_user>`",
            ),
            (
                quote!(user: User = Security(get_user, scopes = ["me"])),
                "write `user: Depends<get_user>`",
            ),
            (
                quote!(q: u32 = Query(10, ge = 1)),
                "write `#[query(default = 10, ge = 1)] q: u32`",
            ),
            (
                quote!(q: u32 = Query(default = 10)),
                "write `#[query(default = 10)] q: u32`",
            ),
            (
                quote!(q: u32 = Path(..., ge = 1)),
                "write `#[path(ge = 1)] q: u32`",
            ),
            (
                quote!(q: Option<u32> = Cookie(None)),
                "write `#[cookie] q: Option<u32>`",
            ),
            (quote!(q: String = Form()), "write `#[form] q: String`"),
            (quote!(x: #[header] String), "write `#[header] x: String`"),
            (
                quote!(user: Depends(get_user)),
                "write `user: Depends<get_user>`",
            ),
            (
                quote!(user: Depends(users::get_user, 1)),
                "write `user: Depends<users::get_user>`",
            ),
            (
                quote!(user: Option<Depends<get_user()>>),
                "write `user: Option<Depends<get_user>>`",
            ),
            (
                quote!(at: u32 = today()),
                "write `#[query(default = today())] at: u32`",
            ),
            (
                quote!(at: Date = Date::MIN),
                "write `#[query(default = Date::MIN)] at: Date`",
            ),
        ] {
            let mut errors = Errors::default();
            parse(&quote!(fn read(#parameter) {}), &mut errors).unwrap();
            let said = errors.finish(Some(())).unwrap_err().to_string();
            assert!(said.ends_with(instead), "{said}");
        }
    }

    #[test]
    fn a_function_without_defaults_says_nothing() {
        let mut errors = Errors::default();
        parse(
            &quote!(
                fn read(a: u8) {}
            ),
            &mut errors,
        )
        .unwrap();
        assert!(errors.finish(Some(())).is_ok());
        assert!(
            parse(
                &quote!(
                    struct Item;
                ),
                &mut Errors::default()
            )
            .is_err()
        );
    }
}
