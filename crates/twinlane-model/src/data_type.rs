//! The trait of everything that can be read, checked, written and described.

use serde::{Serialize, de::DeserializeOwned};

use crate::shape::{Measure, Shape};

/// A type whose values Twinlane reads, checks, writes and describes.
///
/// Scalars, `String`, `Option`, `Vec` and [`serde_json::Value`] are data types; `#[model]` makes one of a struct
/// or an enum. Its `serde` implementations are the fast pass: they accept only what the shape accepts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a data type: Twinlane cannot read, check or describe it",
    label = "not a data type",
    note = "write `#[model]` above `struct {Self}` or `enum {Self}`"
)]
pub trait DataType: Serialize + DeserializeOwned + Send + 'static {
    /// What the type is.
    const SHAPE: &'static Shape;

    /// What the type is, as a function: a table that names it this way may be part of itself.
    fn shape() -> &'static Shape {
        Self::SHAPE
    }

    /// The value of a field or parameter of this type that is absent and has no default. `None`: it is required.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether every rule declared inside the value holds. The fast pass asks this; it names no culprit.
    ///
    /// `false` hands the document to the slow pass, which decides; a type that the fast pass may have read
    /// differently (a negative zero, which Python reads as `0`) says so here.
    fn holds(&self) -> bool {
        true
    }

    /// What the [`Rules`](crate::Rules) of a field or parameter of this type look at.
    fn measure(&self) -> Measure {
        Measure::Nothing
    }

    /// Reads a text of a query string or path in its usual spelling.
    ///
    /// `None` says nothing: the slow pass decides. `Some` must be the value that the slow pass would give.
    fn from_text(_text: &str) -> Option<Self> {
        None
    }

    /// Reads the texts of a repeated key of a query string, each in its usual spelling.
    ///
    /// `None` says nothing, as in [`from_text`](Self::from_text).
    fn from_texts(_texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        None
    }
}
