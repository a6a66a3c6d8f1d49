//! The result of reading one scalar: its value, or the refusal.

use std::borrow::Cow;

use crate::JsonValue;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::measure::Measure;

/// The facts in an error's message.
pub(crate) type Context = Vec<(&'static str, JsonValue)>;

/// Why a value is not taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) kind: Kind,
    pub(crate) ctx: Context,
}

impl Refusal {
    pub(crate) fn new(kind: Kind, ctx: Context) -> Self {
        Self { kind, ctx }
    }

    /// The refusal for which Python raises `ValueError`.
    pub(crate) fn value_error(reason: impl Into<String>) -> Self {
        Self::because(Kind::ValueError, "error", reason)
    }

    /// A refusal with one fact, a text.
    pub(crate) fn because(kind: Kind, name: &'static str, text: impl Into<String>) -> Self {
        Self::new(kind, vec![(name, JsonValue::Str(text.into()))])
    }
}

impl From<Kind> for Refusal {
    fn from(kind: Kind) -> Self {
        Self::new(kind, Vec::new())
    }
}

/// A scalar that is taken.
#[derive(Debug)]
pub(crate) struct Scanned<'v> {
    /// The value as its type reads it.
    pub(crate) coerced: Coerced<'v>,
    /// The value as its rules see it.
    pub(crate) measure: Measure<'static>,
}

impl<'v> Scanned<'v> {
    /// A text that its type has made.
    pub(crate) fn made_text(text: String) -> Self {
        Self::new(Coerced::text(text.clone()), Measure::Made(Cow::Owned(text)))
    }

    pub(crate) fn new(coerced: Coerced<'v>, measure: Measure<'static>) -> Self {
        Self { coerced, measure }
    }

    pub(crate) fn into_owned(self) -> Scanned<'static> {
        Scanned::new(self.coerced.into_owned(), self.measure)
    }
}

/// The changes that a value needed to be taken. The arms of a union are compared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exactness {
    /// The value was coerced.
    Lax,
    /// Strict mode takes the value too: a whole number for a float.
    Strict,
    /// The value is of the very type.
    Exact,
}
