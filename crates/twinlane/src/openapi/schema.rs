//! The schema of a parameter.

use serde_json::Value;
use twinlane_model::{FieldMeta, NamedDefinitions, Shape, title_of};

use super::INPUT;
use crate::json_object::{merge, put_last};
use crate::parameters::Declared;

pub(super) fn field_schema(
    declared: &Declared,
    shape: &'static Shape,
    definitions: &NamedDefinitions,
) -> Value {
    let title = declared
        .title
        .map_or_else(|| title_of(declared.wire_name()), str::to_owned);
    let mut meta = field_meta(declared);
    meta.title = Some(&title);
    let mut schema = with_more(definitions.field(shape, &meta, INPUT), declared);
    // FastAPI writes a title of its own making after all other keywords.
    if declared.title.is_none() {
        put_last(&mut schema, "title");
    }
    schema
}

/// A schema with the further keywords of its parameter. Pydantic writes the default after them.
pub(super) fn with_more(mut schema: Value, declared: &Declared) -> Value {
    if let Some(more) = declared.more {
        merge(&mut schema, more());
    }
    put_last(&mut schema, "default");
    schema
}

/// The declared options, for the schema.
pub(super) fn field_meta(declared: &Declared) -> FieldMeta<'static> {
    let mut meta = FieldMeta::DEFAULT;
    meta.title = declared.title;
    meta.explicit_title = declared.title.is_some();
    meta.description = declared.description;
    meta.deprecated = declared.deprecated;
    meta.default = declared.default.filter(|_| declared.shows_default);
    meta.rules = declared.rules;
    meta
}

/// The examples beside a schema, with their keyword: several with names, or else the one that is no `null`.
pub(super) fn examples(declared: &Declared) -> Option<(&'static str, Value)> {
    let several = declared.openapi_examples.map(|examples| examples());
    let several = several.filter(|several| several.as_object().is_some_and(|all| !all.is_empty()));
    let several = several.map(|several| ("examples", several));
    let one = || declared.example.map(|example| ("example", example()));
    several.or_else(one).filter(|(_, shown)| !shown.is_null())
}
