//! Options that another option leaves without effect.

use std::collections::HashMap;

use twinlane::prelude::*;

fn is_good(_: &i64) -> Result<(), FieldError> {
    Ok(())
}

#[model]
struct Fields {
    #[field(read_only, validation_alias = "n", check = is_good, sensitive, ge = 1)]
    read_only: i64,
    #[field(write_only, serialization_alias = "w")]
    write_only: i64,
    #[field(exclude, serialization_alias = "e")]
    excluded: i64,
    #[field(alias = "a", validation_alias = "b", serialization_alias = "c")]
    three_names: i64,
    #[field(required, default = 1)]
    required: Option<i64>,
    #[serde(skip)]
    #[field(title = "Skipped", ge = 1)]
    skipped: i64,
    #[field(extra, title = "More", max_length = 3, default)]
    more: HashMap<String, Value>,
}

#[model(tag = "kind", untagged, title = "Shape", description = "A shape", integer, literal)]
enum Tagged {
    #[field(rename = "round", tags = ["circle", "round"])]
    Circle { radius: f64 },
}

#[model(untagged, rename_all = "camelCase")]
enum Untagged {
    Number(i64),
}

#[model(untagged)]
enum Units {
    One,
    Two,
}

#[model(untagged)]
enum TwoNulls {
    Number(i64),
    One,
    Two,
}

#[model(literal, title = "Colour", description = "A colour")]
enum Literal {
    #[field(rename = "r", value = "red")]
    Red,
}

#[model(integer, rename_all = "camelCase")]
enum Integer {
    One = 1,
}

#[model(titel = "x")]
enum Misspelt {
    One,
}

#[model]
struct NeverRead {
    #[field(read_only, not_null)]
    id: Option<i64>,
}

fn main() {}
