//! Rules of texts that Pydantic refuses, or that would make no value of the type.

use twinlane::prelude::*;
use twinlane::types::{Base64Str, Email, HttpUrl, NameEmail};

#[model(literal)]
enum Level {
    Low,
    High,
}

#[model]
struct User {
    #[field(to_upper)]
    email: Email,
    #[field(pattern = "^https")]
    site: HttpUrl,
    #[field(max_length = 10)]
    named: NameEmail,
    #[field(max_length = 10)]
    born: Date,
    #[field(strip)]
    level: Option<Level>,
    #[field(pattern = "a")]
    note: Base64Str,
}

fn main() {}
