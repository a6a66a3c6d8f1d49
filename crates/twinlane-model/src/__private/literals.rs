//! Defaults written as literals.

use serde_json::Value;

use crate::{Data, DataType};

/// A default as the schema shows it.
///
/// # Panics
///
/// Where the type cannot be written: the schema is made at startup, which is where to learn that.
pub fn to_value<T: DataType>(value: &T) -> Value {
    serde_json::to_value(Data(value)).expect("a default can be written as JSON")
}

/// Makes a default of a literal.
pub fn literal<T: FromLiteral<L>, L>(literal: L) -> T {
    T::from_literal(literal)
}

/// A type whose default can be written as a literal of type `L`.
#[diagnostic::on_unimplemented(
    message = "this literal is not a default for `{Self}`",
    note = "write an expression of type `{Self}` instead"
)]
pub trait FromLiteral<L> {
    /// The value that the literal means.
    fn from_literal(literal: L) -> Self;
}

macro_rules! from_integer {
    ($($integer:ty)*) => {$(
        impl FromLiteral<i128> for $integer {
            fn from_literal(literal: i128) -> Self {
                Self::try_from(literal).expect("the default fits its type")
            }
        }
    )*};
}

from_integer! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

macro_rules! from_cast {
    ($($literal:ty => $float:ty;)*) => {$(
        impl FromLiteral<$literal> for $float {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a literal of a float")]
            #[allow(trivial_numeric_casts, reason = "one of the pairs is the type itself")]
            fn from_literal(literal: $literal) -> Self {
                literal as $float
            }
        }
    )*};
}

from_cast! { i128 => f32; i128 => f64; f64 => f32; f64 => f64; }

macro_rules! from_into {
    ($($literal:ty => $target:ty;)*) => {$(
        impl FromLiteral<$literal> for $target {
            fn from_literal(literal: $literal) -> Self {
                literal.into()
            }
        }
    )*};
}

from_into! {
    bool => bool; &'static str => String;
    bool => Value; &'static str => Value; f64 => Value;
}

impl FromLiteral<i128> for Value {
    fn from_literal(literal: i128) -> Self {
        to_value(&literal)
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Option<T> {
    fn from_literal(literal: L) -> Self {
        Some(T::from_literal(literal))
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Box<T> {
    fn from_literal(literal: L) -> Self {
        Self::new(T::from_literal(literal))
    }
}
