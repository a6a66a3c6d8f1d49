//! What a type is, as data: the tables that the slow pass, the schema writer and the framework read.

use serde_json::Value;

/// What a [`DataType`](crate::DataType) is.
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
    /// The inner shape, or `null`.
    Optional(&'static Shape),
    /// An array of the inner shape.
    List(&'static Shape),
    /// One of a few texts.
    Enum(&'static EnumShape),
    /// An object with named fields.
    Model(&'static ModelShape),
}

impl Shape {
    /// Whether one text can hold it: what FastAPI takes for a query parameter when nothing else is said.
    pub const fn is_scalar(&self) -> bool {
        match self {
            Self::Bool | Self::Int(_) | Self::Float | Self::Float32 | Self::Str | Self::Enum(_) => {
                true
            }
            Self::Optional(inner) => inner.is_scalar(),
            Self::Any | Self::Null | Self::List(_) | Self::Model(_) => false,
        }
    }
}

/// The width of an integer type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntWidth {
    /// Whether negative numbers fit.
    pub signed: bool,
    /// The number of bits: 8 to 128.
    pub bits: u8,
}

impl IntWidth {
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

/// An enum whose variants are texts.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct EnumShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// `module_path!()` of the type; tells apart types of one name.
    pub module: &'static str,
    /// The title in the schema, where it is not the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// The texts, in the order of the variants.
    pub values: &'static [&'static str],
}

/// A struct with named fields.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct ModelShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// `module_path!()` of the type; tells apart types of one name.
    pub module: &'static str,
    /// The title in the schema, where it is not the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// The fields, in the order they are declared.
    pub fields: &'static [FieldShape],
}

/// One field of a model.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct FieldShape {
    /// Its name on the wire: the alias, or the Rust name.
    pub name: &'static str,
    /// The title in the schema, where it is not made from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// Whether the schema says that it is deprecated.
    pub deprecated: bool,
    /// What it holds. A function, so that a model may contain itself.
    pub shape: fn() -> &'static Shape,
    /// Its value where it is absent, as JSON; `None` where it is required or an `Option` without a default.
    pub default: Option<fn() -> Value>,
    /// Whether it must be present.
    pub required: fn() -> bool,
    /// What its value must satisfy beyond its shape.
    pub rules: Rules,
}

/// What a value must satisfy beyond its type. The first that fails is the one reported.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
pub struct Rules {
    /// The number is greater than this.
    pub gt: Option<Number>,
    /// The number is greater than or equal to this.
    pub ge: Option<Number>,
    /// The number is less than this.
    pub lt: Option<Number>,
    /// The number is less than or equal to this.
    pub le: Option<Number>,
    /// The number is a multiple of this.
    pub multiple_of: Option<Number>,
    /// The text has at least this many characters, or the list this many items.
    pub min_length: Option<usize>,
    /// The text has at most this many characters, or the list this many items.
    pub max_length: Option<usize>,
}

impl Rules {
    /// No rule at all.
    pub const NONE: Self = Self {
        gt: None,
        ge: None,
        lt: None,
        le: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
    };
}

/// A bound as it was written: `0` or `0.5`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "JSON has these two kinds of number"
)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
}

/// The part of a value that [`Rules`] look at.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Measure {
    /// Nothing to look at: every rule holds.
    Nothing,
    /// A whole number. Those over `i128::MAX` count as `i128::MAX`.
    Int(i128),
    /// A 64-bit floating-point number.
    Float(f64),
    /// A 32-bit floating-point number.
    Float32(f32),
    /// The number of characters or items.
    Length(usize),
}
