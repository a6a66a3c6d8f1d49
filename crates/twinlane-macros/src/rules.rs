//! The rules of a parameter or field: `gt = 0, max_length = 50`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use crate::errors::Errors;
use crate::options::{Options, ungrouped};

/// The names of the options that are rules.
const BOUNDS: [&str; 5] = ["gt", "ge", "lt", "le", "multiple_of"];
const LENGTHS: [&str; 2] = ["min_length", "max_length"];

/// What a value must satisfy beyond its type. Its tokens are the value of a `Rules`.
#[derive(Default)]
pub(crate) struct Rules {
    bounds: Vec<(&'static str, Number)>,
    lengths: Vec<(&'static str, usize)>,
}

/// A number as it is written. Its tokens are the literal, with the type that the number has in the tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

impl Rules {
    /// Takes the rules out of the options.
    pub(crate) fn take(options: &mut Options, errors: &mut Errors) -> Self {
        let mut rules = Self::default();
        for name in BOUNDS {
            let kind = if name == "multiple_of" {
                "a number above 0"
            } else {
                "a number"
            };
            let expected = format!("`{name}` is {kind}: write `{name} = 1` or `{name} = 0.5`");
            if let Some(bound) = options.value(name, &expected, errors, |value| bound(name, value))
            {
                rules.bounds.push((name, bound));
            }
        }
        for name in LENGTHS {
            let expected = format!("`{name}` is a whole number: write `{name} = 1`");
            if let Some(length) = options.value(name, &expected, errors, length) {
                rules.lengths.push((name, length));
            }
        }
        rules
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.bounds.is_empty() && self.lengths.is_empty()
    }
}

impl ToTokens for Rules {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.is_empty() {
            return tokens.extend(quote!(__tl::Rules::NONE));
        }
        let bounds = self.bounds.iter().map(|(name, bound)| {
            let name = format_ident!("{name}");
            let kind = format_ident!(
                "{}",
                if matches!(bound, Number::Int(_)) {
                    "Int"
                } else {
                    "Float"
                }
            );
            quote!(#name: ::core::option::Option::Some(__tl::Number::#kind(#bound)),)
        });
        let lengths = self.lengths.iter().map(|(name, length)| {
            let name = format_ident!("{name}");
            quote!(#name: ::core::option::Option::Some(#length),)
        });
        tokens.extend(quote!(__tl::Rules { #(#bounds)* #(#lengths)* ..__tl::Rules::NONE }));
    }
}

impl Number {
    /// The number that the expression is: a literal, or a literal with a minus. A suffix (`5u8`) does not count.
    pub(crate) fn read(value: &Expr) -> Option<Self> {
        match ungrouped(value) {
            Expr::Lit(ExprLit { lit, .. }) => Self::of_literal(lit, ""),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match ungrouped(expr) {
                Expr::Lit(ExprLit { lit, .. }) => Self::of_literal(lit, "-"),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_literal(literal: &Lit, sign: &str) -> Option<Self> {
        match literal {
            Lit::Int(digits) => format!("{sign}{}", digits.base10_digits())
                .parse()
                .ok()
                .map(Self::Int),
            Lit::Float(digits) => {
                let number: f64 = format!("{sign}{}", digits.base10_digits()).parse().ok()?;
                number.is_finite().then_some(Self::Float(number))
            }
            _ => None,
        }
    }

    fn is_positive(self) -> bool {
        match self {
            Self::Int(number) => number > 0,
            Self::Float(number) => number > 0.0,
        }
    }
}

impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Int(number) => Literal::i128_suffixed(*number).to_tokens(tokens),
            Self::Float(number) => Literal::f64_suffixed(*number).to_tokens(tokens),
        }
    }
}

fn bound(name: &str, value: &Expr) -> Option<Number> {
    Number::read(value).filter(|number| name != "multiple_of" || number.is_positive())
}

fn length(value: &Expr) -> Option<usize> {
    match Number::read(value)? {
        Number::Int(length) => length.try_into().ok(),
        Number::Float(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<Number> {
        Number::read(&syn::parse_str(text).unwrap())
    }

    #[test]
    fn numbers_are_read_as_written() {
        for (text, expected) in [
            ("0", Number::Int(0)),
            ("-5", Number::Int(-5)),
            ("1_000u8", Number::Int(1000)),
            ("0x10", Number::Int(16)),
            ("0.5", Number::Float(0.5)),
            ("-1e3", Number::Float(-1000.0)),
        ] {
            assert_eq!(number(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_things_are_no_numbers() {
        for text in [
            "\"5\"",
            "MAX",
            "1 + 1",
            "1e999",
            "170141183460469231731687303715884105728",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn multiples_of_nothing_are_refused() {
        for (text, allowed) in [
            ("0", false),
            ("-1", false),
            ("0.0", false),
            ("0.1", true),
            ("2", true),
        ] {
            assert_eq!(
                bound("multiple_of", &syn::parse_str(text).unwrap()).is_some(),
                allowed,
                "{text}"
            );
        }
    }
}
