//! The values that operations take as `State`.

use std::any::{TypeId, type_name};
use std::collections::HashMap;
use std::panic::Location;
use std::sync::Arc;

use crate::build_error::Mistake;
use crate::plan::States;

/// The values that an application is given.
#[derive(Debug, Default)]
pub(super) struct GivenStates {
    given: States,
    /// The place in the source of each.
    places: HashMap<TypeId, &'static Location<'static>>,
    /// Values that replace others, in tests.
    overrides: States,
    mistakes: Vec<Mistake>,
}

impl GivenStates {
    /// Adds a value. A second one of a type is a mistake: nobody could say which of the two an operation gets.
    pub(super) fn add<T: Send + Sync + 'static>(
        &mut self,
        value: T,
        place: &'static Location<'static>,
    ) {
        let id = TypeId::of::<T>();
        if let Some(first) = self.places.insert(id, place) {
            self.mistakes.push(Mistake::DoubleState {
                type_name: type_name::<T>(),
                first: first.to_string(),
                second: place.to_string(),
            });
        }
        self.given.insert(id, Arc::new(value));
    }

    /// Puts a value in the place of another, or of none.
    pub(super) fn replace<T: Send + Sync + 'static>(&mut self, value: T) {
        self.overrides.insert(TypeId::of::<T>(), Arc::new(value));
    }

    /// The values that operations get.
    pub(super) fn into_states(mut self, mistakes: &mut Vec<Mistake>) -> States {
        mistakes.append(&mut self.mistakes);
        self.given.extend(self.overrides);
        self.given
    }
}
