//! The values that operations take as `State`.

use std::any::{TypeId, type_name};
use std::collections::HashMap;
use std::panic::Location;
use std::sync::Arc;

use crate::build_error::Mistake;
use crate::parameter::{States, stop_signal_id};
use crate::plan::KnownStates;
use crate::stages::StartValue;

/// The values that an application is given.
#[derive(Debug, Default)]
pub(super) struct GivenStates {
    given: States,
    /// The place in the source of each.
    places: HashMap<TypeId, &'static Location<'static>>,
    /// Values that are made when the application starts.
    of_start: Vec<StartValue>,
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
        self.note_place(TypeId::of::<T>(), type_name::<T>(), place);
        self.given.insert(TypeId::of::<T>(), Arc::new(value));
    }

    /// Adds a value that is made at the start, likewise.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "there is no public way yet to declare a value of the start"
        )
    )]
    pub(super) fn add_of_start(&mut self, value: StartValue, place: &'static Location<'static>) {
        self.note_place(value.id, value.type_name, place);
        self.of_start.push(value);
    }

    fn note_place(
        &mut self,
        id: TypeId,
        type_name: &'static str,
        place: &'static Location<'static>,
    ) {
        if let Some(first) = self.places.insert(id, place) {
            self.mistakes.push(Mistake::DoubleState {
                type_name,
                first: first.to_string(),
                second: place.to_string(),
            });
        }
    }

    /// Puts a value in the place of another, or of none.
    pub(super) fn replace<T: Send + Sync + 'static>(&mut self, value: T) {
        self.overrides.insert(TypeId::of::<T>(), Arc::new(value));
    }

    /// What operations can take, and the values that are still to be made. One that a test has replaced is not made.
    pub(super) fn into_states(
        mut self,
        mistakes: &mut Vec<Mistake>,
    ) -> (KnownStates, Vec<StartValue>) {
        mistakes.append(&mut self.mistakes);
        self.of_start
            .retain(|value| !self.overrides.contains_key(&value.id));
        self.given.extend(self.overrides);
        let of_start = self.of_start.iter().map(|value| value.id);
        let known = KnownStates {
            values: self.given,
            of_start: of_start.chain([stop_signal_id()]).collect(),
        };
        (known, self.of_start)
    }
}

#[cfg(test)]
impl super::App {
    /// Adds a value that is made at the start.
    #[track_caller]
    pub(crate) fn state_of_start(mut self, value: StartValue) -> Self {
        self.states.add_of_start(value, Location::caller());
        self
    }
}
