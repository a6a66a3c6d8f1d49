//! What an absent parameter or field is: `default = 100`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Type, parse_quote};

use crate::errors::Errors;
use crate::number::Number;
use crate::options::{Options, ungrouped};

/// A default.
pub(crate) enum DefaultValue {
    /// A literal: it takes the type of what it is a default for.
    Literal {
        literal: TokenStream,
        ty: TokenStream,
        span: Span,
    },
    /// Any other expression, of the very type.
    Expression(Expr),
}

impl DefaultValue {
    /// Takes the default out of the options. Alone, `default` is that of the type.
    pub(crate) fn take(options: &mut Options, errors: &mut Errors) -> Option<Self> {
        if options.take_word("default") {
            return Some(Self::Expression(parse_quote!(
                ::core::default::Default::default()
            )));
        }
        options.expression("default", errors).map(Self::of)
    }

    /// A default that is an expression.
    pub(crate) fn expression(expression: Expr) -> Self {
        Self::Expression(expression)
    }

    /// The default as an expression of this type.
    pub(crate) fn tokens(&self, ty: &Type) -> TokenStream {
        match self {
            Self::Literal {
                literal,
                ty: own,
                span,
            } => quote_spanned!(*span=> __tl::literal::<#ty, #own>(#literal)),
            Self::Expression(expression) => quote!(#expression),
        }
    }

    fn of(value: Expr) -> Self {
        let (span, number) = (value.span(), Number::read(&value));
        let (literal, ty) = match (number, ungrouped(&value)) {
            (Some(number @ Number::Int(_)), _) => (quote_spanned!(span=> #number), quote!(i128)),
            (Some(number @ Number::Float(_)), _) => (quote_spanned!(span=> #number), quote!(f64)),
            (
                None,
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }),
            ) => (quote!(#text), quote!(&'static str)),
            (
                None,
                Expr::Lit(ExprLit {
                    lit: Lit::Bool(flag),
                    ..
                }),
            ) => (quote!(#flag), quote!(bool)),
            _ => return Self::Expression(value),
        };
        Self::Literal { literal, ty, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_lose_their_suffix_and_take_a_type() {
        let ty: Type = parse_quote!(u8);
        for (value, expected) in [
            (quote!(5u8), "__tl::literal::<u8,i128>(5i128)"),
            (quote!(-5), "__tl::literal::<u8,i128>(-5i128)"),
            (quote!(0.5), "__tl::literal::<u8,f64>(0.5f64)"),
            (quote!("x"), "__tl::literal::<u8,&'staticstr>(\"x\")"),
            (quote!(true), "__tl::literal::<u8,bool>(true)"),
            (quote!(Vec::new()), "Vec::new()"),
        ] {
            let default = DefaultValue::of(parse_quote!(#value));
            assert_eq!(default.tokens(&ty).to_string().replace(' ', ""), expected);
        }
    }
}
