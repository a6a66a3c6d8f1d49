//! The names and paths that a value is read by: `validation_alias = ["name", AliasPath("names", 0)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, UnOp};

use crate::errors::Errors;
use crate::options::{Options, as_text, optional, ungrouped};

/// A name, or a path into the input.
pub(crate) struct AliasChoice {
    /// The name; of a path the first step.
    pub(crate) name: LitStr,
    /// The further steps of a path; `None` if it is a name.
    pub(crate) path: Option<Vec<PathStep>>,
}

/// A step of a path.
pub(crate) enum PathStep {
    Key(LitStr),
    Index(usize),
    /// Counted from the end, where the last is 1.
    FromEnd(usize),
}

const EXPECTED: &str = "`validation_alias` is a name, a path or a list of them: write `validation_alias = \"name\"`, \
    `validation_alias = AliasPath(\"names\", 0)` or `validation_alias = [\"name\", AliasPath(\"names\", 0)]`";

impl AliasChoice {
    /// Takes all choices out of the options. They are a list if they are written as one, even of one name.
    pub(crate) fn take_all(options: &mut Options, errors: &mut Errors) -> (Vec<Self>, bool) {
        let read = options.value("validation_alias", EXPECTED, errors, |value| match value {
            Expr::Array(list) if !list.elems.is_empty() => {
                let choices = list.elems.iter().map(Self::read);
                Some((choices.collect::<Option<Vec<_>>>()?, true))
            }
            value => Some((vec![Self::read(value)?], false)),
        });
        read.unwrap_or_default()
    }

    /// A choice that is a name.
    pub(crate) fn name(name: LitStr) -> Self {
        Self { name, path: None }
    }

    fn read(value: &Expr) -> Option<Self> {
        if let Some(name) = as_text(value) {
            return Some(Self::name(name));
        }
        let Expr::Call(call) = ungrouped(value) else {
            return None;
        };
        let Expr::Path(function) = &*call.func else {
            return None;
        };
        if !function.path.is_ident("AliasPath") {
            return None;
        }
        let mut steps = call.args.iter();
        Some(Self {
            name: as_text(steps.next()?)?,
            path: Some(steps.map(PathStep::read).collect::<Option<_>>()?),
        })
    }
}

impl PathStep {
    fn read(value: &Expr) -> Option<Self> {
        if let Some(key) = as_text(value) {
            return Some(Self::Key(key));
        }
        match ungrouped(value) {
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => index(expr).filter(|index| *index > 0).map(Self::FromEnd),
            value => index(value).map(Self::Index),
        }
    }
}

fn index(value: &Expr) -> Option<usize> {
    match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(index),
            ..
        }) => index.base10_parse().ok(),
        _ => None,
    }
}

/// The row of the table.
impl ToTokens for AliasChoice {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, path) = (&self.name, &self.path);
        let steps = path.as_ref().map(|steps| quote!(&[#(#steps),*]));
        let path = optional(steps);
        tokens.extend(quote!(__tl::AliasChoice { name: #name, path: #path }));
    }
}

impl ToTokens for PathStep {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Key(key) => quote!(__tl::PathStep::Key(#key)),
            Self::Index(place) => quote!(__tl::PathStep::Index(#place)),
            Self::FromEnd(place) => quote!(__tl::PathStep::FromEnd(#place)),
        });
    }
}
