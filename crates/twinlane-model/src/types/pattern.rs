//! Regular expressions.

use regex::Regex;

use super::text::text_type;
use crate::error::Kind;
use crate::schema::of_format;
use crate::shape::{Ruled, Scalar, nothing_more};
use crate::validation::{Coerced, Scanned};
use crate::{JsonValue, Measure};

/// In the syntax of the `regex` crate, which has no look-around and no back-references.
const REGEX: Scalar = Scalar {
    label: "pattern",
    read: |value, _| match value {
        JsonValue::Str(text) if Regex::new(text).is_ok() => Ok(Scanned::new(
            Coerced::Text(text.as_str().into()),
            Measure::Nothing,
        )),
        JsonValue::Str(_) => Err(Kind::PatternRegex.into()),
        _ => Err(Kind::PatternType.into()),
    },
    last: nothing_more,
    schema: |_| of_format("regex"),
    ruled: Ruled::No,
};

text_type!(
    Regex,
    REGEX,
    |text| Self::new(text).ok(),
    |regex: &Regex| regex.as_str().to_owned(),
    |_| Measure::Nothing
);
