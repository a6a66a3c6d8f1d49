//! Types as data: the tables that the slow pass, the schema writer and the framework read.
//!
//! Macros write them, and nobody else names them: they change without notice.

mod choices;
mod fit;
mod join;
mod model;
mod parts;
mod rules;
mod scalar;
mod stored;

pub use choices::{AliasChoice, PathStep, chooses};
pub use fit::{Misfits, RuleMistake, RuleName, check_rule};
pub use join::{Fields, join_computed, join_fields, reads_key, writes_key};
pub use model::{
    Access, ComputedShape, EnumShape, EnumValue, Extra, FieldShape, ModelShape, TagShape,
    TaggedShape, UnionShape,
};
pub(crate) use parts::Seen;
pub use rules::{Bound, Case, Pattern, Rules, Tense};
pub use scalar::Scalar;
pub(crate) use scalar::{Made, MomentRule, Ruled, ZoneRule, nothing_more};
pub(crate) use stored::lost_in_json;

use crate::FieldError;
use crate::coerced::Coerced;

/// The description of a [`DataType`](crate::DataType).
///
/// Shapes are constants. A generic walker reads them, so a model costs a table, not code.
#[derive(Debug)]
#[non_exhaustive]
pub enum Shape {
    /// Any JSON value.
    Any,
    /// Only `null`: the unit type.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number that fits the width.
    Int(IntWidth),
    /// A 64-bit floating-point number, not-a-number and the infinities included.
    Float,
    /// A 32-bit floating-point number, likewise. Its rules look at the number rounded to 32 bits.
    Float32,
    /// Text.
    Str,
    /// A value that JSON writes as a text or a number: a date, a UUID, a URL.
    Scalar(&'static Scalar),
    /// A value that a type of another crate reads through `serde`, whatever it looks like.
    Foreign(&'static Scalar),
    /// The inner shape, or `null`.
    Optional(&'static Shape),
    /// An array of the inner shape.
    List(&'static Shape),
    /// An array of exactly so many of the inner shape.
    Array(&'static Shape, usize),
    /// An array of the inner shape in which no value is twice.
    Set(&'static Shape),
    /// An object whose keys have the first shape and whose values have the second.
    Map(&'static Shape, &'static Shape),
    /// An array with a shape for each place.
    Tuple(&'static [&'static Shape]),
    /// A text that is a JSON document of the inner shape.
    Json(&'static Shape),
    /// A value that is not shown: written as stars, and kept out of errors.
    Secret(&'static Shape),
    /// One of a few texts or whole numbers.
    Enum(&'static EnumShape),
    /// An object with named fields.
    Model(&'static ModelShape),
    /// One of several shapes, told apart by the value.
    Union(&'static UnionShape),
    /// One of several models, told apart by a field.
    Tagged(&'static TaggedShape),
    /// A shape with rules of its own, wherever it stands: a newtype with options.
    Checked(&'static CheckedShape),
}

impl Shape {
    /// True if one text can hold it: what FastAPI takes for a query parameter when nothing else is said.
    pub fn is_scalar(&self) -> bool {
        match self {
            Self::Bool
            | Self::Int(_)
            | Self::Float
            | Self::Float32
            | Self::Str
            | Self::Scalar(_)
            | Self::Json(_)
            | Self::Enum(_) => true,
            Self::Optional(inner) | Self::Secret(inner) => inner.is_scalar(),
            Self::Union(shape) => {
                let is_text = |arm: &Self| matches!(arm, Self::Null) || arm.is_scalar();
                shape.arms.iter().all(|arm| is_text(arm()))
            }
            Self::Checked(checked) => checked.shape.is_scalar(),
            Self::Foreign(scalar) => scalar.is_a_text(),
            Self::Any
            | Self::Null
            | Self::List(_)
            | Self::Array(..)
            | Self::Set(_)
            | Self::Map(..)
            | Self::Tuple(_)
            | Self::Model(_)
            | Self::Tagged(_) => false,
        }
    }

    /// True if it is read from all values of a repeated key: a list or set, also where it may be absent.
    pub fn is_repeated(&self) -> bool {
        match self {
            Self::List(_) | Self::Array(..) | Self::Set(_) | Self::Tuple(_) => true,
            Self::Optional(inner) => inner.is_repeated(),
            Self::Checked(checked) => checked.shape.is_repeated(),
            _ => false,
        }
    }

    /// True if it is a list or set in a text of JSON, also where it may be absent: FastAPI takes an empty text for an absent one.
    pub fn is_list_in_text(&self) -> bool {
        match self {
            Self::Json(inner) => inner.is_repeated(),
            Self::Optional(inner) => inner.is_list_in_text(),
            Self::Checked(checked) => checked.shape.is_list_in_text(),
            _ => false,
        }
    }

    /// True if nothing is coerced in it, by its own rules or by those of what it holds.
    pub(crate) fn is_strict(&self) -> bool {
        match self {
            Self::Checked(checked) => checked.rules.strict || checked.shape.is_strict(),
            Self::Optional(inner) | Self::List(inner) | Self::Set(inner) => inner.is_strict(),
            _ => false,
        }
    }

    /// True if it is one text or bytes.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Str => true,
            Self::Scalar(scalar) => scalar.ruled == Ruled::AsBytes,
            Self::Checked(checked) => checked.shape.is_text(),
            _ => false,
        }
    }

    /// True if it is bytes that a text holds in an encoding.
    pub(crate) fn is_encoded_bytes(&self) -> bool {
        match self {
            Self::Scalar(scalar) => matches!(scalar.ruled, Ruled::AsEncodedBytes(_)),
            Self::Checked(checked) => checked.shape.is_encoded_bytes(),
            _ => false,
        }
    }

    /// True if it is bytes or a list of them, also where it may be absent.
    pub fn is_bytes(&self) -> bool {
        match self {
            Self::Scalar(scalar) => scalar.label == "bytes",
            Self::Optional(inner) | Self::List(inner) => inner.is_bytes(),
            Self::Checked(checked) => checked.shape.is_bytes(),
            _ => false,
        }
    }

    /// The fields, where it is one model, also where it may be absent.
    pub fn as_model(&'static self) -> Option<&'static ModelShape> {
        match self.bare() {
            Self::Model(model) => Some(model),
            _ => None,
        }
    }

    /// The models of which it is one, also where it may be absent: a union of models has several, another shape none.
    pub fn as_models(&'static self) -> Vec<&'static ModelShape> {
        match self.bare() {
            Self::Model(model) => vec![model],
            Self::Tagged(tagged) => tagged.arms.iter().map(|arm| arm()).collect(),
            Self::Union(union) => union.models().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The rules that it has wherever it stands.
    #[cfg(feature = "settings")]
    pub(crate) fn rules(&'static self) -> Rules {
        match self {
            Self::Checked(checked) => checked.rules.and(&checked.shape.rules()),
            Self::Optional(inner) | Self::Secret(inner) => inner.rules(),
            _ => Rules::NONE,
        }
    }

    /// The shape without the wrappers that do not change what it is called: `null` beside it, rules on it.
    pub(crate) fn bare(&'static self) -> &'static Self {
        match self {
            Self::Optional(inner) => inner.bare(),
            Self::Checked(checked) => checked.shape.bare(),
            shape => shape,
        }
    }
}

/// A shape with rules of its own.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct CheckedShape {
    /// The type of its value.
    pub shape: &'static Shape,
    /// The rules of its value.
    pub rules: Rules,
    /// A check written by hand.
    pub check: Option<Check>,
    /// Further keywords of the schema: `title`, `examples`.
    pub more: Option<fn() -> serde_json::Value>,
}

/// A check written by hand, on a value that its shape accepts.
pub type Check = fn(&Coerced<'_>) -> Result<(), FieldError>;

/// The width of an integer type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntWidth {
    /// True if negative numbers fit.
    pub signed: bool,
    /// The number of bits: 8 to 128; 0 for a number of any size.
    pub bits: u8,
}

impl IntWidth {
    /// A whole number of any size.
    pub const UNBOUNDED: Self = Self::signed(0);

    /// The width of a signed integer of this many bits.
    pub const fn signed(bits: u8) -> Self {
        Self { signed: true, bits }
    }

    /// The width of an unsigned integer of this many bits.
    pub const fn unsigned(bits: u8) -> Self {
        Self {
            signed: false,
            bits,
        }
    }
}
