//! What an absent parameter or field is: `default = 100`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Type};

use crate::errors::Errors;
use crate::options::{Options, ungrouped};
use crate::rules::Number;

/// A default.
pub(crate) enum DefaultValue {
    /// A literal: it takes the type of what it is a default for.
    Literal(TokenStream, Span),
    /// Any other expression, of the very type.
    Expression(Expr),
}

impl DefaultValue {
    /// Takes the default out of the options.
    pub(crate) fn take(options: &mut Options, errors: &mut Errors) -> Option<Self> {
        options.expression("default", errors).map(Self::of)
    }

    /// The default as an expression of this type.
    pub(crate) fn tokens(&self, ty: &Type) -> TokenStream {
        match self {
            Self::Literal(literal, span) => {
                quote_spanned!(*span=> __tl::literal::<#ty, _>(#literal))
            }
            Self::Expression(expression) => quote!(#expression),
        }
    }

    fn of(value: Expr) -> Self {
        let span = value.span();
        if let Some(number) = Number::read(&value) {
            return Self::Literal(quote_spanned!(span=> #number), span);
        }
        match ungrouped(&value) {
            Expr::Lit(ExprLit {
                lit: literal @ (Lit::Str(_) | Lit::Bool(_)),
                ..
            }) => Self::Literal(quote!(#literal), span),
            _ => Self::Expression(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn literals_lose_their_suffix_and_take_a_type() {
        let ty: Type = parse_quote!(u8);
        for (value, expected) in [
            (quote!(5u8), "__tl::literal::<u8,_>(5i128)"),
            (quote!(-5), "__tl::literal::<u8,_>(-5i128)"),
            (quote!(0.5), "__tl::literal::<u8,_>(0.5f64)"),
            (quote!("x"), "__tl::literal::<u8,_>(\"x\")"),
            (quote!(true), "__tl::literal::<u8,_>(true)"),
            (quote!(Vec::new()), "Vec::new()"),
        ] {
            let default = DefaultValue::of(parse_quote!(#value));
            assert_eq!(default.tokens(&ty).to_string().replace(' ', ""), expected);
        }
    }
}
