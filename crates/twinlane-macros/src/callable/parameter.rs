//! The parameters of a function.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, LitStr, Pat, PatType, Type};

use super::scopes;
use super::source::{Source, source};
use super::written::WrittenCallable;
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
    /// Its type; of a reference what it refers to.
    pub(crate) ty: &'w Type,
    /// Whether it is lent to the function, which has it as `&` or `&mut`.
    pub(crate) lent: Option<Lent>,
    pub(crate) source: Option<Source>,
    pub(crate) alias: Option<LitStr>,
    pub(crate) title: Option<Expr>,
    pub(crate) description: Option<TokenStream>,
    pub(crate) deprecated: bool,
    pub(crate) hidden: bool,
    /// Further keywords of its schema.
    pub(crate) more: Option<TokenStream>,
    pub(crate) openapi_examples: Option<Expr>,
    /// True if it is a key of the body even where it stands alone.
    pub(crate) embed: bool,
    pub(crate) default: Option<DefaultValue>,
    /// True if the document shows the default: not one that a function makes.
    pub(crate) shows_default: bool,
    /// True if it must be sent, whatever its type says.
    pub(crate) is_required: bool,
    /// True if the underscores of its name, or of its fields, are those of the headers.
    pub(crate) keeps_underscores: bool,
    /// The names of the options that are written.
    pub(crate) said: Vec<String>,
    pub(crate) rules: Rules,
    /// What whoever is asked needs.
    pub(crate) scopes: Vec<LitStr>,
}

/// How a value that the framework holds is lent to the function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Lent {
    Shared,
    Exclusive,
}

const OPTIONS: &[&str] = &[
    "alias",
    "title",
    "description",
    "deprecated",
    "hidden",
    "default",
    "default_factory",
    "required",
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
        // `-` cannot stand in a name of Rust's, and `_` hardly ever stands in one of a header.
        let converts = options.span("convert_underscores");
        let keeps_underscores = converts.is_some() && !options.flag("convert_underscores", errors);
        if let (Some(span), Some(_)) = (converts, options.span("alias")) {
            let message = "an `alias` is the name as it is: remove `convert_underscores`";
            errors.push_error(syn::Error::new(span, message));
        }
        let is_required = options.flag("required", errors);
        if is_required {
            let why = "a parameter that is `required` has no default: leave it out";
            options.refuse(&["default", "default_factory"], why, errors);
        }
        let alias = options.name("alias", errors);
        if let (Some(source), Some(alias)) = (source, &alias)
            && let Some(why) = source.why_no_name(&alias.value())
        {
            errors.push(alias, why);
        }
        let header = (source == Some(Source::Header) && !keeps_underscores)
            .then(|| LitStr::new(&name.replace('_', "-"), ty.span()));
        let (default, shows_default) = DefaultValue::take_either(options, errors);
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
            default,
            shows_default,
            is_required,
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

    /// True if both read the same value. `rustc` itself sees two parameters of one name.
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
            let message = "a parameter needs a name, by which requests and reports know it";
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
