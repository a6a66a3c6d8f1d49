//! Defaults as Python writes them: `limit: u32 = 10`. `rustc` has said that they are none, and the macro says what is.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::function::Function;
use crate::types::spelling;

/// The function, without the defaults of its parameters, which are noted.
pub(crate) fn parse(item: &TokenStream, errors: &mut Errors) -> syn::Result<Function> {
    syn::parse2(item.clone()).or_else(|error| {
        let mut found = Vec::new();
        let without = without_defaults(item, &mut found);
        let function = syn::parse2(without).map_err(|_| error)?;
        for ParameterDefault { parameter, value } in &found {
            let (parameter, shown) = (spelling(parameter), spelling(value));
            errors.push(
                value,
                format_args!(
                    "a default is an option: write `#[query(default = {shown})] {parameter}`"
                ),
            );
        }
        Ok(function)
    })
}

/// A default, and the parameter that it stands behind.
struct ParameterDefault {
    parameter: TokenStream,
    value: TokenStream,
}

/// The item, where the first parentheses behind `fn` have no defaults.
fn without_defaults(item: &TokenStream, found: &mut Vec<ParameterDefault>) -> TokenStream {
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

fn parameters(tokens: TokenStream, found: &mut Vec<ParameterDefault>) -> TokenStream {
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
    found: &mut Vec<ParameterDefault>,
) {
    let parameter = std::mem::take(parameter);
    all.extend(parameter.clone());
    if let Some(value) = value {
        found.push(ParameterDefault { parameter, value });
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
