//! The name and the attributes of a parameter.

use std::any::Any;

use serde_json::Value;
use twinlane_model::FieldError;
use twinlane_model::shape::Rules;

/// The part of the request from which a parameter is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The path: `/items/{item_id}`.
    Path,
    /// The query: `?q=lamp`.
    Query,
    /// A header: `X-Token: 1`.
    Header,
    /// A cookie: `Cookie: session=1`.
    Cookie,
    /// The body, as JSON.
    Body,
    /// A field of a form.
    Form,
    /// A file of a form.
    File,
}

/// A check of a parameter, written by hand. It looks at a value of the parameter's type.
pub(crate) type ParameterCheck = fn(&dyn Any) -> Result<(), FieldError>;

/// A parameter's name and the options of its attribute.
#[derive(Debug, Clone)]
#[expect(
    clippy::exhaustive_structs,
    reason = "written by the path operation macros"
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is there or not"
)]
pub struct Declared {
    /// The name in the signature.
    pub name: &'static str,
    /// The part of the request from which it is read; by default decided by name and type.
    pub source: Option<Source>,
    /// The name on the wire, where it is another.
    pub alias: Option<&'static str>,
    /// Further names that it is read by, each tried where the ones before are not there.
    pub other_names: &'static [&'static str],
    /// The title in the document.
    pub title: Option<&'static str>,
    /// The description in the document.
    pub description: Option<&'static str>,
    /// True if the document calls it deprecated.
    pub deprecated: bool,
    /// True if the document leaves it out.
    pub hidden: bool,
    /// Further keywords of its schema: `examples`.
    pub more: Option<fn() -> Value>,
    /// An example beside its schema.
    pub example: Option<fn() -> Value>,
    /// Examples beside its schema, each with a name.
    pub openapi_examples: Option<fn() -> Value>,
    /// True if it is a key of the body even where it stands alone.
    pub embed: bool,
    /// The value of an absent parameter, as JSON.
    pub default: Option<fn() -> Value>,
    /// True if the document shows the default: it does not show one that is made anew each time.
    pub shows_default: bool,
    /// True if it must be sent, whatever its type has for an absent one.
    pub required: bool,
    /// A check written by hand, of a value of its type.
    pub check: Option<ParameterCheck>,
    /// True if the names of headers keep their underscores: of the fields, where it is a model.
    pub keeps_underscores: bool,
    /// The names of the options that were written, but for rules.
    pub said: &'static [&'static str],
    /// The rules of the value, beyond its type.
    pub rules: Rules,
    /// The scopes that the dependency must check: `#[scopes]`.
    pub scopes: &'static [&'static str],
    /// True if the function has it as `&mut`.
    pub is_lent: bool,
}

impl Declared {
    /// Nothing said.
    pub const DEFAULT: Self = Self {
        name: "",
        source: None,
        alias: None,
        other_names: &[],
        title: None,
        description: None,
        deprecated: false,
        hidden: false,
        more: None,
        example: None,
        openapi_examples: None,
        embed: false,
        default: None,
        shows_default: true,
        required: false,
        check: None,
        keeps_underscores: false,
        said: &[],
        rules: Rules::NONE,
        scopes: &[],
        is_lent: false,
    };

    /// The name on the wire; of several the first.
    pub fn wire_name(&self) -> &'static str {
        self.alias.unwrap_or(self.name)
    }

    /// Every name on the wire.
    pub(crate) fn wire_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.wire_name()).chain(self.other_names.iter().copied())
    }

    /// True if it chooses among names. Other parameters may choose from the same names.
    pub(crate) fn chooses_name(&self) -> bool {
        self.said.contains(&"validation_alias")
    }

    /// Takes the name that the path has, of those that it is read by.
    pub(crate) fn settle_in_path(&mut self, path_names: &[&str]) {
        if let Some(name) = self.wire_names().find(|name| path_names.contains(name)) {
            self.alias = Some(name);
            self.other_names = &[];
        }
    }
}
