//! The values that rules leave: whether there is any, and whether a rule loosens those of its type.

use super::super::{Case, Rules, Shape, Tense};
use super::bound::{Value, bound_value, ends};
use super::rule_name::RuleName;
use super::values::Values;

/// The limits that the rules of a type set to its values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    low: Option<End>,
    high: Option<End>,
    factor: Option<Value>,
    least: usize,
    most: usize,
    digits: u32,
    places: u32,
    has_pattern: bool,
    tense: Option<Tense>,
    case: Option<Case>,
}

/// An end of a range, and whether it is a part of it.
#[derive(Debug, Clone, Copy)]
struct End {
    value: Value,
    is_in: bool,
}

impl Limits {
    const NONE: Self = Self {
        low: None,
        high: None,
        factor: None,
        least: 0,
        most: usize::MAX,
        digits: u32::MAX,
        places: u32::MAX,
        has_pattern: false,
        tense: None,
        case: None,
    };

    /// The limits of the shape itself: its width, and the rules of newtypes.
    pub(super) const fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Optional(inner) | Shape::Secret(inner) | Shape::Json(inner) => Self::of(inner),
            Shape::Checked(checked) => {
                Self::of(checked.shape).with_all(&checked.rules, Values::of(checked.shape))
            }
            Shape::Int(width) => {
                let (least, most) = ends(*width);
                // An end of more than 127 bits is beyond every bound, so it is no limit.
                let has_low = least > i128::MIN || width.bits == 128;
                let has_high = most < i128::MAX || width.signed && width.bits == 128;
                Self {
                    low: if has_low {
                        Some(End::included(Value::Whole(least)))
                    } else {
                        None
                    },
                    high: if has_high {
                        Some(End::included(Value::Whole(most)))
                    } else {
                        None
                    },
                    ..Self::NONE
                }
            }
            _ => Self::NONE,
        }
    }

    /// True if this rule allows values that the limits forbid: then only one of the two could be documented.
    pub(super) const fn are_loosened_by(
        &self,
        rule: RuleName,
        rules: &Rules,
        values: Values,
    ) -> bool {
        let bound = bound_value(rule, rules, values);
        match (rule, bound) {
            (RuleName::Gt, Some(value)) => is_over(self.low, End::left_out(value)),
            (RuleName::Ge, Some(value)) => is_over(self.low, End::included(value)),
            (RuleName::Lt, Some(value)) => is_under(self.high, End::left_out(value)),
            (RuleName::Le, Some(value)) => is_under(self.high, End::included(value)),
            (RuleName::MultipleOf, Some(value)) => match (self.factor, value) {
                (None, _) => false,
                (Some(Value::Whole(own)), Value::Whole(factor)) => factor % own != 0,
                (Some(own), factor) => !own.is_same(factor),
            },
            (RuleName::MinLength, _) => match rules.min_length {
                Some(least) => least < self.least,
                None => false,
            },
            (RuleName::MaxLength, _) => match rules.max_length {
                Some(most) => most > self.most,
                None => false,
            },
            (RuleName::MaxDigits, _) => match rules.max_digits {
                Some(digits) => digits > self.digits,
                None => false,
            },
            (RuleName::DecimalPlaces, _) => match rules.decimal_places {
                Some(places) => places > self.places,
                None => false,
            },
            (RuleName::Pattern, _) => self.has_pattern,
            _ => false,
        }
    }

    /// True if no value is left with this rule. If two rules together leave none, the later one is reported.
    pub(super) const fn leave_nothing_with(
        self,
        rule: RuleName,
        rules: &Rules,
        values: Values,
    ) -> bool {
        match rule {
            RuleName::Gt | RuleName::Ge | RuleName::MinLength => {
                self.with(rule, rules, values).is_empty()
            }
            RuleName::Lt | RuleName::Le => {
                let lows = self.with_lows(rules, values);
                !lows.is_empty() && lows.with(rule, rules, values).is_empty()
            }
            RuleName::MultipleOf => {
                let lows = self.with_lows(rules, values);
                let both = lows
                    .with(RuleName::Lt, rules, values)
                    .with(RuleName::Le, rules, values);
                !both.is_empty() && both.with(rule, rules, values).is_empty()
            }
            RuleName::MaxLength => {
                let least = self.with(RuleName::MinLength, rules, values);
                !least.is_empty() && least.with(rule, rules, values).is_empty()
            }
            RuleName::MaxDigits => matches!(rules.max_digits, Some(0)),
            RuleName::Tense => !matches!(
                (self.tense, rules.tense),
                (None, _)
                    | (Some(Tense::Past), Some(Tense::Past))
                    | (Some(Tense::Future), Some(Tense::Future))
            ),
            RuleName::Case => !matches!(
                (self.case, rules.case),
                (None, _)
                    | (Some(Case::Lower), Some(Case::Lower))
                    | (Some(Case::Upper), Some(Case::Upper))
            ),
            RuleName::Pattern
            | RuleName::DecimalPlaces
            | RuleName::Finite
            | RuleName::UniqueItems
            | RuleName::Strip
            | RuleName::Strict => false,
        }
    }

    const fn with_lows(self, rules: &Rules, values: Values) -> Self {
        self.with(RuleName::Gt, rules, values)
            .with(RuleName::Ge, rules, values)
    }

    const fn with_all(self, rules: &Rules, values: Values) -> Self {
        let mut limits = self;
        let mut place = 0;
        while place < RuleName::ALL.len() {
            limits = limits.with(RuleName::ALL[place], rules, values);
            place += 1;
        }
        limits
    }

    /// The limits with one more rule. A bound that is no value is reported where it stands.
    const fn with(mut self, rule: RuleName, rules: &Rules, values: Values) -> Self {
        let bound = bound_value(rule, rules, values);
        match (rule, bound) {
            (RuleName::Gt, Some(value)) => self.low = Some(higher(self.low, End::above(value))),
            (RuleName::Ge, Some(value)) => self.low = Some(higher(self.low, End::included(value))),
            (RuleName::Lt, Some(value)) => self.high = Some(lower(self.high, End::below(value))),
            (RuleName::Le, Some(value)) => self.high = Some(lower(self.high, End::included(value))),
            (RuleName::MultipleOf, Some(value)) => self.factor = Some(value),
            (RuleName::MinLength, _) => {
                if let Some(least) = rules.min_length
                    && least > self.least
                {
                    self.least = least;
                }
            }
            (RuleName::MaxLength, _) => {
                if let Some(most) = rules.max_length
                    && most < self.most
                {
                    self.most = most;
                }
            }
            (RuleName::MaxDigits, _) => {
                if let Some(digits) = rules.max_digits {
                    self.digits = digits;
                }
            }
            (RuleName::DecimalPlaces, _) => {
                if let Some(places) = rules.decimal_places {
                    self.places = places;
                }
            }
            (RuleName::Pattern, _) => self.has_pattern |= rules.pattern.is_some(),
            (RuleName::Tense, _) if rules.tense.is_some() => self.tense = rules.tense,
            (RuleName::Case, _) if rules.case.is_some() => self.case = rules.case,
            _ => {}
        }
        self
    }

    const fn is_empty(&self) -> bool {
        if self.least > self.most {
            return true;
        }
        let (Some(low), Some(high)) = (self.low, self.high) else {
            return false;
        };
        low.value.is_above(high.value)
            || low.value.is_same(high.value) && !(low.is_in && high.is_in)
            || self.has_no_multiple(low.value, high.value)
    }

    const fn has_no_multiple(&self, low: Value, high: Value) -> bool {
        match (self.factor, low, high) {
            (Some(Value::Whole(factor)), Value::Whole(low), Value::Whole(high)) if factor > 0 => {
                // The greatest multiple that is not over the high end.
                let rest = high.rem_euclid(factor);
                match high.checked_sub(rest) {
                    Some(greatest) => greatest < low,
                    None => true,
                }
            }
            _ => false,
        }
    }
}

impl End {
    const fn included(value: Value) -> Self {
        Self { value, is_in: true }
    }

    const fn left_out(value: Value) -> Self {
        Self {
            value,
            is_in: false,
        }
    }

    /// The first value above. Whole numbers have one.
    const fn above(value: Value) -> Self {
        match value {
            Value::Whole(number) if number < i128::MAX => Self::included(Value::Whole(number + 1)),
            value => Self::left_out(value),
        }
    }

    /// The first value below, likewise.
    const fn below(value: Value) -> Self {
        match value {
            Value::Whole(number) if number > i128::MIN => Self::included(Value::Whole(number - 1)),
            value => Self::left_out(value),
        }
    }
}

/// True if the low end is higher than the other.
const fn is_over(own: Option<End>, other: End) -> bool {
    match own {
        Some(own) => {
            let first = if other.is_in {
                other
            } else {
                End::above(other.value)
            };
            own.value.is_above(first.value)
                || own.value.is_same(first.value) && !own.is_in && first.is_in
        }
        None => false,
    }
}

/// True if the high end is lower than the other.
const fn is_under(own: Option<End>, other: End) -> bool {
    match own {
        Some(own) => {
            let last = if other.is_in {
                other
            } else {
                End::below(other.value)
            };
            last.value.is_above(own.value)
                || own.value.is_same(last.value) && !own.is_in && last.is_in
        }
        None => false,
    }
}

/// The higher of two low ends.
const fn higher(own: Option<End>, other: End) -> End {
    match own {
        Some(own) if !is_over(Some(other), own) => own,
        _ => other,
    }
}

/// The lower of two high ends.
const fn lower(own: Option<End>, other: End) -> End {
    match own {
        Some(own) if !is_under(Some(other), own) => own,
        _ => other,
    }
}
