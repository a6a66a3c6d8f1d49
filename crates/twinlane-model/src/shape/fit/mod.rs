//! Finds the rules that do not fit the type they stand on. Everything is constant, so that the macros ask while compiling.

mod bound;
mod limits;
mod message;
mod moment;
mod type_name;
mod walk;

use super::{IntWidth, MomentRule, Ruled, Rules, Shape};
use bound::{Value, value};
use limits::Limits;

pub use message::check_rule;
pub use walk::{Misfits, RuleMistake};

/// A rule, by its name in [`Rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "named by generated code")]
pub enum RuleName {
    /// `gt`
    Gt,
    /// `ge`
    Ge,
    /// `lt`
    Lt,
    /// `le`
    Le,
    /// `multiple_of`
    MultipleOf,
    /// `min_length`
    MinLength,
    /// `max_length`
    MaxLength,
    /// `pattern`
    Pattern,
    /// `max_digits`
    MaxDigits,
    /// `decimal_places`
    DecimalPlaces,
    /// `allow_inf_nan`
    Finite,
    /// `past` and `future`
    Tense,
    /// `unique_items`
    UniqueItems,
    /// `strip`
    Strip,
    /// `to_lower` and `to_upper`
    Case,
    /// `strict`
    Strict,
}

/// The reason why a rule cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// It is a rule of other values.
    OtherValues,
    /// Its bound is no value of the type.
    NoValue,
    /// The type has a rule of its own that this one would loosen.
    Loosens,
    /// With the other rules it leaves no value.
    LeavesNothing,
}

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
    List,
    Set,
    Map,
    Union,
    /// Values that have no rule but `strict`.
    Coerced,
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
                Ruled::AsText => Self::Bytes,
            },
            Shape::List(_) => Self::List,
            Shape::Set(_) => Self::Set,
            Shape::Map(..) => Self::Map,
            Shape::Union(_) => Self::Union,
            Shape::Bool | Shape::Tuple(_) | Shape::Enum(_) => Self::Coerced,
            Shape::Any
            | Shape::Null
            | Shape::Foreign(_)
            | Shape::Array(..)
            | Shape::Model(_)
            | Shape::Tagged(_) => Self::Other,
        }
    }

    /// True if the rule looks at such values.
    const fn have(self, rule: RuleName) -> bool {
        match rule {
            RuleName::Gt | RuleName::Ge | RuleName::Lt | RuleName::Le => {
                self.are_numbers() || matches!(self, Self::Moment(_))
            }
            RuleName::MultipleOf => self.are_numbers(),
            RuleName::MinLength | RuleName::MaxLength => matches!(
                self,
                Self::Text | Self::Bytes | Self::List | Self::Set | Self::Map
            ),
            RuleName::Pattern | RuleName::Strip | RuleName::Case => matches!(self, Self::Text),
            RuleName::MaxDigits | RuleName::DecimalPlaces => matches!(self, Self::Decimal),
            RuleName::Finite => matches!(self, Self::Float | Self::Float32),
            RuleName::Tense => matches!(
                self,
                Self::Moment(MomentRule::Date | MomentRule::DateTime(_))
            ),
            RuleName::UniqueItems => matches!(self, Self::List),
            RuleName::Strict => !matches!(self, Self::List | Self::Map | Self::Other),
        }
    }

    const fn are_numbers(self) -> bool {
        matches!(
            self,
            Self::Int(_) | Self::Float | Self::Float32 | Self::Decimal
        )
    }
}

/// The reason why this one of the rules does not fit the shape. `None`: it fits, or it is not there.
///
/// The rules are taken apart in full: a new one does not compile until it is looked at here.
pub(crate) const fn misfit(rule: RuleName, rules: &Rules, shape: &Shape) -> Option<Misfit> {
    let Rules {
        gt,
        ge,
        lt,
        le,
        multiple_of,
        min_length,
        max_length,
        pattern,
        max_digits,
        decimal_places,
        finite,
        tense,
        unique_items,
        strip,
        case,
        strict,
    } = rules;
    let is_there = match rule {
        RuleName::Gt => gt.is_some(),
        RuleName::Ge => ge.is_some(),
        RuleName::Lt => lt.is_some(),
        RuleName::Le => le.is_some(),
        RuleName::MultipleOf => multiple_of.is_some(),
        RuleName::MinLength => min_length.is_some(),
        RuleName::MaxLength => max_length.is_some(),
        RuleName::Pattern => pattern.is_some(),
        RuleName::MaxDigits => max_digits.is_some(),
        RuleName::DecimalPlaces => decimal_places.is_some(),
        RuleName::Finite => *finite,
        RuleName::Tense => tense.is_some(),
        RuleName::UniqueItems => *unique_items,
        RuleName::Strip => *strip,
        RuleName::Case => case.is_some(),
        RuleName::Strict => *strict,
    };
    let values = Values::of(shape);
    if !is_there {
        return None;
    }
    if !values.have(rule) {
        return Some(Misfit::OtherValues);
    }
    if bound_of(rule, rules).is_some() && bound_value(rule, rules, values).is_none() {
        return Some(Misfit::NoValue);
    }
    let own = Limits::of(shape);
    if own.are_loosened_by(rule, rules, values) {
        return Some(Misfit::Loosens);
    }
    if own.leave_nothing_with(rule, rules, values) {
        return Some(Misfit::LeavesNothing);
    }
    None
}

const fn bound_of(rule: RuleName, rules: &Rules) -> Option<super::Bound> {
    match rule {
        RuleName::Gt => rules.gt,
        RuleName::Ge => rules.ge,
        RuleName::Lt => rules.lt,
        RuleName::Le => rules.le,
        RuleName::MultipleOf => rules.multiple_of,
        _ => None,
    }
}

/// The bound that the rule has, as one of the values.
const fn bound_value(rule: RuleName, rules: &Rules, values: Values) -> Option<Value> {
    let Some(bound) = bound_of(rule, rules) else {
        return None;
    };
    match value(values, bound) {
        Some(factor) if matches!(rule, RuleName::MultipleOf) && !factor.is_positive() => None,
        value => value,
    }
}

impl RuleName {
    /// Every rule, in the order in which they are checked.
    pub(crate) const ALL: [Self; 16] = [
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
        Self::MultipleOf,
        Self::MinLength,
        Self::MaxLength,
        Self::Pattern,
        Self::MaxDigits,
        Self::DecimalPlaces,
        Self::Finite,
        Self::Tense,
        Self::UniqueItems,
        Self::Strip,
        Self::Case,
        Self::Strict,
    ];
}
