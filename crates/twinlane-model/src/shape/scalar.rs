//! Types that JSON writes as a text or a number, and that are more than that.

use std::fmt;

use serde_json::{Map, Value};

use crate::mode::Mode;
use crate::refusal::{Refusal, Scanned};
use crate::spelling::encoded::Encoding;
use crate::{JsonValue, Measure};

/// Reads and describes a scalar type: one table for each type.
///
/// Several Rust types may share a table: all crates' dates have the same one.
#[non_exhaustive]
pub struct Scalar {
    /// Pydantic's name for it in the location of a union's errors: `datetime`.
    pub label: &'static str,
    /// Reads a JSON value; `true` asks for Pydantic's strict mode.
    pub(crate) read: for<'v> fn(&'v JsonValue, bool) -> Result<Scanned<'v>, Refusal>,
    /// The last check, after the rules: it finds values that only the type itself refuses.
    pub(crate) last: fn(&Measure<'_>) -> Result<(), Refusal>,
    /// Its JSON Schema.
    pub(crate) schema: fn(Mode) -> Map<String, Value>,
    /// The rules that its values can have.
    pub(crate) ruled: Ruled,
}

impl Scalar {
    /// True if its schema says that it is a text: then a parameter can be it.
    pub(crate) fn is_a_text(&self) -> bool {
        is_a_text(&(self.schema)(Mode::Input))
    }
}

/// True for `{"type": "string"}`, also beside `null`.
fn is_a_text(schema: &Map<String, Value>) -> bool {
    let is_null = |kind: &Value| kind == "null";
    match (schema.get("type"), schema.get("anyOf")) {
        (Some(Value::Array(kinds)), _) => {
            let mut others = kinds.iter().filter(|kind| !is_null(kind)).peekable();
            others.peek().is_some() && others.all(|kind| kind == "string")
        }
        (Some(kind), _) => kind == "string",
        (None, Some(Value::Array(arms))) => {
            let is_value = |arm: &&Value| arm.get("type").is_none_or(|kind| !is_null(kind));
            let mut others = arms.iter().filter(is_value).peekable();
            others.peek().is_some() && others.all(|arm| arm.as_object().is_some_and(is_a_text))
        }
        _ => false,
    }
}

/// Nothing is left to check.
#[expect(clippy::unnecessary_wraps, reason = "of one form with other checks")]
pub(crate) fn nothing_more(_: &Measure<'_>) -> Result<(), Refusal> {
    Ok(())
}

/// Which rules the values of a scalar type can have, and how they read in a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ruled {
    /// None.
    No,
    /// Bounds, in the schema on the branch that is a number.
    AsDecimal,
    /// Bounds that the schema does not show as numbers.
    AsMoment(MomentRule),
    /// Lengths in bytes, of a text that is these bytes.
    AsBytes,
    /// Lengths in bytes, of a text that they are encoded in.
    AsEncodedBytes(Encoding),
    /// Those of what the type has made of its input.
    AsMade(Made),
}

/// The rules of what a type has made of its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// Lengths.
    Measured,
    /// Lengths and a pattern.
    Matched,
    /// Lengths, a pattern, and what changes a text, but for what would take it out of its normal form.
    Normal,
}

/// The moments that a type holds: what its bounds are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MomentRule {
    Date,
    Time(ZoneRule),
    DateTime(ZoneRule),
    Duration {
        /// True if it may be less than nothing.
        negative: bool,
    },
}

/// True if a moment has a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZoneRule {
    With,
    Without,
    Either,
}

impl fmt::Debug for Scalar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Scalar").field(&self.label).finish()
    }
}
