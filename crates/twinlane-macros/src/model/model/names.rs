//! What a field is called on the wire.

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use crate::errors::Errors;
use crate::model::case::Case;
use crate::options::Options;

/// The names of one field.
pub(super) struct Names {
    pub(super) name: LitStr,
    pub(super) others: Vec<LitStr>,
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
        let mut read = options
            .text_or_texts("validation_alias", errors)
            .into_iter();
        let written = options.name("serialization_alias", errors);
        let is_alias = alias.is_some() || read.len() > 0;
        let both = alias.unwrap_or(made);
        let name = read.next().unwrap_or_else(|| both.clone());
        let mut others: Vec<LitStr> = read.collect();
        others.extend(options.name("serde_alias", errors));
        if by_name && own.value() != name.value() {
            others.push(own);
        }
        let output = written.unwrap_or(both);
        Self {
            is_alias,
            output: Some(output).filter(|output| output.value() != name.value()),
            name,
            others,
        }
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
