//! Numbers in attributes.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use crate::options::ungrouped;

/// A number as it is written. Its tokens are the literal, with the type that the number has in the tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
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

    pub(crate) fn is_positive(self) -> bool {
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
}
