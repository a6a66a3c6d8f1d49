//! A field of a foreign type says how it is read and described.

use twinlane::prelude::*;

pub struct Rgb(u8, u8, u8);

#[model]
struct Lamp {
    #[field(foreign)]
    no_schema: Rgb,
    #[field(schema = json!({ "type": "string" }))]
    no_functions: Rgb,
    #[field(with = "not a path", schema = json!({}))]
    no_path: Rgb,
    #[field(with = hex, schema = json!({}), min_length = 7)]
    rules: Rgb,
}

#[model]
struct More {
    #[field(with = hex)]
    no_schema: Rgb,
    #[field(foreign, with = hex, schema = json!({}))]
    both: Rgb,
}

#[model]
struct Page<T> {
    #[field(foreign, schema = json!({}))]
    items: Vec<T>,
    #[field(flatten)]
    more: T,
}

#[model(foreign)]
struct Colour(Rgb);

fn main() {}
