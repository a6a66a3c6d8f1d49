//! Finds the `async fn`s that may have to be waited for, as far as their tokens tell.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use syn::Attribute;

use crate::function::Function;

/// Macros of the standard library, which await nothing but what is written in them.
const KNOWN_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Attributes that leave a body as it is.
const KNOWN_ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "forbid",
    "inline",
    "must_use",
    "warn",
];

/// The keywords behind which `!` means "not".
const KEYWORDS: &[&str] = &["break", "else", "if", "in", "match", "return", "while"];

/// True if the function may have to be waited for. One without an `.await`, and without a macro that may hide one, ends with its
/// first poll.
pub(super) fn may_wait(function: &Function) -> bool {
    !function.attributes.iter().all(is_known) || may_await(function.body.clone())
}

fn is_known(attribute: &Attribute) -> bool {
    let mut known = KNOWN_ATTRIBUTES.iter();
    known.any(|name| attribute.path().is_ident(name))
}

fn may_await(tokens: TokenStream) -> bool {
    // True if a `!` here would make an unknown macro of the tokens before it.
    let mut may_be_macro = false;
    for token in tokens {
        let before = std::mem::take(&mut may_be_macro);
        match token {
            TokenTree::Ident(ident) if ident == "await" => return true,
            TokenTree::Ident(ident) => may_be_macro = is_unknown_macro(&ident),
            TokenTree::Group(group) if may_await(group.stream()) => return true,
            // A path that was given to a macro.
            TokenTree::Group(group) => may_be_macro = group.delimiter() == Delimiter::None,
            TokenTree::Punct(punct) if punct.as_char() == '!' => {
                if before && punct.spacing() == Spacing::Alone {
                    return true;
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    false
}

fn is_unknown_macro(name: &Ident) -> bool {
    let mut known = KNOWN_MACROS.iter().chain(KEYWORDS);
    !known.any(|known| name == known)
}

#[cfg(test)]
mod tests {
    use proc_macro2::Group;
    use quote::quote;

    use super::*;

    fn function(tokens: TokenStream) -> Function {
        syn::parse2(tokens).expect("a function")
    }

    #[test]
    fn what_awaits_nothing_need_not_be_waited_for() {
        let functions = [
            quote!(
                async fn f(n: u8) -> u8 {
                    n + 1
                }
            ),
            quote!(
                #[doc = "says"]
                #[must_use]
                async fn f() -> String {
                    format!("{}", 1)
                }
            ),
            quote!(
                async fn f(n: u8) -> u8 {
                    if !is_even(n) && n != 3 {
                        return !n;
                    }
                    vec![!n][0]
                }
            ),
            quote!(
                async fn f() {
                    println!("await is a word in a text")
                }
            ),
        ];
        for tokens in functions {
            assert!(!may_wait(&function(tokens.clone())), "{tokens}");
        }
    }

    #[test]
    fn what_may_await_may_have_to_be_waited_for() {
        let functions = [
            quote!(
                async fn f() {
                    g().await
                }
            ),
            quote!(
                async fn f() {
                    if true {
                        for _ in 0..1 {
                            (g().await, 1);
                        }
                    }
                }
            ),
            quote!(
                async fn f() -> String {
                    format!("{}", g().await)
                }
            ),
            quote!(
                async fn f() {
                    tokio::join!(g(), g());
                }
            ),
            quote!(
                async fn f() {
                    macro_rules! wait {
                        () => {};
                    }
                }
            ),
            quote!(
                #[retry]
                async fn f() {}
            ),
            quote!(
                #[tracing::instrument]
                async fn f() {}
            ),
        ];
        let path = Group::new(Delimiter::None, quote!(tokio::join));
        let by_path = quote!(async fn f() { #path!(g(), g()); });
        for tokens in functions.into_iter().chain([by_path]) {
            assert!(may_wait(&function(tokens.clone())), "{tokens}");
        }
    }
}
