//! The options that `#[settings]` has beside those of `#[model]`: the sources of values, and their names.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Fields, Item, Lit, LitStr, parse_quote};

use super::attribute::{Written, WrittenPart};
use super::model::{Model, OBJECT_OPTIONS};
use crate::alias_choices::AliasChoice;
use crate::errors::Errors;
use crate::number::Number;
use crate::options::{Options, as_text};

/// The options of settings without a mistake.
pub(super) struct Settings {
    pub(super) prefix: Option<LitStr>,
    pub(super) env_files: Vec<LitStr>,
    pub(super) secrets_dirs: Vec<LitStr>,
    pub(super) nested_delimiter: Option<LitStr>,
    pub(super) nested_max_split: Option<usize>,
    pub(super) case_sensitive: bool,
    pub(super) ignore_empty: bool,
    pub(super) parse_none_str: Option<LitStr>,
    pub(super) dotenv_filtering: Option<DotenvFiltering>,
    pub(super) populate_by_name: bool,
}

/// The keys of a `.env` file that count.
#[derive(Debug, Clone, Copy)]
pub(super) enum DotenvFiltering {
    OnlyExisting,
    MatchPrefix,
}

const OPTIONS: &[&str] = &[
    "prefix",
    "env_file",
    "secrets_dir",
    "nested_delimiter",
    "nested_max_split",
    "case_sensitive",
    "ignore_empty",
    "parse_none_str",
    "dotenv_filtering",
];

/// The item of settings, if it is one.
pub(super) fn only_struct(item: Item) -> syn::Result<Item> {
    let message = "`#[settings]` stands above a struct with named fields";
    match &item {
        Item::Struct(of_fields) => match &of_fields.fields {
            Fields::Named(_) if of_fields.generics.params.is_empty() => Ok(item),
            Fields::Named(_) => Err(syn::Error::new_spanned(
                &of_fields.generics,
                "settings cannot be generic: write one type for each",
            )),
            _ => Err(syn::Error::new_spanned(&of_fields.ident, message)),
        },
        other => Err(syn::Error::new(other.span(), message)),
    }
}

impl Settings {
    /// Takes the options of settings out of what is written. The rest is what a model has.
    pub(super) fn take(written: &mut Written, errors: &mut Errors) -> Self {
        let known: Vec<&str> = OPTIONS.iter().chain(OBJECT_OPTIONS).copied().collect();
        let mut options = std::mem::take(&mut written.options).known(&known, errors);
        let strict = "a variable is a text, and `strict` takes no text for a number: \
                      write it on a field, `#[field(strict)]`";
        options.refuse(&["strict"], strict, errors);
        options.refuse(
            &["partial"],
            "nobody sends changes of settings: leave it out",
            errors,
        );
        let max_split = options.span("nested_max_split");
        let delimiter = options.span("nested_delimiter");
        let settings = Self::read(&mut options, errors);
        if let (Some(span), None) = (max_split, delimiter) {
            let message = "`nested_max_split` does nothing here: there is no `nested_delimiter`";
            errors.push_error(syn::Error::new(span, message));
        }
        let says_extra = options.span("extra").is_some();
        written.options = options.into_written();
        let mut add = |name: &str, value| {
            let name = Ident::new(name, Span::call_site());
            written.options.add(name, value);
        };
        if settings.populate_by_name {
            add("populate_by_name", None);
        }
        if !says_extra && !has_keeper(&written.parts) {
            add("extra", Some(parse_quote!("forbid")));
        }
        settings
    }

    fn read(options: &mut Options, errors: &mut Errors) -> Self {
        let mut not_empty = |name: &str, errors: &mut Errors| {
            let expected =
                format!("`{name}` is a text that is not empty: write `{name} = \"...\"`");
            options.value(name, &expected, errors, |value| {
                as_text(value).filter(|text| !text.value().is_empty())
            })
        };
        let prefix = not_empty("prefix", errors);
        let nested_delimiter = not_empty("nested_delimiter", errors);
        Self {
            prefix,
            nested_delimiter,
            env_files: paths("env_file", options, errors),
            secrets_dirs: paths("secrets_dir", options, errors),
            nested_max_split: at_least_one("nested_max_split", options, errors),
            case_sensitive: options.flag("case_sensitive", errors),
            ignore_empty: options.flag("ignore_empty", errors),
            parse_none_str: options.name("parse_none_str", errors),
            dotenv_filtering: filtering(options, errors),
            populate_by_name: options.flag("populate_by_name", errors),
        }
    }
}

/// True if a field keeps the extra keys.
fn has_keeper(parts: &[WrittenPart]) -> bool {
    parts.iter().any(|part| part.options.has("extra"))
}

/// Notes fields that no variable names alone.
pub(super) fn refuse_choices(model: Option<&Model<'_>>, errors: &mut Errors) {
    let Some(Model::Object(_, object)) = model else {
        return;
    };
    for (place, field) in object.fields.iter().enumerate() {
        let others = object.fields.iter().enumerate();
        let mut others = others.filter(|(other, _)| *other != place);
        let is_path = |choice: &AliasChoice| choice.path.is_some();
        let has_path = field.choices.iter().any(is_path);
        if !has_path && !others.any(|(_, other)| field.has_name_of(other)) {
            continue;
        }
        for choice in &field.choices {
            let message = if is_path(choice) {
                "a setting has names, and a path leads into a document: read the whole value, and take it apart"
            } else if has_path {
                continue;
            } else {
                "a setting shares no name with another: write a name of its own"
            };
            errors.push(&choice.name, message);
        }
    }
}

/// A text or a list of texts of which none is empty.
fn paths(name: &str, options: &mut Options, errors: &mut Errors) -> Vec<LitStr> {
    let paths = options.text_or_texts(name, errors);
    for path in &paths {
        if path.value().is_empty() {
            errors.push(
                path,
                format_args!("`{name}` has an empty path: write `{name} = \"...\"`"),
            );
        }
    }
    paths
}

fn at_least_one(name: &str, options: &mut Options, errors: &mut Errors) -> Option<usize> {
    let expected = format!("`{name}` is a whole number from 1: write `{name} = 1`");
    options.value(name, &expected, errors, |value| match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(_), ..
        }) => match Number::read(value)? {
            Number::Int(count) => usize::try_from(count).ok().filter(|count| *count >= 1),
            Number::Float(_) => None,
        },
        _ => None,
    })
}

fn filtering(options: &mut Options, errors: &mut Errors) -> Option<DotenvFiltering> {
    let expected = "`dotenv_filtering` is \"only_existing\" or \"match_prefix\"";
    options.value(
        "dotenv_filtering",
        expected,
        errors,
        |value| match as_text(value)?.value().as_str() {
            "only_existing" => Some(DotenvFiltering::OnlyExisting),
            "match_prefix" => Some(DotenvFiltering::MatchPrefix),
            _ => None,
        },
    )
}
