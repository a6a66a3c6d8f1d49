//! The trait of types that can be read, checked, written and described.

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::measure::Measure;
use crate::shape::Shape;

/// A type whose values Twinlane reads, checks, writes and describes.
///
/// Scalars, texts, containers, moments, identifiers and [`serde_json::Value`] are data types; `#[model]` makes one of
/// a struct or an enum. A data type has a format of its own, independent of the type's `serde` implementations: a
/// [`chrono::DateTime`] is read and written as Pydantic does it, not as chrono does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a data type: Twinlane cannot read, check or describe it",
    label = "not a data type",
    note = "write `#[model]` above `struct {Self}` or `enum {Self}`",
    note = "a type of another crate joins in a field: `#[field(foreign, schema = json!({{ \"type\": \"string\" }}))]`",
    note = "a text is a `String`, and a file of a form a parameter of its own: `photo: UploadFile`"
)]
pub trait DataType: Sized + Send + Sync + 'static {
    /// The description of the type.
    const SHAPE: &'static Shape;

    /// The description of the type, as a function, so that a recursive type can refer to itself.
    fn shape() -> &'static Shape {
        Self::SHAPE
    }

    /// Reads a value in its usual spelling: the fast pass. It accepts only values that the shape accepts, and gives the same value.
    ///
    /// # Errors
    ///
    /// If the value has another spelling. The error is never shown, because the slow pass decides.
    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Writes the value as Pydantic writes it.
    ///
    /// # Errors
    ///
    /// Errors of the serializer.
    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// The value of an absent field or parameter of this type without a default. `None`: the value is required.
    fn absent() -> Option<Self> {
        None
    }

    /// True if every rule declared inside the value holds. The fast pass calls it; it does not name the broken rule.
    ///
    /// `false` passes the document on to the slow pass, which decides. A type also returns `false` for a value that the fast pass
    /// may have read differently, such as a negative zero, which Python reads as `0`.
    fn holds(&self) -> bool {
        true
    }

    /// The measure of the value that the [`Rules`](crate::shape::Rules) of a field or parameter check.
    fn measure(&self) -> Measure<'_> {
        Measure::Nothing
    }

    /// Reads a text of a query string or path, or the key of an object, in its usual spelling.
    ///
    /// `None` decides nothing: the slow pass follows. `Some` must be the value that the slow pass would give. The text that the
    /// slow pass makes of a scalar must be accepted.
    fn from_text(_text: &str) -> Option<Self> {
        None
    }

    /// Reads the texts of a repeated key of a query string, each in its usual spelling.
    ///
    /// `None` decides nothing: the slow pass follows, as for [`from_text`](Self::from_text).
    fn from_texts(_texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        None
    }

    /// Takes the content of a file or of a whole body. `None`: the type is not [`Bytes`], and reads the content as a text.
    fn from_bytes(_content: &Bytes) -> Option<Self> {
        None
    }

    /// Takes the contents of several files, as [`from_bytes`](Self::from_bytes) takes one.
    fn from_byte_strings(_contents: &mut dyn Iterator<Item = Bytes>) -> Option<Self> {
        None
    }
}

/// Connects a data type with `serde`: reads and writes the value in the format of its [`DataType`].
///
/// ```
/// use twinlane_model::Data;
///
/// let Data(pair) = serde_json::from_str::<Data<(i64, Option<bool>)>>("[1, null]")?;
/// assert_eq!(pair, (1, None));
/// assert_eq!(serde_json::to_string(&Data(&pair))?, "[1,null]");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
pub struct Data<T>(pub T);

impl<'de, T: DataType> Deserialize<'de> for Data<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_from(deserializer).map(Self)
    }
}

impl<T: DataType> Serialize for Data<&T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_to(serializer)
    }
}
