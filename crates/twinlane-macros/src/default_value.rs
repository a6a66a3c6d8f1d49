//! The value of an absent parameter or field: `default = 100`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Path, Type, parse_quote, parse_quote_spanned};

use crate::errors::Errors;
use crate::number::Number;
use crate::options::{Options, ungrouped};
use crate::span::at;

/// A default.
pub(crate) enum DefaultValue {
    /// A literal: it takes the type of what it is a default for.
    Literal {
        literal: TokenStream,
        ty: TokenStream,
        span: Span,
    },
    /// A constant, which means what a literal of its type means.
    Constant(Expr),
    /// A value that a function makes anew each time.
    MadeBy(Expr),
    /// A list whose items are no literals of one kind.
    List { items: Vec<Self>, span: Span },
    /// Any other expression, of the very type.
    Expression(Expr),
}

impl DefaultValue {
    /// Takes the default, or the function that makes it, out of the options. Returns true if the document shows the default.
    pub(crate) fn take_either(options: &mut Options, errors: &mut Errors) -> (Option<Self>, bool) {
        let span = options.span("default_factory");
        let factory = options.path("default_factory", errors);
        let default = Self::take(options, errors);
        match (factory, default, span) {
            (Some(_), Some(default), Some(span)) => {
                let message = "a value has one default: remove `default` or `default_factory`";
                errors.push_error(syn::Error::new(span, message));
                (Some(default), true)
            }
            (Some(factory), _, _) => (Some(Self::MadeBy(factory)), false),
            (None, default, _) => (default, true),
        }
    }

    /// Takes the default out of the options. Alone, `default` is that of the type.
    fn take(options: &mut Options, errors: &mut Errors) -> Option<Self> {
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
            Self::Constant(path) => {
                quote_spanned!(at(path.span())=> __tl::DefaultConstant(#path).of::<#ty>())
            }
            Self::MadeBy(function) => {
                quote_spanned!(at(function.span())=> __tl::made_by::<#ty, _>(#function))
            }
            Self::List { items, span } => {
                let any: Type = parse_quote_spanned!(at(*span)=> _);
                let items = items.iter().map(|item| item.tokens(&any));
                quote_spanned!(at(*span)=> __tl::list_of::<#ty, _>([#(#items),*]))
            }
            Self::Expression(expression) => quote!(#expression),
        }
    }

    fn of(value: Expr) -> Self {
        let span = value.span();
        match (literal(&value), ungrouped(&value)) {
            (Some((literal, ty)), _) => Self::Literal { literal, ty, span },
            (None, Expr::Array(list)) => Self::List {
                items: list.elems.iter().cloned().map(Self::of).collect(),
                span,
            },
            (None, Expr::Path(path)) if is_constant(&path.path) => Self::Constant(value),
            _ => Self::Expression(value),
        }
    }
}

/// True if the path names a value whose type is known without what it is a default for: all but the `None` of `Option`.
fn is_constant(path: &Path) -> bool {
    let mut names = path.segments.iter().rev().map(|segment| &segment.ident);
    let is_none = names.next().is_none_or(|last| last == "None");
    !is_none || names.next().is_some_and(|before| before != "Option")
}

/// A literal, or a list of literals of one kind, with its type.
fn literal(value: &Expr) -> Option<(TokenStream, TokenStream)> {
    let span = value.span();
    match (Number::read(value), ungrouped(value)) {
        (Some(number @ Number::Int(_)), _) => Some((quote_spanned!(span=> #number), quote!(i128))),
        (Some(number @ Number::Float(_)), _) => Some((quote_spanned!(span=> #number), quote!(f64))),
        (
            None,
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }),
        ) => Some((quote!(#text), quote!(&'static str))),
        (
            None,
            Expr::Lit(ExprLit {
                lit: Lit::Bool(flag),
                ..
            }),
        ) => Some((quote!(#flag), quote!(bool))),
        (None, Expr::Array(list)) if list.elems.is_empty() => {
            Some((quote!(__tl::EmptyList), quote!(__tl::EmptyList)))
        }
        (None, Expr::Array(list)) => {
            let items: Vec<_> = list.elems.iter().map(literal).collect::<Option<_>>()?;
            let (first, count) = (items[0].1.clone(), items.len());
            let is_of_one_kind = items
                .iter()
                .all(|(_, ty)| ty.to_string() == first.to_string());
            let items = items.iter().map(|(item, _)| item);
            is_of_one_kind.then(|| (quote!([#(#items),*]), quote!([#first; #count])))
        }
        _ => None,
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
            (
                quote!([1, 2]),
                "__tl::literal::<u8,[i128;2usize]>([1i128,2i128])",
            ),
            (
                quote!([]),
                "__tl::literal::<u8,__tl::EmptyList>(__tl::EmptyList)",
            ),
            (quote!(FIRST), "__tl::DefaultConstant(FIRST).of::<u8>()"),
            (quote!(None), "None"),
            (quote!(Option::None), "Option::None"),
            (
                quote!(Level::None),
                "__tl::DefaultConstant(Level::None).of::<u8>()",
            ),
            (
                quote!([FIRST, 2]),
                "__tl::list_of::<u8,_>([__tl::DefaultConstant(FIRST).of::<_>(),__tl::literal::<_,i128>(2i128)])",
            ),
        ] {
            let default = DefaultValue::of(parse_quote!(#value));
            assert_eq!(default.tokens(&ty).to_string().replace(' ', ""), expected);
        }
    }
}
