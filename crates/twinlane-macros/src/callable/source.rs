//! The source of a parameter by its attribute: `#[query]`, `#[header(alias = "X-Token")]`.

use syn::Attribute;

use crate::doc_comment::is_doc_comment;
use crate::errors::Errors;
use crate::options::{WrittenOptions, did_you_mean};
use crate::types;

/// The source of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Source {
    Path,
    Query,
    Header,
    Cookie,
    Body,
    Form,
    File,
    /// An extractor of axum's.
    Extract,
}

impl Source {
    /// The reason why nobody can send anything by this name. `app/parameter_name.rs` of the framework says the same of the fields of models.
    pub(crate) fn why_no_name(self, name: &str) -> Option<&'static str> {
        let is_token =
            |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
        let ends_cookie = |letter: char| letter.is_control() || ";=".contains(letter);
        match self {
            Self::Header if name.is_empty() || !name.chars().all(is_token) => Some(
                "no header has this name: write letters, digits and signs such as `-`, as in `alias = \"X-Token\"`",
            ),
            Self::Cookie
                if name.is_empty() || name.trim() != name || name.contains(ends_cookie) =>
            {
                Some(
                    "no cookie has this name: write letters, digits and signs such as `-`, as in `alias = \"session-id\"`",
                )
            }
            Self::Query | Self::Form | Self::File if name.is_empty() => {
                Some("the name is empty: write `alias = \"...\"` or leave it out")
            }
            _ => None,
        }
    }
}

const SOURCES: &[&str] = &[
    "path", "query", "header", "cookie", "body", "form", "file", "extract",
];

/// Reads the source and its options from the attributes.
pub(crate) fn source(
    attributes: &[&Attribute],
    errors: &mut Errors,
) -> (Option<Source>, WrittenOptions) {
    let mut found = (None, WrittenOptions::default());
    for attribute in attributes
        .iter()
        .copied()
        .filter(|attribute| !is_doc_comment(attribute))
    {
        match known_source(attribute) {
            Some(_) if found.0.is_some() => errors.push(
                attribute,
                "a parameter has one source: remove one of the two",
            ),
            Some(source) => {
                found = (
                    Some(source),
                    errors.ok(WrittenOptions::of(attribute)).unwrap_or_default(),
                );
            }
            None => errors.push(attribute, unknown_attribute(attribute)),
        }
    }
    found
}

fn known_source(attribute: &Attribute) -> Option<Source> {
    let path = attribute.path();
    [
        ("path", Source::Path),
        ("query", Source::Query),
        ("header", Source::Header),
        ("cookie", Source::Cookie),
        ("body", Source::Body),
        ("form", Source::Form),
        ("file", Source::File),
        ("extract", Source::Extract),
    ]
    .into_iter()
    .find_map(|(name, source)| path.is_ident(name).then_some(source))
}

/// Attributes that others may have for a parameter, and what to type instead.
const OTHERS: &[(&str, &str)] = &[
    (
        "depends",
        "the type asks for a dependency: `user: Depends<get_user>`",
    ),
    (
        "security",
        "the type asks for it: `user: Depends<current_user>`, with `#[scopes(\"items\")]` before it",
    ),
    ("state", "the type asks for it: `pool: State<Pool>`"),
    ("json", "write `#[body]`"),
    (
        "param",
        "write `#[path]` or `#[query]`, or leave it out: a name of the path is a path parameter, another a query parameter",
    ),
];

fn unknown_attribute(attribute: &Attribute) -> String {
    let name = types::spelling(attribute.path());
    let mut others = OTHERS.iter();
    if let Some((_, instead)) = others.find(|(other, _)| name.eq_ignore_ascii_case(other)) {
        return format!("unknown parameter attribute `{name}`: {instead}");
    }
    let known = "a parameter can have `#[path]`, `#[query]`, `#[header]`, `#[cookie]`, `#[body]`, `#[form]`, `#[file]`, `#[extract]` or `#[scopes]`";
    match did_you_mean(&name, &[SOURCES, &["scopes"]].concat()) {
        Some(meant) => {
            format!("unknown parameter attribute `{name}`: did you mean `{meant}`?\n{known}")
        }
        None => format!("unknown parameter attribute `{name}`\n{known}"),
    }
}
