//! Options as they are written.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Meta, Token};

use super::entry::Entry;
use super::known::Options;
use super::suggestion::{did_you_mean, listed};
use super::words::instead_of;
use crate::errors::Errors;

/// Options as they are written.
#[derive(Clone, Default)]
pub(crate) struct WrittenOptions(Vec<Entry>);

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

    /// The options of all attributes of this name; `None` if there are none.
    pub(crate) fn of_all(attributes: &[Attribute], name: &str) -> syn::Result<Option<Self>> {
        let mut all = None;
        for attribute in attributes.iter().filter(|it| it.path().is_ident(name)) {
            all.get_or_insert_with(Self::default)
                .extend(Self::of(attribute)?);
        }
        Ok(all)
    }

    pub(super) fn from_entries(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// True if the option is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|entry| entry.name == name)
    }

    /// Adds an option that was written another way.
    pub(crate) fn add(&mut self, name: Ident, value: Option<Expr>) {
        self.0.push(Entry {
            name,
            value,
            list: None,
        });
    }

    /// Every option as it is written: its name, its value, and the content of the parentheses behind the name.
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

    /// As [`known`](Self::known), with further options that messages do not mention.
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
        Options::new(known)
    }
}

impl Parse for WrittenOptions {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let entries = Punctuated::<Entry, Token![,]>::parse_terminated(input)?;
        Ok(Self(entries.into_iter().collect()))
    }
}

fn unknown(name: &str, names: &[&str]) -> String {
    if let Some(instead) = instead_of(name, names) {
        return format!("unknown option `{name}`: {instead}");
    }
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
