//! A struct with named fields.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, ItemStruct, LitStr, Token, Type};

use super::fields::{self, Field};
use super::names::wire_name;
use super::rename::case;
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::model::attribute::Written;
use crate::model::case::Case;
use crate::options::Options;
use crate::schema_keywords::take_more;

pub(in crate::model) const OPTIONS: &[&str] = &[
    "title",
    "description",
    "rename_all",
    "extra",
    "strict",
    "check",
    "example",
    "examples",
    "json_schema_extra",
    "populate_by_name",
    "computed",
    "all_default",
    "partial",
];

/// A struct with named fields, and the options of the whole.
pub(in crate::model) struct Object<'w> {
    pub(in crate::model) generics: &'w syn::Generics,
    pub(in crate::model) fields: Vec<Field<'w>>,
    pub(in crate::model) computed: Vec<Computed>,
    pub(in crate::model) extra: Extra,
    pub(in crate::model) strict: bool,
    pub(in crate::model) check: Option<Expr>,
    /// The name of a `Partial` of it in a document.
    pub(in crate::model) partial_name: Option<Expr>,
    /// Further keywords of the schema, as an expression.
    pub(in crate::model) more: Option<TokenStream>,
}

/// The treatment of keys that are no field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) enum Extra {
    Ignore,
    Forbid,
    /// Kept in the field that is marked for them.
    Allow,
}

/// A value that is written beside the fields: a method of the type.
pub(in crate::model) struct Computed {
    pub(in crate::model) method: Ident,
    pub(in crate::model) ty: Type,
    pub(in crate::model) name: LitStr,
    pub(in crate::model) description: Option<TokenStream>,
}

impl<'w> Object<'w> {
    pub(super) fn take(
        item: &'w ItemStruct,
        written_fields: &'w Punctuated<syn::Field, Token![,]>,
        written: &'w Written,
        options: &mut Options,
        errors: &mut Errors,
    ) -> Self {
        let case = case(options, errors);
        let by_name = options.flag("populate_by_name", errors);
        let all_default = options.flag("all_default", errors).then_some(&item.ident);
        let parts = written.parts.iter().map(|part| &part.options);
        let context = fields::Context {
            case,
            by_name,
            all_default,
        };
        let fields = fields::all(written_fields, parts, &context, errors);
        let extra = take_extra(&fields, options, errors);
        refuse_generic(&fields, &item.generics, errors);
        Self {
            generics: &item.generics,
            computed: take_computed(&fields, case, options, errors),
            fields,
            extra,
            strict: options.flag("strict", errors),
            check: options.path("check", errors),
            partial_name: options.text("partial", errors),
            more: take_more(options, errors),
        }
    }
}

/// Notes the fields whose type no constant beside the model can name.
fn refuse_generic(fields: &[Field<'_>], generics: &syn::Generics, errors: &mut Errors) {
    for field in fields {
        let ty = field.ty;
        let is_generic = || {
            let mut parameters = generics.type_params();
            parameters.any(|parameter| mentions(&quote!(#ty), &parameter.ident))
        };
        if (field.is_flattened || field.foreign.is_some()) && is_generic() {
            let what = if field.is_flattened {
                "flattened"
            } else {
                "foreign"
            };
            let message =
                format!("a {what} field has one type: it cannot be what the model is generic over");
            errors.push(ty, message);
        }
    }
}

fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn take_extra(fields: &[Field<'_>], options: &mut Options, errors: &mut Errors) -> Extra {
    let expected = "`extra` is \"ignore\", \"forbid\" or \"allow\"";
    let span = options.span("extra");
    let extra = options.value("extra", expected, errors, |value| {
        Some(match crate::options::as_text(value)?.value().as_str() {
            "ignore" => Extra::Ignore,
            "forbid" => Extra::Forbid,
            "allow" => Extra::Allow,
            _ => return None,
        })
    });
    let keeper = fields.iter().find(|field| field.is_extra);
    match (extra, keeper, span) {
        (Some(Extra::Allow), None, Some(span)) => {
            let message = "where are the extra keys kept? Add a field for them: \
                           `#[field(extra)] extra: HashMap<String, Value>`";
            errors.push_error(syn::Error::new(span, message));
            Extra::Ignore
        }
        (Some(Extra::Forbid), Some(keeper), _) => {
            let message = "the model forbids the extra keys that this field would keep";
            errors.push(keeper.ident, message);
            Extra::Ignore
        }
        (_, Some(_), _) => Extra::Allow,
        (extra, None, _) => extra.unwrap_or(Extra::Ignore),
    }
}

fn take_computed(
    fields: &[Field<'_>],
    case: Option<Case>,
    options: &mut Options,
    errors: &mut Errors,
) -> Vec<Computed> {
    let expected =
        "`computed` lists methods with the types they return: write `computed(area: f64)`";
    let written: Vec<WrittenComputed> = options
        .list::<WrittenComputeds>("computed", expected, errors)
        .map_or_else(Vec::new, |list| list.0.into_iter().collect());
    let computed = written.into_iter().map(|written| {
        let renamed = case.map(|case| move |name: &str| case.of_field(name));
        Computed {
            name: wire_name(&written.method, renamed),
            method: written.method,
            ty: written.ty,
            description: doc_comment(&written.attributes),
        }
    });
    let computed: Vec<Computed> = computed.collect();
    for one in &computed {
        let is_same = |field: &&Field<'_>| field.output().value() == one.name.value();
        if let Some(field) = fields.iter().find(is_same) {
            errors.push(
                &one.method,
                format_args!("the field `{}` has this name already", field.ident),
            );
        }
    }
    computed
}

struct WrittenComputeds(Punctuated<WrittenComputed, Token![,]>);

struct WrittenComputed {
    attributes: Vec<Attribute>,
    method: Ident,
    ty: Type,
}

impl Parse for WrittenComputeds {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Punctuated::parse_terminated(input).map(Self)
    }
}

impl Parse for WrittenComputed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let method = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Self {
            attributes,
            method,
            ty: input.parse()?,
        })
    }
}
