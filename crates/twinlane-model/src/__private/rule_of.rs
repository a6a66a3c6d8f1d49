//! That the rules of a field look at values of its type: found while compiling.

use crate::shape::{Ruled, Shape};

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "named by generated code")]
pub enum RuleOf {
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
    /// Whether values of the shape are such.
    pub const fn fits(self, shape: &Shape) -> bool {
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
            | Shape::Foreign(_)
            | Shape::Bool
            | Shape::Array(..)
            | Shape::Tuple(_)
            | Shape::Enum(_)
            | Shape::Model(_)
            | Shape::Tagged(_) => false,
        }
    }
}

/// Whether a rule fits the type of its field.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fits<const ANSWER: bool>;

macro_rules! rules {
    ($($function:ident, $trait_name:ident: $message:literal, $label:literal;)*) => {$(
        /// Does not compile where the rule does not fit.
        pub const fn $function<const ANSWER: bool>()
        where
            Fits<ANSWER>: $trait_name,
        {
        }

        /// That the rule fits.
        #[diagnostic::on_unimplemented(message = $message, label = $label)]
        pub trait $trait_name {}

        #[diagnostic::do_not_recommend]
        impl $trait_name for Fits<true> {}
    )*};
}

rules! {
    rule_of_bound, BoundRule:
        "`gt`, `ge`, `lt`, `le` and `multiple_of` are rules of numbers, dates, times and durations",
        "the value is something else";
    rule_of_length, LengthRule:
        "`min_length` and `max_length` are rules of texts, bytes, lists, sets and maps",
        "the value is something else";
    rule_of_text, TextRule:
        "`pattern`, `strip`, `to_lower` and `to_upper` are rules of texts",
        "the value is something else";
    rule_of_digits, DigitsRule:
        "`max_digits` and `decimal_places` are rules of decimal numbers",
        "the value is something else";
    rule_of_finite, FiniteRule:
        "`allow_inf_nan` is a rule of floating-point numbers",
        "the value is something else";
    rule_of_tense, TenseRule:
        "`past` and `future` are rules of dates and moments",
        "the value is something else";
    rule_of_items, ItemsRule: "`unique_items` is a rule of lists", "the value is something else";
}
