//! Types that JSON writes as a text or a number, and that are more than that.

use std::fmt;

use serde_json::{Map, Value};

use crate::mode::Mode;
use crate::refusal::{Refusal, Scanned};
use crate::{JsonValue, Measure};

/// How a scalar type is read and described: one table a type.
///
/// Several Rust types may share one: a date is a date whichever crate holds it.
#[non_exhaustive]
pub struct Scalar {
    /// What Pydantic calls it in the location of a union's errors: `datetime`.
    pub label: &'static str,
    /// Reads a JSON value; `true` asks for Pydantic's strict mode.
    pub(crate) read: for<'v> fn(&'v JsonValue, bool) -> Result<Scanned<'v>, Refusal>,
    /// What is checked last, when its rules are kept: what only the type itself refuses.
    pub(crate) last: fn(&Measure<'_>) -> Result<(), Refusal>,
    /// Its JSON Schema.
    pub(crate) schema: fn(Mode) -> Map<String, Value>,
    /// Which rules its values can have.
    pub(crate) ruled: Ruled,
}

impl Scalar {
    /// True if its schema says that it is a text: then a parameter can be it.
    pub(crate) fn is_a_text(&self) -> bool {
        let schema = (self.schema)(Mode::Input);
        schema.get("type").is_some_and(|kind| kind == "string")
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
    /// Lengths in bytes or characters.
    AsText,
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
