//! Pydantic's names, as options.

use twinlane::prelude::*;

#[model(extra = "forbid", frozen = true, from_attributes = true, populate_by_name = true, orm_mode = true, str_strip_whitespace = true)]
struct Item {
    #[field(regex = "^a")]
    name: String,
    #[field(const = true)]
    kind: String,
    #[field(exclude = true, repr = false)]
    secret: String,
    #[field(serialization_alias = "Size", init = false, frozen = true)]
    size: u32,
    #[field(discriminator = "kind")]
    shape: u32,
    #[field(coerce_numbers_to_str = true, union_mode = "smart", validate_default = true)]
    text: String,
}

fn main() {}
