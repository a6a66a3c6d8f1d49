//! The parameters of a path operation.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, LitStr, Pat, PatType, Type};

use super::scopes;
use crate::default_value::DefaultValue;
use crate::doc_comment::{doc_comment, is_doc_comment};
use crate::errors::Errors;
use crate::options::{Options, WrittenOptions, did_you_mean};
use crate::path_operation::attribute::Written;
use crate::path_operation::types::{self, Borrowed};
use crate::rules::{self, Rules};
use crate::schema_keywords::take_more;

/// A parameter without a mistake.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is there or not"
)]
pub(in crate::path_operation) struct Parameter<'w> {
    /// The name in the signature, without `r#`.
    pub(in crate::path_operation) name: String,
    /// Its type; of a reference what it refers to.
    pub(in crate::path_operation) ty: &'w Type,
    /// Whether it is lent to the function, which has it as `&` or `&mut`.
    pub(in crate::path_operation) lent: Option<Lent>,
    pub(in crate::path_operation) source: Option<Source>,
    pub(in crate::path_operation) alias: Option<LitStr>,
    pub(in crate::path_operation) title: Option<Expr>,
    pub(in crate::path_operation) description: Option<TokenStream>,
    pub(in crate::path_operation) deprecated: bool,
    pub(in crate::path_operation) hidden: bool,
    /// Further keywords of its schema.
    pub(in crate::path_operation) more: Option<TokenStream>,
    pub(in crate::path_operation) openapi_examples: Option<Expr>,
    /// Whether it is a key of the body even where it stands alone.
    pub(in crate::path_operation) embed: bool,
    pub(in crate::path_operation) default: Option<DefaultValue>,
    /// True if the underscores of its name, or of its fields, are those of the headers.
    pub(in crate::path_operation) keeps_underscores: bool,
    /// The names of the options that are written.
    pub(in crate::path_operation) said: Vec<String>,
    pub(in crate::path_operation) rules: Rules,
    /// What whoever is asked needs.
    pub(in crate::path_operation) scopes: Vec<LitStr>,
}

/// How a value that the framework holds is lent to the function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::path_operation) enum Lent {
    Shared,
    Exclusive,
}

/// Where a parameter is said to come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::path_operation) enum Source {
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
    fn why_no_name(self, name: &str) -> Option<&'static str> {
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

const OPTIONS: &[&str] = &[
    "alias",
    "title",
    "description",
    "deprecated",
    "hidden",
    "default",
    "example",
    "examples",
    "json_schema_extra",
    "openapi_examples",
];

/// All parameters; those with a mistake may be left out.
pub(super) fn all<'w>(written: &'w Written, errors: &mut Errors) -> Vec<Parameter<'w>> {
    let mut parameters: Vec<Parameter<'w>> = Vec::new();
    for (argument, attributes) in written
        .function
        .signature
        .inputs
        .iter()
        .zip(&written.parameter_attributes)
    {
        // A method's `self` has been noted.
        let FnArg::Typed(argument) = argument else {
            continue;
        };
        if let Some(parameter) = Parameter::new(argument, attributes, errors) {
            if let Some(earlier) = parameters
                .iter()
                .find(|earlier| earlier.collides_with(&parameter))
            {
                let (wire, name) = (parameter.wire_name(), &earlier.name);
                errors.push(
                    &argument.pat,
                    format_args!("`{wire}` is read by the parameter `{name}` already"),
                );
            }
            parameters.push(parameter);
        }
    }
    parameters
}

impl<'w> Parameter<'w> {
    fn new(argument: &'w PatType, attributes: &[Attribute], errors: &mut Errors) -> Option<Self> {
        let name = name(argument, errors);
        let (scopes, others): (Vec<_>, Vec<_>) = attributes
            .iter()
            .partition(|attribute| attribute.path().is_ident("scopes"));
        let (source, options) = source(&others, errors);
        let mut known = [OPTIONS, rules::NAMES].concat();
        match source {
            Some(Source::Extract) => known.clear(),
            Some(Source::Header) => known.push("convert_underscores"),
            Some(Source::Body) => known.push("embed"),
            _ => {}
        }
        let mut options = options.known(&known, errors);
        let (ty, lent) = lent(&argument.ty);
        check_type(ty, errors);
        let scopes = scopes::read(scopes, errors);
        let parameter = Self::take(
            name?.unraw().to_string(),
            (ty, lent),
            source,
            &mut options,
            errors,
        );
        let parameter = Self {
            scopes,
            ..parameter
        };
        Some(parameter.documented(attributes))
    }

    fn take(
        name: String,
        (ty, lent): (&'w Type, Option<Lent>),
        source: Option<Source>,
        options: &mut Options,
        errors: &mut Errors,
    ) -> Self {
        let mut said = options.names();
        said.retain(|name| !rules::NAMES.contains(&name.as_str()));
        // `-` cannot stand in a name of Rust's, and `_` hardly ever stands in one of a header.
        let converts = options.span("convert_underscores");
        let keeps_underscores = converts.is_some() && !options.flag("convert_underscores", errors);
        if let (Some(span), Some(_)) = (converts, options.span("alias")) {
            let message = "an `alias` is the name as it is: remove `convert_underscores`";
            errors.push_error(syn::Error::new(span, message));
        }
        let alias = options.name("alias", errors);
        if let (Some(source), Some(alias)) = (source, &alias)
            && let Some(why) = source.why_no_name(&alias.value())
        {
            errors.push(alias, why);
        }
        let header = (source == Some(Source::Header) && !keeps_underscores)
            .then(|| LitStr::new(&name.replace('_', "-"), ty.span()));
        Self {
            name,
            ty,
            lent,
            source,
            alias: alias.or(header),
            title: options.text("title", errors),
            description: options
                .text("description", errors)
                .map(ToTokens::into_token_stream),
            deprecated: options.flag("deprecated", errors),
            hidden: options.flag("hidden", errors),
            more: take_more(options, errors),
            openapi_examples: options.object(
                "openapi_examples",
                "{ \"one\": { \"value\": 1 } }",
                errors,
            ),
            embed: options.flag("embed", errors),
            default: DefaultValue::take(options, errors),
            keeps_underscores,
            said,
            rules: Rules::take(options, errors),
            scopes: Vec::new(),
        }
    }

    fn documented(mut self, attributes: &[Attribute]) -> Self {
        let comment = || doc_comment(attributes);
        self.description = self.description.or_else(comment);
        self
    }

    /// Whether both read the same value. `rustc` itself sees two parameters of one name.
    fn collides_with(&self, other: &Self) -> bool {
        self.source == other.source
            && self.wire_name() == other.wire_name()
            && self.name != other.name
    }

    fn wire_name(&self) -> String {
        self.alias
            .as_ref()
            .map_or_else(|| self.name.clone(), LitStr::value)
    }
}

fn name<'w>(argument: &'w PatType, errors: &mut Errors) -> Option<&'w Ident> {
    match &*argument.pat {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            Some(&pattern.ident)
        }
        pattern => {
            let ty = types::spelling(&argument.ty);
            let then = if matches!(pattern, Pat::Wild(_)) {
                ""
            } else {
                " and take it apart inside"
            };
            let message = "a parameter needs a name, which is its name in the request";
            errors.push(pattern, format_args!("{message}: write `name: {ty}`{then}"));
            None
        }
    }
}

/// What a reference refers to, and how; what has no size is left for [`check_type`] to refuse.
fn lent(ty: &Type) -> (&Type, Option<Lent>) {
    match types::ungrouped(ty) {
        Type::Reference(reference) if reference.lifetime.is_none() => {
            match types::ungrouped(&reference.elem) {
                Type::Path(path) if path.path.is_ident("str") => (ty, None),
                Type::Path(_) | Type::Macro(_) if reference.mutability.is_some() => {
                    (&reference.elem, Some(Lent::Exclusive))
                }
                Type::Path(_) | Type::Macro(_) => (&reference.elem, Some(Lent::Shared)),
                _ => (ty, None),
            }
        }
        _ => (ty, None),
    }
}

fn check_type(ty: &Type, errors: &mut Errors) {
    if let Some(found) = types::find_impl_trait(ty) {
        errors.push(
            found,
            "the type of a parameter says how it is read: name a type instead of `impl`",
        );
    }
    match types::find_borrowed(ty) {
        Some(Borrowed::Reference(reference)) => {
            let owned = types::owned(reference);
            let message = format!(
                "a parameter owns its value, since the call may outlive the request: write `{owned}`"
            );
            errors.push(reference, message);
        }
        Some(Borrowed::Lifetime(lifetime)) => {
            let message = "a parameter owns its value, since the call may outlive the request: write a type without a lifetime";
            errors.push(lifetime, message);
        }
        None => {}
    }
}

/// What the attributes say of the source, and their options.
fn source(attributes: &[&Attribute], errors: &mut Errors) -> (Option<Source>, WrittenOptions) {
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

fn unknown_attribute(attribute: &Attribute) -> String {
    let name = types::spelling(attribute.path());
    let known = "a parameter can have `#[path]`, `#[query]`, `#[header]`, `#[cookie]`, `#[body]`, `#[form]`, `#[file]`, `#[extract]` or `#[scopes]`";
    match did_you_mean(&name, &[SOURCES, &["scopes"]].concat()) {
        Some(meant) => {
            format!("unknown parameter attribute `{name}`: did you mean `{meant}`?\n{known}")
        }
        None => format!("unknown parameter attribute `{name}`\n{known}"),
    }
}
