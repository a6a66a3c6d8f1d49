//! The path to the crate that the generated code uses.

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{LitStr, Meta, Path};

/// The crate that the user added.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Root {
    Twinlane,
    Model,
}

thread_local! {
    /// The path that the macro which is being expanded was told by `crate = ".."`.
    static TOLD: RefCell<Option<Path>> = const { RefCell::new(None) };
}

/// Expands an attribute macro, whose code finds the crate by the option `crate`, if it is there.
pub(crate) fn told_by_option(
    attribute: TokenStream,
    expand: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    match take_option(attribute) {
        Ok((path, attribute)) => told(path, || expand(attribute)),
        Err((error, attribute)) => {
            let mistake = error.to_compile_error();
            let expanded = expand(attribute);
            quote!(#mistake #expanded)
        }
    }
}

/// Expands a derive, whose code finds the crate by the option `crate` of an attribute above the type, if it is there.
pub(crate) fn told_by_attribute(
    name: &str,
    input: TokenStream,
    expand: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let Ok(mut item) = syn::parse2::<syn::DeriveInput>(input.clone()) else {
        return expand(input);
    };
    let mut path = None;
    let mut mistake = None;
    item.attrs.retain_mut(|attribute| {
        let Meta::List(list) = &mut attribute.meta else {
            return true;
        };
        if !list.path.is_ident(name) {
            return true;
        }
        let (found, rest) = take_option(std::mem::take(&mut list.tokens)).unwrap_or_else(|wrong| {
            mistake = Some(wrong.0.to_compile_error());
            (None, wrong.1)
        });
        path = path.take().or(found);
        list.tokens = rest;
        !list.tokens.is_empty()
    });
    let expanded = told(path, || expand(item.into_token_stream()));
    quote!(#mistake #expanded)
}

fn told(path: Option<Path>, expand: impl FnOnce() -> TokenStream) -> TokenStream {
    TOLD.set(path);
    let expanded = expand();
    TOLD.set(None);
    expanded
}

/// The inside of an attribute's parentheses.
type Attribute = TokenStream;

/// The path behind `crate =`, and the attribute without that option.
fn take_option(attribute: Attribute) -> Result<(Option<Path>, Attribute), (syn::Error, Attribute)> {
    let mut options = vec![Vec::new()];
    for token in attribute {
        let is_comma = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        if is_comma {
            options.push(vec![token]);
        } else if let Some(option) = options.last_mut() {
            option.push(token);
        }
    }
    let found = options.iter().position(|option| is_crate(option));
    let option = found.map(|place| options.remove(place));
    if let (Some(0), Some(first)) = (found, options.first_mut()) {
        first.remove(0); // the comma behind the option
    }
    let rest = options.into_iter().flatten().collect();
    match option.map(|option| path.parse2(option.into_iter().collect())) {
        None => Ok((None, rest)),
        Some(Ok(path)) => Ok((Some(path), rest)),
        Some(Err(error)) => {
            let message = "`crate` is the path by which this program finds twinlane: write `crate = \"my_crate::twinlane\"`";
            Err((syn::Error::new(error.span(), message), rest))
        }
    }
}

/// True for an option, with the comma in front of it, that is called `crate`.
fn is_crate(option: &[TokenTree]) -> bool {
    let is =
        |token: &TokenTree, sign| matches!(token, TokenTree::Punct(it) if it.as_char() == sign);
    let option = match option {
        [comma, rest @ ..] if is(comma, ',') => rest,
        option => option,
    };
    match option {
        [TokenTree::Ident(name), rest @ ..] if name == "crate" => {
            rest.first().is_none_or(|token| is(token, '='))
        }
        _ => false,
    }
}

/// `crate = "my_crate::twinlane"`, and the comma in front of it.
fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    input.parse::<Option<syn::Token![,]>>()?;
    input.parse::<syn::Token![crate]>()?;
    input.parse::<syn::Token![=]>()?;
    if input.peek(LitStr) {
        input.parse::<LitStr>()?.parse_with(Path::parse_mod_style)
    } else {
        input.call(Path::parse_mod_style)
    }
}

/// Writes the import that names the private module `__tl` within the generated code.
impl ToTokens for Root {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let told = TOLD.with_borrow(Clone::clone);
        tokens.extend(match (told, self) {
            (Some(mut path), _) => {
                let private = Ident::new("__private", Span::call_site());
                path.segments.push(private.into());
                quote!(use #path as __tl;)
            }
            (None, Self::Twinlane) => quote!(
                use ::twinlane::__private as __tl;
            ),
            (None, Self::Model) => quote!(
                use ::twinlane_model::__private as __tl;
            ),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(attribute: &str) -> Result<(Option<String>, String), String> {
        let (path, rest) =
            take_option(attribute.parse().unwrap()).map_err(|(error, _)| error.to_string())?;
        let path = path.map(|path| path.to_token_stream().to_string());
        Ok((path, rest.to_string()))
    }

    #[test]
    fn the_option_is_taken_wherever_it_stands() {
        let named = Some("my :: web".to_owned());
        for attribute in [r#"crate = "my::web""#, "crate = my::web"] {
            assert_eq!(taken(attribute), Ok((named.clone(), String::new())));
        }
        let attribute = r#""/items", crate = "my::web", status = 201"#;
        assert_eq!(
            taken(attribute),
            Ok((named.clone(), r#""/items" , status = 201"#.to_owned()))
        );
        let rest = r#""/items""#.to_owned();
        assert_eq!(taken(r#""/items", crate = my::web"#), Ok((named, rest)));
    }

    #[test]
    fn what_is_no_such_option_stays() {
        for attribute in [r#""/items""#, "extractor = crate::Items < A , B >", ""] {
            let (path, rest) = taken(attribute).unwrap();
            assert_eq!(path, None);
            let spaced: TokenStream = attribute.parse().unwrap();
            assert_eq!(rest, spaced.to_string());
        }
    }

    #[test]
    fn what_is_no_path_is_told() {
        for attribute in ["crate", "crate = 1", r#"crate = "a b""#, r#"crate = """#] {
            assert!(taken(attribute).unwrap_err().contains("write `crate = "));
        }
    }
}
