//! The options of an attribute: `title = "Item", deprecated, gt = 0`.

mod suggestion;

use std::ops::RangeInclusive;

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitBool, LitStr, Meta, Token};

use crate::errors::Errors;
use crate::schema_keywords::may_be_object;

pub(crate) use suggestion::{did_you_mean, listed};

/// Options as they are written.
#[derive(Clone, Default)]
pub(crate) struct WrittenOptions(Vec<Entry>);

/// Options whose names are known. Each is taken once, by the type it must have.
pub(crate) struct Options(Vec<Entry>);

#[derive(Clone)]
struct Entry {
    name: Ident,
    value: Option<Expr>,
    /// What stands in parentheses behind the name.
    list: Option<TokenStream>,
}

impl WrittenOptions {
    /// The options between the parentheses of `#[query(..)]`; none where it has no parentheses.
    pub(crate) fn of(attribute: &Attribute) -> syn::Result<Self> {
        match &attribute.meta {
            Meta::Path(_) => Ok(Self::default()),
            Meta::List(list) => list.parse_args(),
            Meta::NameValue(pair) => {
                let message =
                    "options stand in parentheses, as in `#[query(alias = \"item-query\")]`";
                Err(syn::Error::new_spanned(pair, message))
            }
        }
    }

    /// Adds an option that was written another way.
    pub(crate) fn add(&mut self, name: Ident, value: Option<Expr>) {
        self.0.push(Entry {
            name,
            value,
            list: None,
        });
    }

    /// Every option as it is written: its name, its value, and what stands in parentheses behind the name.
    pub(crate) fn into_entries(
        self,
    ) -> impl Iterator<Item = (Ident, Option<Expr>, Option<TokenStream>)> {
        self.0
            .into_iter()
            .map(|entry| (entry.name, entry.value, entry.list))
    }

    /// Adds the options of another attribute.
    pub(crate) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Notes the options that are unknown or there twice.
    pub(crate) fn known(self, names: &[&str], errors: &mut Errors) -> Options {
        self.known_with(names, &[], errors)
    }

    /// As [`known`](Self::known), with options that are not spoken of.
    pub(crate) fn known_with(
        self,
        names: &[&str],
        hidden: &[&str],
        errors: &mut Errors,
    ) -> Options {
        let mut known: Vec<Entry> = Vec::new();
        for entry in self.0 {
            let name = entry.name.unraw().to_string();
            if !names.contains(&name.as_str()) && !hidden.contains(&name.as_str()) {
                errors.push(&entry.name, unknown(&name, names));
            } else if known.iter().any(|earlier| earlier.name == entry.name) {
                errors.push(
                    &entry.name,
                    format_args!("the option `{name}` is there twice"),
                );
            } else {
                known.push(entry);
            }
        }
        Options(known)
    }
}

impl Parse for WrittenOptions {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let entries = Punctuated::<Entry, Token![,]>::parse_terminated(input)?;
        Ok(Self(entries.into_iter().collect()))
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        if input.peek(syn::token::Paren) {
            let list;
            syn::parenthesized!(list in input);
            let list = Some(list.parse()?);
            return Ok(Self {
                name,
                value: None,
                list,
            });
        }
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else if input.is_empty() || input.peek(Token![,]) {
            None
        } else {
            return Err(input.error(format_args!(
                "an option is written `{name}` or `{name} = value`"
            )));
        };
        Ok(Self {
            name,
            value,
            list: None,
        })
    }
}

impl Options {
    /// Whether the option is there: `deprecated`, or `deprecated = true`.
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

    /// Takes the option where it stands there alone, without a value.
    pub(crate) fn take_word(&mut self, name: &str) -> bool {
        let place = self
            .0
            .iter()
            .position(|entry| entry.name == name && entry.value.is_none() && entry.list.is_none());
        place.map(|place| self.0.remove(place)).is_some()
    }

    /// A text, or a macro call that makes one: `description = include_str!("items.md")`.
    pub(crate) fn text(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let expected = format!("`{name}` is a text: write `{name} = \"...\"`");
        self.value(name, &expected, errors, |value| match value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(_), ..
            })
            | Expr::Macro(_) => Some(value.clone()),
            _ => None,
        })
    }

    /// A text that the macro itself must know.
    pub(crate) fn name(&mut self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        let expected = format!("`{name}` is a text: write `{name} = \"...\"`");
        self.value(name, &expected, errors, as_text)
    }

    /// A text that is not empty.
    pub(crate) fn full_name(&mut self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        let text = self.name(name, errors)?;
        refuse_empty(name, &text, errors);
        Some(text)
    }

    /// A list of texts of which none is empty.
    pub(crate) fn full_texts(&mut self, name: &str, errors: &mut Errors) -> Vec<LitStr> {
        let texts = self.texts(name, errors);
        for text in &texts {
            refuse_empty(name, text, errors);
        }
        texts
    }

    /// A number of at least one; startup looks at what is no literal.
    pub(crate) fn at_least_one(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let number = self.expression(name, errors)?;
        if is_zero(&number) {
            let message = format!("`{name}` is at least 1: write `{name} = 1` or more");
            errors.push(&number, message);
        }
        Some(number)
    }

    /// An object of JSON; startup looks at what is no literal.
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
    pub(crate) fn texts(&mut self, name: &str, errors: &mut Errors) -> Vec<LitStr> {
        let expected = format!("`{name}` is a list of texts: write `{name} = [\"...\"]`");
        self.value(name, &expected, errors, |value| match value {
            Expr::Array(list) => list.elems.iter().map(as_text).collect(),
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

    /// A status within these bounds.
    pub(crate) fn status(
        &mut self,
        expected: &str,
        within: RangeInclusive<u16>,
        errors: &mut Errors,
    ) -> Option<u16> {
        self.value("status", expected, errors, |value| match value {
            Expr::Lit(ExprLit {
                lit: Lit::Int(status),
                ..
            }) => {
                let status = status.base10_parse().ok();
                status.filter(|status| within.contains(status))
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

    /// What stands in parentheses behind the name of the option.
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

    /// A value that `read` understands; where it does not, what was `expected` is noted.
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

    /// Where the option stands, if it is there.
    pub(crate) fn span(&self, name: &str) -> Option<Span> {
        self.0
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.name.span())
    }

    /// Notes each of these options that is there, and would do nothing.
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

    /// The name of the first option that nobody has taken.
    pub(crate) fn first(&self) -> Option<&Ident> {
        self.0.first().map(|entry| &entry.name)
    }

    fn take(&mut self, name: &str) -> Option<Entry> {
        let place = self.0.iter().position(|entry| entry.name == name)?;
        Some(self.0.remove(place))
    }
}

fn refuse_empty(name: &str, text: &LitStr, errors: &mut Errors) {
    if text.value().is_empty() {
        let message = format!("`{name}` has an empty text: write `\"...\"` or leave it out");
        errors.push(text, message);
    }
}

fn is_zero(value: &Expr) -> bool {
    match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_digits() == "0",
        _ => false,
    }
}

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

/// `Some(..)` or `None`, in full.
pub(crate) fn optional(value: Option<impl quote::ToTokens>) -> TokenStream {
    let none = || quote::quote!(::core::option::Option::None);
    value.map_or_else(
        none,
        |value| quote::quote!(::core::option::Option::Some(#value)),
    )
}

fn unknown(name: &str, names: &[&str]) -> String {
    let known = match names {
        [] => "there are no options here".to_owned(),
        [only] => format!("the only option is `{only}`"),
        _ => format!("the options are {}", listed(names)),
    };
    match did_you_mean(name, names) {
        Some(meant) => format!("unknown option `{name}`: did you mean `{meant}`?\n{known}"),
        None => format!("unknown option `{name}`\n{known}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["summary", "tags", "deprecated"];

    fn options(text: &str) -> (Options, Errors) {
        let mut errors = Errors::default();
        let options = syn::parse_str::<WrittenOptions>(text)
            .unwrap()
            .known(NAMES, &mut errors);
        (options, errors)
    }

    fn messages(errors: Errors) -> Vec<String> {
        match errors.finish(Some(())) {
            Ok(()) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| error.to_string()).collect(),
        }
    }

    #[test]
    fn options_are_read_by_type() {
        let (mut options, mut errors) = options(r#"summary = "s", tags = ["a", "b"], deprecated"#);
        assert_eq!(options.name("summary", &mut errors).unwrap().value(), "s");
        let tags: Vec<String> = options
            .texts("tags", &mut errors)
            .iter()
            .map(LitStr::value)
            .collect();
        assert_eq!(tags, ["a", "b"]);
        assert!(options.flag("deprecated", &mut errors));
        assert_eq!(messages(errors), Vec::<String>::new());
    }

    #[test]
    fn every_mistake_is_noted() {
        let (mut options, mut errors) =
            options(r#"sumary = "s", tags = "a", deprecated = 1, deprecated"#);
        options.texts("tags", &mut errors);
        options.flag("deprecated", &mut errors);
        assert_eq!(
            messages(errors),
            [
                "unknown option `sumary`: did you mean `summary`?\nthe options are `summary`, `tags`, `deprecated`",
                "the option `deprecated` is there twice",
                "`tags` is a list of texts: write `tags = [\"...\"]`",
                "`deprecated` is `true` or `false`; alone it is `true`",
            ]
        );
    }

    #[test]
    fn a_value_may_be_missing() {
        let (mut options, mut errors) = options("summary, deprecated = false");
        assert!(options.text("summary", &mut errors).is_none());
        assert!(!options.flag("deprecated", &mut errors));
        assert_eq!(
            messages(errors),
            ["`summary` is a text: write `summary = \"...\"`"]
        );
    }
}
