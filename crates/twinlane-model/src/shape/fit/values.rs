//! The values of a type, as rules tell them apart.

use super::rule_name::RuleName;
use crate::shape::{IntWidth, Made, MomentRule, Ruled, Shape};

/// The values of a type, as rules tell them apart.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Values {
    Int(IntWidth),
    Float,
    Float32,
    Decimal,
    Moment(MomentRule),
    Text,
    Bytes,
    /// Texts, or values with a length, that a type has made of its input.
    Made(Made),
    List,
    Set,
    Map,
    Union,
    /// Values that have no rule but `strict`.
    Coerced,
    /// Models, whose fields have the rules.
    Model,
    /// Values that have no rules.
    Other,
}

impl Values {
    pub(crate) const fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Optional(inner) | Shape::Secret(inner) | Shape::Json(inner) => Self::of(inner),
            Shape::Checked(checked) => Self::of(checked.shape),
            Shape::Int(width) => Self::Int(*width),
            Shape::Float => Self::Float,
            Shape::Float32 => Self::Float32,
            Shape::Str => Self::Text,
            Shape::Scalar(scalar) => match scalar.ruled {
                Ruled::No => Self::Coerced,
                Ruled::AsDecimal => Self::Decimal,
                Ruled::AsMoment(moment) => Self::Moment(moment),
                Ruled::AsBytes | Ruled::AsEncodedBytes(_) => Self::Bytes,
                Ruled::AsMade(made) => Self::Made(made),
            },
            Shape::List(_) => Self::List,
            Shape::Set(_) => Self::Set,
            Shape::Map(..) => Self::Map,
            Shape::Union(_) => Self::Union,
            Shape::Enum(shape) if shape.is_text() => Self::Made(Made::Matched),
            Shape::Bool | Shape::Tuple(_) | Shape::Enum(_) => Self::Coerced,
            Shape::Any | Shape::Null | Shape::Foreign(_) | Shape::Array(..) | Shape::Tagged(_) => {
                Self::Other
            }
            Shape::Model(_) => Self::Model,
        }
    }

    /// True if the rule looks at such values.
    pub(super) const fn have(self, rule: RuleName) -> bool {
        match rule {
            RuleName::Gt | RuleName::Ge | RuleName::Lt | RuleName::Le => {
                self.are_numbers() || matches!(self, Self::Moment(_))
            }
            RuleName::MultipleOf => self.are_numbers(),
            RuleName::MinLength | RuleName::MaxLength => matches!(
                self,
                Self::Text | Self::Bytes | Self::Made(_) | Self::List | Self::Set | Self::Map
            ),
            RuleName::Pattern => {
                matches!(self, Self::Text | Self::Made(Made::Matched | Made::Normal))
            }
            RuleName::Strip | RuleName::Case => {
                matches!(self, Self::Text | Self::Made(Made::Normal))
            }
            RuleName::MaxDigits | RuleName::DecimalPlaces => matches!(self, Self::Decimal),
            RuleName::Finite => matches!(self, Self::Float | Self::Float32),
            RuleName::Tense => matches!(
                self,
                Self::Moment(MomentRule::Date | MomentRule::DateTime(_))
            ),
            RuleName::UniqueItems => matches!(self, Self::List),
            RuleName::Strict => !matches!(self, Self::List | Self::Map | Self::Model | Self::Other),
        }
    }

    /// True if they have a normal form, which is lower case in part.
    pub(super) const fn are_normal(self) -> bool {
        matches!(self, Self::Made(Made::Normal))
    }

    const fn are_numbers(self) -> bool {
        matches!(
            self,
            Self::Int(_) | Self::Float | Self::Float32 | Self::Decimal
        )
    }
}
