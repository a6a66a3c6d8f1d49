//! That the rules of a field look at values of its type: found while compiling.

use crate::shape::{Ruled, Shape};

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "named by generated code")]
pub enum RuleOf {
    /// Anything.
    Any,
    /// Values that have an order: numbers and moments.
    Bound,
    /// Values that have a length: texts, bytes, containers.
    Length,
    /// Texts.
    Text,
    /// Decimal numbers.
    Digits,
    /// Numbers that may be infinite.
    Finite,
    /// Dates and moments.
    Tense,
    /// Arrays.
    Items,
}

impl RuleOf {
    /// Fails to compile where values of the shape are none of these.
    ///
    /// # Panics
    ///
    /// While compiling: it is evaluated in constants only.
    pub const fn assert(self, shape: &Shape) {
        match self {
            Self::Any => {}
            Self::Bound => assert!(
                self.fits(shape),
                "`gt`, `ge`, `lt`, `le` and `multiple_of` are rules of numbers, dates, times and durations"
            ),
            Self::Length => assert!(
                self.fits(shape),
                "`min_length` and `max_length` are rules of texts, bytes, lists, sets and maps"
            ),
            Self::Text => assert!(
                self.fits(shape),
                "`pattern`, `strip`, `to_lower` and `to_upper` are rules of texts"
            ),
            Self::Digits => assert!(
                self.fits(shape),
                "`max_digits` and `decimal_places` are rules of decimal numbers"
            ),
            Self::Finite => assert!(
                self.fits(shape),
                "`allow_inf_nan` is a rule of floating-point numbers"
            ),
            Self::Tense => assert!(
                self.fits(shape),
                "`past` and `future` are rules of dates and moments"
            ),
            Self::Items => assert!(self.fits(shape), "`unique_items` is a rule of lists"),
        }
    }

    const fn fits(self, shape: &Shape) -> bool {
        match shape {
            Shape::Optional(inner) | Shape::Secret(inner) | Shape::Json(inner) => self.fits(inner),
            Shape::Checked(checked) => self.fits(checked.shape),
            // Their arms may be anything, and are not known here.
            Shape::Union(_) => true,
            Shape::Int(_) => matches!(self, Self::Bound),
            Shape::Float | Shape::Float32 => matches!(self, Self::Bound | Self::Finite),
            Shape::Str => matches!(self, Self::Length | Self::Text),
            Shape::List(_) => matches!(self, Self::Length | Self::Items),
            Shape::Set(_) | Shape::Map(..) => matches!(self, Self::Length),
            Shape::Scalar(scalar) => match scalar.ruled {
                Ruled::No => false,
                Ruled::AsDecimal => matches!(self, Self::Bound | Self::Digits),
                Ruled::AsMoment => matches!(self, Self::Bound | Self::Tense),
                Ruled::AsText => matches!(self, Self::Length),
            },
            Shape::Any
            | Shape::Null
            | Shape::Bool
            | Shape::Array(..)
            | Shape::Tuple(_)
            | Shape::Enum(_)
            | Shape::Model(_)
            | Shape::Tagged(_) => false,
        }
    }
}
