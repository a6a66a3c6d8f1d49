//! The parameters of a function.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, LitStr, Pat, PatType, Type};

use super::scopes;
use super::source::{Source, source};
use super::written::WrittenCallable;
use crate::alias_choices::AliasChoice;
use crate::default_value::DefaultValue;
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::options::Options;
use crate::rules::{self, Rules};
use crate::schema_keywords::take_more;
use crate::types::{self, Borrowed};

/// A parameter without a mistake.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is there or not"
)]
pub(crate) struct Parameter<'w> {
    /// The name in the signature, without `r#`.
    pub(crate) name: String,
    /// Its type; of a reference, the type behind it.
    pub(crate) ty: &'w Type,
    /// The kind of reference, if the value is lent to the function.
    pub(crate) lent: Option<Lent>,
    pub(crate) source: Option<Source>,
    pub(crate) alias: Option<LitStr>,
    /// Further names that it is read by. Each is tried if those before are not there.
    pub(crate) other_names: Vec<LitStr>,
    pub(crate) title: Option<Expr>,
    pub(crate) description: Option<TokenStream>,
    pub(crate) deprecated: bool,
    pub(crate) hidden: bool,
    /// Further keywords of its schema.
    pub(crate) more: Option<TokenStream>,
    /// An example beside its schema.
    pub(crate) example: Option<Expr>,
    pub(crate) openapi_examples: Option<Expr>,
    /// True if it is a key of the body even where it stands alone.
    pub(crate) embed: bool,
    pub(crate) default: Option<DefaultValue>,
    /// True if the document shows the default: not one that a function makes.
    pub(crate) shows_default: bool,
    /// True if it must be sent, whatever its type says.
    pub(crate) is_required: bool,
    /// True if it may be left out, but takes no `null`.
    pub(crate) is_not_null: bool,
    pub(crate) check: Option<Expr>,
    /// True if the underscores of its name, or of its fields, are those of the headers.
    pub(crate) keeps_underscores: bool,
    /// The names of the options that are written.
    pub(crate) said: Vec<String>,
    pub(crate) rules: Rules,
    /// The scopes that the dependency needs: `#[scopes("me")]`.
    pub(crate) scopes: Vec<LitStr>,
}

/// The kind of reference by which a value of the framework is lent to the function: `&` or `&mut`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Lent {
    Shared,
    Exclusive,
}

const OPTIONS: &[&str] = &[
    "alias",
    "validation_alias",
    "title",
    "description",
    "deprecated",
    "hidden",
    "default",
    "default_factory",
    "required",
    "not_null",
    "check",
    "example",
    "examples",
    "json_schema_extra",
    "openapi_examples",
];

/// All parameters; those with a mistake may be left out.
pub(crate) fn all<'w>(written: &'w WrittenCallable, errors: &mut Errors) -> Vec<Parameter<'w>> {
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
        let is_required = take_required(options, errors);
        let (names, keeps_underscores) = ParameterNames::take(source, options, errors);
        let header = (source == Some(Source::Header) && !keeps_underscores)
            .then(|| LitStr::new(&name.replace('_', "-"), ty.span()));
        let (default, shows_default) = DefaultValue::take_either(options, errors);
        Self {
            name,
            ty,
            lent,
            source,
            alias: names.first.or(header),
            other_names: names.others,
            title: options.text("title", errors),
            description: options
                .text("description", errors)
                .map(ToTokens::into_token_stream),
            deprecated: options.flag("deprecated", errors),
            hidden: options.flag("hidden", errors),
            example: options.expression("example", errors),
            more: take_more(options, errors),
            openapi_examples: options.object(
                "openapi_examples",
                "{ \"one\": { \"value\": 1 } }",
                errors,
            ),
            embed: options.flag("embed", errors),
            default,
            shows_default,
            is_required,
            is_not_null: options.flag("not_null", errors),
            check: options.path("check", errors),
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

    /// True if both read the same value. `rustc` itself sees two parameters of one name, and names to choose from may be shared.
    fn collides_with(&self, other: &Self) -> bool {
        let chooses = |one: &Self| one.said.iter().any(|name| name == "validation_alias");
        self.source == other.source
            && self.wire_name() == other.wire_name()
            && self.name != other.name
            && !chooses(self)
            && !chooses(other)
    }

    fn wire_name(&self) -> String {
        self.alias
            .as_ref()
            .map_or_else(|| self.name.clone(), LitStr::value)
    }
}

/// The names that the options give a parameter.
#[derive(Default)]
struct ParameterNames {
    first: Option<LitStr>,
    others: Vec<LitStr>,
}

impl ParameterNames {
    /// The names, and true if a header keeps the underscores of the name in the signature.
    fn take(source: Option<Source>, options: &mut Options, errors: &mut Errors) -> (Self, bool) {
        let alias = options.span("alias");
        let choices = options.span("validation_alias");
        if let (Some(alias), Some(_)) = (alias, choices) {
            let message = "`alias` does nothing here: `validation_alias` has all names that the parameter is read by";
            errors.push_error(syn::Error::new(alias, message));
        }
        // `-` cannot stand in a name of Rust's, and `_` hardly ever stands in one of a header.
        let converts = options.span("convert_underscores");
        let keeps_underscores = converts.is_some() && !options.flag("convert_underscores", errors);
        let option = if choices.is_some() {
            "a `validation_alias`"
        } else {
            "an `alias`"
        };
        if let (Some(span), Some(_)) = (converts, choices.or(alias)) {
            let message = format!("{option} is the name as it is: remove `convert_underscores`");
            errors.push_error(syn::Error::new(span, message));
        }
        let alias = options.name("alias", errors);
        let (choices, _) = AliasChoice::take_all(options, errors);
        for choice in choices.iter().filter(|choice| choice.path.is_some()) {
            let message = "a path leads into the fields of a model, and does nothing on a parameter alone: take a `#[model]` that has this field";
            errors.push(&choice.name, message);
        }
        let mut names: Vec<LitStr> = choices.into_iter().map(|choice| choice.name).collect();
        if names.is_empty() {
            names.extend(alias);
        }
        for name in &names {
            if let Some(why) = source.and_then(|source| source.why_no_name(&name.value())) {
                errors.push(name, why);
            }
        }
        let mut names = names.into_iter();
        let first = names.next();
        let others = names.collect();
        (Self { first, others }, keeps_underscores)
    }
}

/// True if it must be sent.
fn take_required(options: &mut Options, errors: &mut Errors) -> bool {
    let is_required = options.flag("required", errors);
    if is_required {
        let why = "a parameter that is `required` has no default: leave it out";
        options.refuse(&["default", "default_factory"], why, errors);
        let why = "a value that must be sent and is not `null` is no `Option`: leave both out, and the `Option`";
        options.refuse(&["not_null"], why, errors);
    }
    is_required
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
            let message = "a parameter needs a name, by which requests and reports know it";
            errors.push(pattern, format_args!("{message}: write `name: {ty}`{then}"));
            None
        }
    }
}

/// The type behind a reference, and the kind of the reference. An unsized type is left for [`check_type`] to refuse.
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
