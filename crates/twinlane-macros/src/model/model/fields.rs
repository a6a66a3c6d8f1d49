//! The fields of a model.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, LitStr, Token, Type, parse_quote};

use super::borrowed::refuse_reference;
use super::foreign::{self, Foreign};
use super::many_keys::take_more_than_one_key;
use super::names::Names;
use crate::alias_choices::AliasChoice;
use crate::default_value::DefaultValue;
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::model::case::Case;
use crate::options::{Options, WrittenOptions};
use crate::rules::{self, Rules};
use crate::schema_keywords::take_more;

/// A field without a mistake.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is there or not"
)]
pub(in crate::model) struct Field<'w> {
    pub(in crate::model) ident: &'w Ident,
    pub(in crate::model) ty: &'w Type,
    /// The name on the wire.
    pub(in crate::model) name: LitStr,
    /// Further names that it is read by.
    pub(in crate::model) other_names: Vec<LitStr>,
    /// The choices that it is read by in the place of its names, where a path is among them or another field shares one.
    pub(in crate::model) choices: Vec<AliasChoice>,
    /// True if other fields may read one of its names too.
    pub(in crate::model) may_share: bool,
    /// True if its own name is among those that are written in a list.
    pub(in crate::model) is_literal: bool,
    /// The name where it is written, if that is another.
    pub(in crate::model) output_name: Option<LitStr>,
    /// True if the name is an alias, even if it is the field's own.
    pub(in crate::model) is_alias: bool,
    pub(in crate::model) title: Option<Expr>,
    pub(in crate::model) description: Option<TokenStream>,
    pub(in crate::model) deprecated: bool,
    pub(in crate::model) more: Option<TokenStream>,
    pub(in crate::model) default: Option<DefaultValue>,
    /// True if it must be present, whatever its type says.
    pub(in crate::model) is_required: bool,
    /// True if it may be left out, but takes no `null`.
    pub(in crate::model) is_not_null: bool,
    pub(in crate::model) shows_default: bool,
    pub(in crate::model) rules: Rules,
    pub(in crate::model) check: Option<Expr>,
    /// The functions that read and write its value, if its type is no data type.
    pub(in crate::model) foreign: Option<Foreign>,
    pub(in crate::model) access: Access,
    pub(in crate::model) sensitive: bool,
    /// True if it keeps the keys that are no other field.
    pub(in crate::model) is_extra: bool,
    /// True if it is a model whose fields are those of the object.
    pub(in crate::model) is_flattened: bool,
    /// True if it is not on the wire.
    pub(in crate::model) is_skipped: bool,
    /// The condition on which it is not written.
    pub(in crate::model) skip_if: Option<Expr>,
}

/// The sides of the wire that have a field, by their names in the tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) enum Access {
    Both,
    ReadOnly,
    WriteOnly,
    Excluded,
}

/// The options of the type for all its fields.
pub(super) struct Context<'w> {
    pub(super) case: Option<Case>,
    /// True if a field with an alias may be given by its own name.
    pub(super) by_name: bool,
    /// The type whose `Default` has the defaults of all fields.
    pub(super) all_default: Option<&'w Ident>,
}

const OPTIONS: &[&str] = &[
    "alias",
    "validation_alias",
    "serialization_alias",
    "title",
    "description",
    "examples",
    "json_schema_extra",
    "deprecated",
    "default",
    "default_factory",
    "required",
    "not_null",
    "check",
    "exclude",
    "read_only",
    "write_only",
    "sensitive",
    "extra",
    "flatten",
];

/// Options that come only from attributes of serde.
const FROM_SERDE: &[&str] = &["serde_alias", "serde_flatten", "skip", "skip_if"];

/// All fields of a struct or of a variant.
pub(super) fn all<'w>(
    written_fields: &'w Punctuated<syn::Field, Token![,]>,
    parts: impl Iterator<Item = &'w WrittenOptions>,
    context: &Context<'_>,
    errors: &mut Errors,
) -> Vec<Field<'w>> {
    let known = [OPTIONS, foreign::OPTIONS, rules::NAMES].concat();
    let from_serde = [FROM_SERDE, foreign::FROM_SERDE].concat();
    let mut fields: Vec<Field<'w>> = Vec::new();
    for (field, options) in written_fields.iter().zip(parts) {
        refuse_conditions(&field.attrs, errors);
        let mut options = options.clone().known_with(&known, &from_serde, errors);
        let Some(ident) = &field.ident else { continue };
        let field = Field::take((ident, field), context, &mut options, errors);
        field.refuse_foreign_contradictions(errors);
        if field.foreign.is_none() && !field.is_skipped {
            refuse_reference(field.ty, errors);
        }
        for earlier in &fields {
            earlier.refuse_same_name(&field, errors);
        }
        fields.push(field);
    }
    choose_among_shared_names(&mut fields, errors);
    fields
}

/// Makes choices of the names of each field that shares one with another. Then its name in the tables is that by which it is written.
///
/// In a model with choices it does so with each field that has several names: the slow pass hands values over by the names in the tables,
/// and a further name of one field may be the name of another.
fn choose_among_shared_names(fields: &mut [Field<'_>], errors: &mut Errors) {
    let read = |field: &Field<'_>| -> Vec<String> {
        let names = field.input_names().map(LitStr::value);
        names.filter(|_| field.is_read()).collect()
    };
    let all: Vec<Vec<String>> = fields.iter().map(read).collect();
    let may_share: Vec<bool> = fields.iter().map(|field| field.may_share).collect();
    let is_shared = |place: usize, name: &String| {
        let mut others = all.iter().enumerate().filter(|(other, _)| *other != place);
        others.any(|(other, names)| (may_share[place] || may_share[other]) && names.contains(name))
    };
    let shares = |place: usize| all[place].iter().any(|name| is_shared(place, name));
    let chooses =
        fields.iter().any(|field| !field.choices.is_empty()) || (0..fields.len()).any(&shares);
    for (place, field) in fields.iter_mut().enumerate() {
        let has_several = field.is_read() && !field.other_names.is_empty();
        if field.choices.is_empty() && (shares(place) || chooses && has_several) {
            let names = field.input_names().cloned().collect::<Vec<_>>();
            field.choices = names.into_iter().map(AliasChoice::name).collect();
            field.name = field.output().clone();
            field.other_names.clear();
            field.output_name = None;
        }
    }
    for (place, field) in fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.is_read())
    {
        let mut earlier = fields[..place].iter().filter(|field| field.is_read());
        // Two that are written by one name have been noted.
        let is_named = |earlier: &&Field<'_>| {
            earlier.name.value() == field.name.value()
                && !(earlier.is_written()
                    && field.is_written()
                    && earlier.output().value() == field.output().value())
        };
        let has_choices =
            |earlier: &Field<'_>| !(earlier.choices.is_empty() && field.choices.is_empty());
        if let Some(earlier) = earlier.find(is_named)
            && has_choices(earlier)
        {
            let message = format!(
                "the field `{}` has this name already: give one of them an `alias`",
                earlier.ident
            );
            errors.push(&field.name, message);
        }
    }
}

impl<'w> Field<'w> {
    fn take(
        (ident, field): (&'w Ident, &'w syn::Field),
        context: &Context<'_>,
        options: &mut Options,
        errors: &mut Errors,
    ) -> Self {
        let (is_extra, is_flattened) = take_more_than_one_key(&field.ty, options, errors);
        if is_flattened && let Some(option) = options.first() {
            errors.push(
                option,
                "a flattened field has no other options: its fields have theirs",
            );
        }
        refuse_without_effect(is_extra, options, errors);
        let description = options
            .text("description", errors)
            .map(ToTokens::into_token_stream);
        let names = Names::take(ident, (context.case, context.by_name), options, errors);
        let access = take_access(options, errors);
        let is_required = take_required(options, errors);
        let (default, shows_default) = DefaultValue::take_either(options, errors);
        let all_default = context.all_default.filter(|_| !is_required);
        let all_default = all_default.map(|ty| {
            DefaultValue::expression(
                parse_quote!(<#ty as ::core::default::Default>::default().#ident),
            )
        });
        let is_skipped = options.flag("skip", errors);
        let own_default = || {
            let needs_one = is_skipped || access == Access::ReadOnly;
            needs_one.then(|| {
                DefaultValue::expression(parse_quote!(::core::default::Default::default()))
            })
        };
        Self {
            ident,
            ty: &field.ty,
            name: names.name,
            other_names: names.others,
            choices: names.choices,
            may_share: names.may_share,
            is_literal: names.is_literal,
            output_name: names.output,
            is_alias: names.is_alias,
            title: options.text("title", errors),
            description: description.or_else(|| doc_comment(&field.attrs)),
            deprecated: options.flag("deprecated", errors),
            more: take_more(options, errors),
            default: default.or(all_default).or_else(own_default),
            is_required,
            is_not_null: options.flag("not_null", errors),
            shows_default: shows_default && access != Access::ReadOnly,
            rules: Rules::take(options, errors),
            check: options.path("check", errors),
            foreign: Foreign::take("field", &field.ty, options, errors),
            access,
            sensitive: options.flag("sensitive", errors),
            is_extra,
            is_flattened,
            is_skipped,
            skip_if: options.expression("skip_if", errors),
        }
    }

    /// The name where it is written.
    pub(in crate::model) fn output(&self) -> &LitStr {
        self.output_name.as_ref().unwrap_or(&self.name)
    }

    /// True if it has a row in the table: it is a field of the object on the wire.
    pub(in crate::model) fn is_on_the_wire(&self) -> bool {
        !self.is_extra && !self.is_flattened && !self.is_skipped
    }

    /// True if a document may have it.
    pub(in crate::model) fn is_read(&self) -> bool {
        self.is_on_the_wire() && self.access != Access::ReadOnly
    }

    /// True if it is written.
    pub(in crate::model) fn is_written(&self) -> bool {
        self.is_on_the_wire() && matches!(self.access, Access::Both | Access::ReadOnly)
    }

    /// Every name that it is read by; of a path the first step.
    pub(in crate::model) fn input_names(&self) -> impl Iterator<Item = &LitStr> {
        let name = self.choices.is_empty().then_some(&self.name);
        let choices = self.choices.iter().map(|choice| &choice.name);
        name.into_iter().chain(&self.other_names).chain(choices)
    }

    /// True if another field is read by one of its names.
    pub(in crate::model) fn has_name_of(&self, other: &Self) -> bool {
        let mut names = self.input_names();
        names.any(|name| other.input_names().any(|one| one.value() == name.value()))
    }

    fn refuse_foreign_contradictions(&self, errors: &mut Errors) {
        if self.foreign.is_none() {
            return;
        }
        if self.is_extra {
            errors.push(
                self.ident,
                "what keeps extra keys is a map, not a foreign type",
            );
        }
        if self.is_not_null {
            let message =
                "`not_null` does nothing here: a foreign type says itself if it takes `null`";
            errors.push(self.ident, message);
        }
        self.rules.refuse_of_foreign(self.ident, errors);
    }

    fn refuse_same_name(&self, later: &Self, errors: &mut Errors) {
        let message = format!("the field `{}` has this name already", self.ident);
        let both_read = self.is_read() && later.is_read() && !self.may_share && !later.may_share;
        let mut taken = later
            .input_names()
            .filter(|name| self.input_names().any(|own| own.value() == name.value()));
        if let Some(name) = taken.next().filter(|_| both_read) {
            errors.push(name, message);
        } else if self.is_written()
            && later.is_written()
            && self.output().value() == later.output().value()
        {
            errors.push(later.output(), message);
        }
    }
}

/// Notes the options that another option of the field leaves without effect.
fn refuse_without_effect(is_extra: bool, options: &Options, errors: &mut Errors) {
    let has = |name: &str| options.span(name).is_some();
    let all = options.names();
    let others = |kept: &[&str]| -> Vec<&str> {
        let all = all.iter().map(String::as_str);
        all.filter(|name| !kept.contains(name)).collect()
    };
    if is_extra {
        let why = "the map of extra keys is no field of the document: leave it out";
        options.refuse(&others(&[]), why, errors);
    } else if has("skip") {
        let why = "a field that is skipped has a `default` alone: leave it out";
        options.refuse(&others(&["skip", "default"]), why, errors);
    }
    if has("read_only") {
        let why = "a field that is `read_only` is never read: leave it out";
        let of_reading = [
            "validation_alias",
            "serde_alias",
            "check",
            "sensitive",
            "required",
            "not_null",
        ];
        options.refuse(&[&of_reading, rules::NAMES].concat(), why, errors);
    }
    if has("write_only") || has("exclude") {
        let why = "the field is never written: leave it out";
        options.refuse(&["serialization_alias", "skip_if"], why, errors);
    }
    if has("validation_alias") && has("serialization_alias") {
        let why = "`validation_alias` and `serialization_alias` are all names of the field";
        options.refuse(&["alias"], why, errors);
    }
}

fn take_access(options: &mut Options, errors: &mut Errors) -> Access {
    let mut found: Option<(Access, Span)> = None;
    for (option, access) in [
        ("read_only", Access::ReadOnly),
        ("write_only", Access::WriteOnly),
        ("exclude", Access::Excluded),
    ] {
        let span = options.span(option);
        if options.flag(option, errors)
            && let Some(span) = span
        {
            if found.is_some() {
                let message = format!("`{option}` contradicts an option before it");
                errors.push_error(syn::Error::new(span, message));
            }
            found = Some((access, span));
        }
    }
    found.map_or(Access::Both, |(access, _)| access)
}

/// True if it must be present.
fn take_required(options: &mut Options, errors: &mut Errors) -> bool {
    let is_required = options.flag("required", errors);
    if is_required {
        let why = "a field that is `required` has no default: leave it out";
        options.refuse(&["default", "default_factory"], why, errors);
        let why = "a field that is there and is not `null` is no `Option`: leave both out, and the `Option`";
        options.refuse(&["not_null"], why, errors);
    }
    is_required
}

/// Notes conditions: the macro sees a field whether or not it will be there.
pub(super) fn refuse_conditions(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes.iter().filter(|attribute| {
        let path = attribute.path();
        path.is_ident("cfg") || path.is_ident("cfg_attr")
    }) {
        errors.push(
            attribute,
            "`#[model]` does not support conditions inside: put the condition on the whole type",
        );
    }
}
