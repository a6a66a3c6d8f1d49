//! Every rule of every type that a shape is made of: what the macros cannot see, since the type is generic, or what was
//! written by hand.

use std::collections::HashSet;

use super::message::words;
use super::misfit::misfit;
use super::rule_name::RuleName;
use super::values::Values;
use crate::shape::{Bound, Case, ModelShape, Rules, Shape, Tense};

/// Looks for rules that do not fit, in all shapes that it is given. Each type is looked at once.
#[derive(Debug, Default)]
pub struct Misfits {
    seen: HashSet<String>,
    /// The mistakes found in models, to report each once. A generic model is looked at for each type that it is used with.
    found: HashSet<(String, String)>,
    mistakes: Vec<RuleMistake>,
}

/// A rule that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleMistake {
    /// The place of the rule: `the field `count` of `Page``.
    pub place: String,
    /// The rule, with its value: `ge = "a"`.
    pub rule: String,
    /// The mistake, and its mend.
    pub message: String,
}

impl Misfits {
    /// Looks at rules on values of a shape, and at the shape. `place` is where they stand.
    pub fn look_at(&mut self, place: &str, rules: &Rules, shape: &'static Shape) {
        self.rules(place, rules, shape);
        self.shape(place, shape);
    }

    /// The mistakes that were found since the last call.
    pub fn take(&mut self) -> Vec<RuleMistake> {
        std::mem::take(&mut self.mistakes)
    }

    fn rules(&mut self, place: &str, rules: &Rules, shape: &'static Shape) {
        for rule in RuleName::ALL {
            let Some(misfit) = misfit(rule, rules, shape) else {
                continue;
            };
            let (middle, end) = words(misfit, rule, Values::of(shape));
            self.mistakes.push(RuleMistake {
                place: place.to_owned(),
                rule: written(rule, rules),
                message: format!("{middle} `{}`: {end}", shape.type_name()),
            });
        }
        if let Some(pattern) = rules.pattern
            && let Some(why) = pattern().why_it_does_not_compile()
        {
            self.mistakes.push(RuleMistake {
                place: place.to_owned(),
                rule: written(RuleName::Pattern, rules),
                message: format!("is no pattern that can be matched: {why}"),
            });
        }
    }

    fn shape(&mut self, place: &str, shape: &'static Shape) {
        match shape {
            Shape::Checked(checked) => {
                let place = format!("the type of {place}");
                self.look_at(&place, &checked.rules, checked.shape);
            }
            Shape::Model(model) => self.model(model),
            Shape::Tagged(tagged) => tagged.arms.iter().for_each(|arm| self.model(arm())),
            Shape::Union(union) => {
                if self.is_new(format!("{}::{}", union.module, union.name)) {
                    let place = format!("a variant of `{}`", union.name);
                    shape.parts().for_each(|arm| self.shape(&place, arm));
                }
            }
            _ => shape.parts().for_each(|part| self.shape(place, part)),
        }
    }

    fn model(&mut self, model: &'static ModelShape) {
        if !self.is_new(key(model)) {
            return;
        }
        for field in model.fields {
            let place = format!("the field `{}` of `{}`", field.name, model.name);
            let before = self.mistakes.len();
            self.rules(&place, &field.rules, (field.shape)());
            for mistake in self.mistakes.split_off(before) {
                let key = format!("{}::{place}", model.module);
                let what = format!("{} {}", mistake.rule, mistake.message);
                if self.found.insert((key, what)) {
                    self.mistakes.push(mistake);
                }
            }
            self.shape(&place, (field.shape)());
        }
    }

    fn is_new(&mut self, key: String) -> bool {
        self.seen.insert(key)
    }
}

/// The identity of a model: its name with its arguments. Addresses do not serve, for a constant may have several.
fn key(model: &ModelShape) -> String {
    format!("{}::{}", model.module, model.type_name())
}

/// The rule as it is written in an attribute.
fn written(rule: RuleName, rules: &Rules) -> String {
    let bound = |name: &str, bound: Option<Bound>| match bound {
        Some(Bound::Int(number)) => format!("{name} = {number}"),
        Some(Bound::Float(number)) => format!("{name} = {number:?}"),
        Some(Bound::Text(text)) => format!("{name} = {text:?}"),
        None => name.to_owned(),
    };
    let count =
        |name: &str, count: Option<usize>| format!("{name} = {}", count.unwrap_or_default());
    let digits = |name: &str, count: Option<u32>| format!("{name} = {}", count.unwrap_or_default());
    match rule {
        RuleName::Gt => bound("gt", rules.gt),
        RuleName::Ge => bound("ge", rules.ge),
        RuleName::Lt => bound("lt", rules.lt),
        RuleName::Le => bound("le", rules.le),
        RuleName::MultipleOf => bound("multiple_of", rules.multiple_of),
        RuleName::MinLength => count("min_length", rules.min_length),
        RuleName::MaxLength => count("max_length", rules.max_length),
        RuleName::Pattern => {
            let pattern = rules.pattern.map_or("", |pattern| pattern().as_str());
            format!("pattern = {pattern:?}")
        }
        RuleName::MaxDigits => digits("max_digits", rules.max_digits),
        RuleName::DecimalPlaces => digits("decimal_places", rules.decimal_places),
        RuleName::Finite => "allow_inf_nan = false".to_owned(),
        RuleName::Tense => match rules.tense {
            Some(Tense::Future) => "future".to_owned(),
            _ => "past".to_owned(),
        },
        RuleName::UniqueItems => "unique_items".to_owned(),
        RuleName::Strip => "strip".to_owned(),
        RuleName::Case => match rules.case {
            Some(Case::Upper) => "to_upper".to_owned(),
            _ => "to_lower".to_owned(),
        },
        RuleName::Strict => "strict".to_owned(),
    }
}
