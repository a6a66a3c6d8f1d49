//! A check takes the value of the field.

use twinlane::prelude::*;

#[model]
struct Item {
    #[field(check = is_short)]
    count: i64,
}

fn is_short(name: &String) -> Result<(), FieldError> {
    if name.len() < 5 { Ok(()) } else { Err(FieldError::value("too long")) }
}

fn main() {}
