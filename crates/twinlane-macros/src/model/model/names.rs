//! The names of a field on the wire.

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use crate::alias_choices::AliasChoice;
use crate::errors::Errors;
use crate::model::case::Case;
use crate::options::Options;

/// The names of one field.
pub(super) struct Names {
    pub(super) name: LitStr,
    pub(super) others: Vec<LitStr>,
    /// The choices that it is read by instead, if the names alone do not tell which field is meant.
    pub(super) choices: Vec<AliasChoice>,
    /// True if other fields may read one of the names too.
    pub(super) may_share: bool,
    /// True if its own name is among those that are written in a list.
    pub(super) is_literal: bool,
    pub(super) output: Option<LitStr>,
    /// True if the name is an alias, even if it is the field's own.
    pub(super) is_alias: bool,
}

impl Names {
    /// The names by the options, the case of the type, and whether a field with an alias may be given by its own name.
    pub(super) fn take(
        ident: &Ident,
        (case, by_name): (Option<Case>, bool),
        options: &mut Options,
        errors: &mut Errors,
    ) -> Self {
        let own = wire_name(ident, None::<fn(&str) -> String>);
        let made = wire_name(
            ident,
            case.map(|case| move |name: &str| case.of_field(name)),
        );
        let alias = options.name("alias", errors);
        let may_share = options.span("validation_alias").is_some();
        let (choices, is_list) = AliasChoice::take_all(options, errors);
        let written = options.name("serialization_alias", errors);
        let is_alias = alias.is_some() || !choices.is_empty();
        let both = alias.unwrap_or(made);
        let is_own = |choice: &AliasChoice| choice.name.value() == own.value();
        let mut names = Self {
            is_alias,
            may_share,
            is_literal: is_list && choices.iter().any(is_own),
            output: written,
            name: both.clone(),
            others: options.name("serde_alias", errors).into_iter().collect(),
            choices,
        };
        if names.choices.iter().any(|choice| choice.path.is_some()) {
            let others = std::mem::take(&mut names.others).into_iter();
            names.choices.extend(others.map(AliasChoice::name));
            let is_known = |choice: &AliasChoice| choice.path.is_none() && is_own(choice);
            if by_name && !names.choices.iter().any(is_known) {
                names.choices.push(AliasChoice::name(own));
            }
            return names;
        }
        let mut read = std::mem::take(&mut names.choices).into_iter();
        if let Some(first) = read.next() {
            names.name = first.name;
        }
        let others = std::mem::take(&mut names.others);
        names.others = read.map(|choice| choice.name).chain(others).collect();
        let has_own = |name: &LitStr| name.value() == own.value();
        if by_name && !has_own(&names.name) && !names.others.iter().any(has_own) {
            names.others.push(own);
        }
        let output = names.output.take().unwrap_or(both);
        names.output = Some(output).filter(|output| output.value() != names.name.value());
        names
    }
}

/// The name on the wire where no option gives one.
pub(super) fn wire_name(ident: &Ident, renamed: Option<impl Fn(&str) -> String>) -> LitStr {
    let name = ident.unraw().to_string();
    LitStr::new(
        &renamed.map_or_else(|| name.clone(), |renamed| renamed(&name)),
        ident.span(),
    )
}
