//! The reason why a rule does not fit a type.

use super::bound::{bound_of, bound_value};
use super::limits::Limits;
use super::rule_name::RuleName;
use super::values::Values;
use crate::shape::{Case, Rules, Shape};

/// The reason why a rule cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// It is a rule of other values.
    OtherValues,
    /// It would take a value out of its normal form.
    NotNormal,
    /// Its bound is no value of the type.
    NoValue,
    /// The type has a rule of its own that this one would loosen.
    Loosens,
    /// With the other rules it leaves no value.
    LeavesNothing,
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
    if !is_there {
        return None;
    }
    let values = Values::of(shape);
    if !values.have(rule) {
        return Some(Misfit::OtherValues);
    }
    if matches!((rule, case), (RuleName::Case, Some(Case::Upper))) && values.are_normal() {
        return Some(Misfit::NotNormal);
    }
    misfit_of_values(rule, rules, (shape, values))
}

/// The reason why a rule that such values have does not fit.
const fn misfit_of_values(
    rule: RuleName,
    rules: &Rules,
    (shape, values): (&Shape, Values),
) -> Option<Misfit> {
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
