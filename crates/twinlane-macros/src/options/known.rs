//! Options whose names are known.

use std::ops::RangeInclusive;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::Parse;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitBool, LitStr};

use super::entry::Entry;
use super::expression::{as_text, is_computed, is_zero, may_be_object, typed_text, ungrouped};
use super::written::WrittenOptions;
use crate::errors::Errors;
use crate::span::at;

/// Options whose names are known. Each is taken once, by the type it must have.
pub(crate) struct Options(Vec<Entry>);

impl Options {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// True if the option is set: `deprecated`, or `deprecated = true`.
    pub(crate) fn flag(&mut self, name: &str, errors: &mut Errors) -> bool {
        let Some(entry) = self.take(name) else {
            return false;
        };
        match entry.value.as_ref().map(ungrouped) {
            None => true,
            Some(Expr::Lit(ExprLit {
                lit: Lit::Bool(LitBool { value, .. }),
                ..
            })) => *value,
            Some(other) => {
                errors.push(
                    other,
                    format_args!("`{name}` is `true` or `false`; alone it is `true`"),
                );
                false
            }
        }
    }

    /// Takes the option if it is written alone, without a value.
    pub(crate) fn take_word(&mut self, name: &str) -> bool {
        let place = self
            .0
            .iter()
            .position(|entry| entry.name == name && entry.value.is_none() && entry.list.is_none());
        place.map(|place| self.0.remove(place)).is_some()
    }

    /// A text, or an expression that makes one: `description = include_str!("items.md")`, `title = TITLE`.
    pub(crate) fn text(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        self.untyped_text(name, errors).map(typed_text)
    }

    /// As [`text`](Self::text), as it is written: the type of a constant is not checked.
    pub(crate) fn untyped_text(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let expected = format!("`{name}` is a text: write `{name} = \"...\"`");
        self.value(name, &expected, errors, as_text_expression)
    }

    /// A text that the macro itself must know.
    pub(crate) fn name(&mut self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        let expected = format!("`{name}` is a text: write `{name} = \"...\"`");
        self.value(name, &expected, errors, as_text)
    }

    /// A text that is not empty. Startup checks a value that is no literal.
    pub(crate) fn full_text(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let text = self.text(name, errors)?;
        refuse_empty(name, &text, errors);
        Some(text)
    }

    /// A media type: a text that can stand in a header. Startup checks a value that is no literal.
    pub(crate) fn media_type(&mut self, errors: &mut Errors) -> Option<Expr> {
        let text = self.untyped_text("media_type", errors)?;
        refuse_empty("media_type", &text, errors);
        let is_broken = |text: LitStr| text.value().contains(|it: char| it.is_ascii_control());
        if as_text(&text).is_some_and(is_broken) {
            let message = "`media_type` is sent in a header, which has no line breaks: write `media_type = \"text/csv\"`";
            errors.push(&text, message);
        }
        Some(text)
    }

    /// A list of texts, none empty. Startup checks a value that is no literal.
    pub(crate) fn full_texts(&mut self, name: &str, errors: &mut Errors) -> Vec<Expr> {
        let texts = self.texts(name, errors);
        for text in &texts {
            refuse_empty(name, text, errors);
        }
        texts
    }

    /// A number of at least one. Startup checks a value that is no literal.
    pub(crate) fn at_least_one(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let number = self.expression(name, errors)?;
        if is_zero(&number) {
            let message = format!("`{name}` is at least 1: write `{name} = 1` or more");
            errors.push(&number, message);
        }
        Some(number)
    }

    /// An object of JSON. Startup checks a value that is no literal.
    pub(crate) fn object(
        &mut self,
        name: &str,
        example: &str,
        errors: &mut Errors,
    ) -> Option<Expr> {
        let expected = format!("`{name}` is an object: write `{name} = json!({example})`");
        self.value(name, &expected, errors, |value| {
            may_be_object(value).then(|| value.clone())
        })
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, name: &str, errors: &mut Errors) -> Vec<Expr> {
        let expected = format!("`{name}` is a list of texts: write `{name} = [\"...\"]`");
        self.value(name, &expected, errors, |value| match value {
            Expr::Array(list) => list.elems.iter().map(as_text_expression).collect(),
            _ => None,
        })
        .unwrap_or_default()
    }

    /// A text, or a list of texts.
    pub(crate) fn text_or_texts(&mut self, name: &str, errors: &mut Errors) -> Vec<LitStr> {
        let expected =
            format!("`{name}` is a text or a list of texts: write `{name} = [\"...\", \"...\"]`");
        self.value(name, &expected, errors, |value| match value {
            Expr::Array(list) => list.elems.iter().map(as_text).collect(),
            value => as_text(value).map(|text| vec![text]),
        })
        .unwrap_or_default()
    }

    /// A status within these bounds. The generated code checks a value that is no literal while compiling.
    pub(crate) fn status(
        &mut self,
        expected: &str,
        within: RangeInclusive<u16>,
        errors: &mut Errors,
    ) -> Option<TokenStream> {
        self.value("status", expected, errors, |value| match value {
            Expr::Lit(ExprLit {
                lit: Lit::Int(status),
                ..
            }) => {
                let status: u16 = status.base10_parse().ok()?;
                within.contains(&status).then(|| quote!(#status))
            }
            value if is_computed(value) => {
                let (least, most, span) = (within.start(), within.end(), at(value.span()));
                Some(quote_spanned! {span=>
                    const { __tl::StatusConstant(#value).within(#least, #most) }
                })
            }
            _ => None,
        })
    }

    /// The path of a function.
    pub(crate) fn path(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let expected = format!("`{name}` is the name of a function: write `{name} = my_function`");
        self.value(name, &expected, errors, |value| match value {
            Expr::Path(_) | Expr::Closure(_) => Some(value.clone()),
            _ => None,
        })
    }

    /// Takes the content of the parentheses behind the name of the option.
    pub(crate) fn list<T: Parse>(
        &mut self,
        name: &str,
        expected: &str,
        errors: &mut Errors,
    ) -> Option<T> {
        let entry = self.take(name)?;
        let read = entry.list.and_then(|list| errors.ok(syn::parse2(list)));
        if read.is_none() {
            errors.push(&entry.name, expected);
        }
        read
    }

    /// Any expression.
    pub(crate) fn expression(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let expected = format!("`{name}` has a value: write `{name} = ...`");
        self.value(name, &expected, errors, |value| Some(value.clone()))
    }

    /// A value that `read` understands. Otherwise notes the `expected` one.
    pub(crate) fn value<T>(
        &mut self,
        name: &str,
        expected: &str,
        errors: &mut Errors,
        read: impl FnOnce(&Expr) -> Option<T>,
    ) -> Option<T> {
        let entry = self.take(name)?;
        let value = entry.value.as_ref().map(ungrouped);
        let read = value.and_then(read);
        if read.is_none() {
            match value {
                Some(value) => errors.push(value, expected),
                None => errors.push(&entry.name, expected),
            }
        }
        read
    }

    /// The span of the option, if it is there.
    pub(crate) fn span(&self, name: &str) -> Option<Span> {
        self.0
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.name.span())
    }

    /// Notes each of these options that is there: it would do nothing.
    pub(crate) fn refuse(&self, names: &[&str], why: &str, errors: &mut Errors) {
        for name in names {
            if let Some(span) = self.span(name) {
                let message = format!("`{name}` does nothing here: {why}");
                errors.push_error(syn::Error::new(span, message));
            }
        }
    }

    /// The names of the options that nobody has taken.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = self.0.iter().map(|entry| entry.name.unraw().to_string());
        names.collect()
    }

    /// The options that nobody has taken, as they were written.
    pub(crate) fn into_written(self) -> WrittenOptions {
        WrittenOptions::from_entries(self.0)
    }

    /// The name of the first option that nobody has taken.
    pub(crate) fn first(&self) -> Option<&Ident> {
        self.0.first().map(|entry| &entry.name)
    }

    fn take(&mut self, name: &str) -> Option<Entry> {
        let place = self.0.iter().position(|entry| entry.name == name)?;
        Some(self.0.remove(place))
    }
}

/// A text, or an expression that may make one.
fn as_text_expression(value: &Expr) -> Option<Expr> {
    (as_text(value).is_some() || is_computed(value)).then(|| value.clone())
}

fn refuse_empty(name: &str, text: &Expr, errors: &mut Errors) {
    if as_text(text).is_some_and(|text| text.value().is_empty()) {
        let message = format!("`{name}` has an empty text: write `\"...\"` or leave it out");
        errors.push(text, message);
    }
}
