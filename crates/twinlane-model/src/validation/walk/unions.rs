//! Alternatives: one of several shapes, or one of several models told apart by a field.

use super::Walk;
use crate::coerced::Coerced;
use crate::error::{Kind, bounded, python_str, repr_text};
use crate::refusal::Exactness;
use crate::shape::{Rules, Shape, TaggedShape, UnionShape};
use crate::stack;
use crate::{ErrorDetail, JsonValue};

/// The largest depth of unions within unions.
const DEEPEST: usize = 64;

/// The most that may be looked at in unions within unions of a document. With two arms that contain the union, every level of the
/// value would double the work. Each value looked at takes tens of nanoseconds.
const MOST_WALKED: usize = 10_000_000;

/// The cost of trying an arm, without the values in it.
const ARM: usize = 4;

/// The value that the arms of a union are tried with.
#[derive(Clone, Copy)]
pub(in crate::validation) enum ArmInput<'v> {
    /// One for all of them.
    Same(&'v JsonValue),
    /// One for each, as it sees what was sent.
    Each(&'v ArmInputs),
}

/// A value as each arm of a union sees it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ArmInputs {
    /// As it was sent.
    pub whole: JsonValue,
    /// As the arm in each place that is no `null` sees it.
    pub arms: Vec<JsonValue>,
}

impl ArmInputs {
    /// A value as it was sent, and as each arm that is no `null` sees it.
    pub const fn new(whole: JsonValue, arms: Vec<JsonValue>) -> Self {
        Self { whole, arms }
    }
}

impl<'v> ArmInput<'v> {
    /// The value as it was sent.
    fn whole(self) -> &'v JsonValue {
        match self {
            Self::Same(value) => value,
            Self::Each(inputs) => &inputs.whole,
        }
    }

    /// The value for the arm in this place.
    fn of(self, place: usize) -> &'v JsonValue {
        match self {
            Self::Same(value) => value,
            Self::Each(inputs) => inputs.arms.get(place).unwrap_or(&inputs.whole),
        }
    }
}

/// A value that an arm has taken.
struct Taken<'v> {
    arm: usize,
    coerced: Coerced<'v>,
    exactness: Exactness,
    fields_set: Option<usize>,
}

impl Taken<'_> {
    /// Pydantic's smart mode: more fields set is better, then more exact; of equals the first.
    fn is_better_than(&self, other: &Self) -> bool {
        match (self.fields_set, other.fields_set) {
            (Some(own), Some(others)) if own != others => own > others,
            _ => self.exactness > other.exactness,
        }
    }
}

impl Walk<'_> {
    /// Every arm is tried; the first that takes the value as it is ends the search.
    pub(super) fn union<'v>(
        &mut self,
        shape: &'static UnionShape,
        rules: &Rules,
        input: ArmInput<'v>,
    ) -> Option<Coerced<'v>> {
        let value = input.whole();
        if let Some(null) = shape.null().filter(|_| *value == JsonValue::Null) {
            return Some(arm(null, Coerced::Null));
        }
        if self.unions == DEEPEST || stack::walked() > MOST_WALKED {
            return self.refuse(Kind::RecursionDepthExceeded, value);
        }
        self.unions += 1;
        let taken = self.best_arm(shape, rules, input);
        self.unions -= 1;
        taken
    }

    /// Errors of an arm are of interest only where no other takes the value: nobody is told them until that is known.
    fn best_arm<'v>(
        &mut self,
        shape: &'static UnionShape,
        rules: &Rules,
        input: ArmInput<'v>,
    ) -> Option<Coerced<'v>> {
        let before = (self.silent, self.failures, self.failures_before);
        self.silent = true;
        let best = self.try_arms(shape, rules, input);
        (self.silent, _, self.failures_before) = before;
        if let Some(best) = best {
            (_, self.failures, _) = before;
            self.note(best.exactness);
            if let Some(set) = best.fields_set {
                self.fields_set = Some(self.fields_set.unwrap_or(0) + set);
            }
            return Some(arm(best.arm, best.coerced));
        }
        if !self.silent {
            (_, self.failures, _) = before;
            self.refuse_arms(shape, rules, input);
        }
        None
    }

    /// The arm that takes the value best.
    fn try_arms<'v>(
        &mut self,
        shape: &'static UnionShape,
        rules: &Rules,
        input: ArmInput<'v>,
    ) -> Option<Taken<'v>> {
        let outer = (self.exactness, self.fields_set);
        let mut best: Option<Taken<'v>> = None;
        for (arm, inner) in shape.arms.iter().enumerate() {
            self.exactness = Exactness::Exact;
            self.fields_set = None;
            self.failures_before = self.failures;
            self.count(ARM);
            let Some(coerced) = self.arm(inner(), rules, input.of(shape.model_place(arm))) else {
                continue;
            };
            let taken = Taken {
                arm,
                coerced,
                exactness: self.exactness,
                fields_set: self.fields_set,
            };
            let is_perfect = taken.exactness == Exactness::Exact && taken.fields_set.is_none();
            if best.as_ref().is_none_or(|best| taken.is_better_than(best)) {
                best = Some(taken);
            }
            if is_perfect {
                break;
            }
        }
        (self.exactness, self.fields_set) = outer;
        best
    }

    /// Notes the errors of every arm.
    fn refuse_arms(&mut self, shape: &'static UnionShape, rules: &Rules, input: ArmInput<'_>) {
        let outer = (self.exactness, self.fields_set);
        let others = self.other_arms.len();
        for (place, inner) in shape.arms.iter().enumerate() {
            if self.is_over() {
                break;
            }
            self.count(ARM);
            let arms = shape.arms.iter().enumerate();
            let arms = arms.filter(|(other, _)| *other != place);
            self.other_arms.extend(arms.map(|(_, arm)| arm()));
            self.arm(inner(), rules, input.of(shape.model_place(place)));
            self.other_arms.truncate(others);
        }
        (self.exactness, self.fields_set) = outer;
    }

    /// One arm. To Python a union within a union is one union, and `null` beside others is no arm.
    fn arm<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        match shape {
            Shape::Null => None,
            Shape::Union(_) => self.shape(shape, rules, value),
            shape if self.silent => self.shape(shape, rules, value),
            shape => self.at(shape.label(), |walk| walk.shape(shape, rules, value)),
        }
    }

    /// The tag decides; the other arms are not looked at.
    pub(super) fn tagged<'v>(
        &mut self,
        shape: &'static TaggedShape,
        input: ArmInput<'v>,
    ) -> Option<Coerced<'v>> {
        let value = input.whole();
        let JsonValue::Object(given) = value else {
            return self.refuse(Kind::ModelAttributesType, value);
        };
        let discriminator = || ("discriminator", JsonValue::Str(repr_text(shape.tag)));
        let Some(tag) = given.get(shape.tag) else {
            return self.refuse_with(Kind::UnionTagNotFound, value, || vec![discriminator()]);
        };
        let found = shape.arms.iter().enumerate().find_map(|(place, model)| {
            let model = model();
            let tags = model.tag.map_or(&[][..], |tag| tag.values);
            let text = tags
                .iter()
                .find(|known| matches!(tag, JsonValue::Str(tag) if tag == *known))?;
            Some((place, model, *text))
        });
        if let Some((place, model, text)) = found {
            return self
                .at(text, |walk| walk.model(model, input.of(place)))
                .map(|coerced| arm(place, coerced));
        }
        self.push(value, |input, limits| {
            let tag = python_str(&bounded(tag, limits.max_input_size));
            let tags = JsonValue::Str(shape.tags());
            let ctx = vec![
                discriminator(),
                ("tag", JsonValue::Str(tag)),
                ("expected_tags", tags),
            ];
            ErrorDetail::new(Kind::UnionTagInvalid, Vec::new(), input, ctx)
        })
    }
}

impl UnionShape {
    /// The place of an arm among those that are no `null`.
    fn model_place(&self, arm: usize) -> usize {
        let before = self.arms.iter().take(arm);
        before.filter(|arm| !matches!(arm(), Shape::Null)).count()
    }

    /// The place of the arm that is `null`.
    fn null(&self) -> Option<usize> {
        self.arms
            .iter()
            .position(|arm| matches!(arm(), Shape::Null))
    }
}

impl TaggedShape {
    /// `'card', 'transfer'`
    fn tags(&self) -> String {
        let tags = self
            .arms
            .iter()
            .flat_map(|model| model().tag.map_or(&[][..], |tag| tag.values));
        let tags: Vec<String> = tags.map(|tag| repr_text(tag)).collect();
        tags.join(", ")
    }
}

fn arm(place: usize, coerced: Coerced<'_>) -> Coerced<'_> {
    Coerced::Arm(u32::try_from(place).unwrap_or(u32::MAX), Box::new(coerced))
}
