//! The expressions that options have as values.

use proc_macro2::{Delimiter, TokenTree};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitStr, parse_quote_spanned};

use crate::span::at;

/// The expression without the invisible groups that `macro_rules!` puts around what it passes on.
pub(crate) fn ungrouped(mut value: &Expr) -> &Expr {
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    value
}

/// The text, where the expression is one.
pub(crate) fn as_text(value: &Expr) -> Option<LitStr> {
    match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    }
}

/// The expression for a place that takes a text. The type of a constant says if it is one: generated code tells what to write instead.
pub(crate) fn typed_text(value: Expr) -> Expr {
    match ungrouped(&value) {
        Expr::Path(path) => {
            parse_quote_spanned!(at(path.span())=> __tl::Constant(#path).text())
        }
        _ => value,
    }
}

/// True if nothing is known to keep it from being an object.
pub(crate) fn may_be_object(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) | Expr::Array(_) | Expr::Tuple(_) => false,
        Expr::Macro(call)
            if call
                .mac
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "json") =>
        {
            let mut tokens = call.mac.tokens.clone().into_iter();
            matches!(tokens.next(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
        }
        _ => true,
    }
}

/// True if it may be a constant or a computation: no literal, and nothing that cannot be a text, a number or a list.
pub(crate) fn is_computed(value: &Expr) -> bool {
    matches!(
        ungrouped(value),
        Expr::Path(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Macro(_)
            | Expr::Binary(_)
            | Expr::Unary(_)
            | Expr::Paren(_)
            | Expr::Cast(_)
            | Expr::Field(_)
            | Expr::Index(_)
            | Expr::Block(_)
            | Expr::Const(_)
            | Expr::If(_)
            | Expr::Match(_)
    )
}

pub(super) fn is_zero(value: &Expr) -> bool {
    match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_digits() == "0",
        _ => false,
    }
}
