//! The values that operations take as `State`.

use std::any::{TypeId, type_name};
use std::collections::{HashMap, HashSet};
use std::panic::Location;
use std::sync::Arc;

#[cfg(feature = "templates")]
use super::templates;
use crate::build_error::Mistake;
use crate::dependencies::PlannedLifespan;
use crate::parameters::{States, stop_signal_id};
use crate::plan::{KnownStates, LifespanDependencies};
use crate::public_names::public_name;

/// The values that an application is given.
#[derive(Debug, Default)]
pub(super) struct GivenStates {
    given: States,
    /// The place in the source of each.
    places: HashMap<TypeId, &'static Location<'static>>,
    /// Values that replace others, in tests.
    overrides: States,
    /// The types that an application around this one does not have in the same way.
    own: HashSet<TypeId>,
    mistakes: Vec<Mistake>,
}

impl GivenStates {
    /// Adds a value. A second one of a type is a mistake: nobody could say which of the two an operation gets.
    pub(super) fn add<T: Send + Sync + 'static>(
        &mut self,
        value: T,
        place: &'static Location<'static>,
    ) {
        self.note_place(TypeId::of::<T>(), type_name::<T>(), place);
        self.given.insert(TypeId::of::<T>(), Arc::new(value));
    }

    fn note_place(
        &mut self,
        id: TypeId,
        type_name: &'static str,
        place: &'static Location<'static>,
    ) {
        if let Some(first) = self.places.insert(id, place) {
            self.mistakes.push(Mistake::DoubleState {
                type_name: public_name(type_name),
                first: first.to_string(),
                second: place.to_string(),
            });
        }
    }

    /// Puts a value in the place of another, or of none.
    pub(super) fn replace<T: Send + Sync + 'static>(&mut self, value: T) {
        self.overrides.insert(TypeId::of::<T>(), Arc::new(value));
    }

    /// Puts the values there that tests have given an application around this one.
    pub(super) fn replace_all(&mut self, outer: &States) {
        let own = self.given.keys().chain(self.overrides.keys());
        self.own = own.filter(|id| !outer.contains_key(id)).copied().collect();
        let outer = outer.iter();
        self.overrides
            .extend(outer.map(|(id, value)| (*id, Arc::clone(value))));
    }

    /// The values that tests have put in the place of others.
    pub(super) fn replacements(&self) -> States {
        self.overrides.clone()
    }

    /// The states that operations can take, and the lifespan dependencies in the order in which they are made. Those of an application around
    /// this one are here too, unless this one has its own.
    pub(super) fn into_states(
        mut self,
        mut lifespan: LifespanDependencies<'_>,
        outer: Option<&KnownStates>,
        mistakes: &mut Vec<Mistake>,
    ) -> (KnownStates, Vec<PlannedLifespan>) {
        mistakes.append(&mut self.mistakes);
        lifespan.settle(&self.own);
        let mut known = self.inherited(&lifespan, outer);
        known.of_start.insert(stop_signal_id());
        self.add_made(&lifespan, &mut known, mistakes);
        known.values.extend(self.given);
        known.values.extend(self.overrides);
        lifespan.add_keys(&mut known);
        #[cfg(feature = "templates")]
        templates::load(&known, outer, mistakes);
        let planned = lifespan.planned(&known, mistakes);
        (known, planned)
    }

    /// The states of an application around this one, without those of which this one has its own.
    fn inherited(
        &self,
        lifespan: &LifespanDependencies<'_>,
        outer: Option<&KnownStates>,
    ) -> KnownStates {
        let mut known = outer.cloned().unwrap_or_default();
        let made = lifespan.own_ids();
        known.values.retain(|id, _| !made.contains(id));
        let is_own = |id: &TypeId| {
            made.contains(id) || self.given.contains_key(id) || self.overrides.contains_key(id)
        };
        known.ambiguous.retain(|id, _| !is_own(id));
        known
    }

    /// Makes the values of lifespan dependencies known by their types. Two dependencies may make values of one type as long as nobody takes
    /// one by it.
    fn add_made(
        &self,
        lifespan: &LifespanDependencies<'_>,
        known: &mut KnownStates,
        mistakes: &mut Vec<Mistake>,
    ) {
        for (id, (type_name, makers)) in lifespan.makers() {
            let place = self.places.get(&id).map(ToString::to_string);
            let mut sources = place.iter().chain(&makers);
            let (Some(first), second) = (sources.next(), sources.next()) else {
                continue;
            };
            let double = second.map(|second| Mistake::DoubleState {
                type_name: public_name(type_name),
                first: first.clone(),
                second: second.clone(),
            });
            match double {
                Some(double) if place.is_some() => mistakes.push(double),
                Some(double) if !self.overrides.contains_key(&id) => {
                    known.ambiguous.insert(id, double);
                }
                _ => {}
            }
            known.of_start.insert(id);
        }
    }
}
