//! Where the value goes that a dependency's function returns, and what comes back beside it.

use std::fmt;

use super::provided::Provided;
use super::teardown::Teardown;
use super::value_slot::{SlotMaker, ValueSlot, ValueSlots, ValueWithTeardown};
use crate::answer::Answered;
use crate::parameter::GivenBack;

/// What a dependency has made beside its value.
#[derive(Debug, Default)]
pub struct CallExtras(pub(super) Option<Box<ExtraItems>>);

/// Few have any of it.
#[derive(Debug, Default)]
pub(super) struct ExtraItems {
    pub(super) teardown: Option<Teardown>,
    pub(super) given: GivenBack,
}

/// What the function of a dependency returns to the framework. `Err`: what the request is answered with instead.
///
/// Boxed: it is moved from place to place, and hardly ever there.
pub type CallResult = Result<CallExtras, Box<Answered>>;

impl CallExtras {
    /// With what was lent to the function and has come back.
    #[must_use]
    pub fn with(mut self, given: GivenBack) -> Self {
        self.0.get_or_insert_default().given = given;
        self
    }
}

/// Where the value of a function goes.
pub struct ValueTarget<'p>(pub(super) Target<'p>);

pub(super) enum Target<'p> {
    /// Who asks for it holds this already.
    Slot(ValueSlot),
    /// Nobody has asked yet: it gets a home of its own.
    New {
        make_slot: SlotMaker,
        values: &'p mut ValueSlots,
    },
}

impl ValueTarget<'_> {
    /// Puts the value of the function there.
    pub fn fill<T: Send + 'static>(self, value: T) -> CallExtras {
        match self.0 {
            Target::Slot(slot) => slot.put(value),
            Target::New { make_slot, values } => values.push(Some(make_slot(&mut Some(value)))),
        }
        CallExtras::default()
    }

    /// Puts a value there that is to be undone.
    pub fn provide<T: Send + 'static, S: 'static>(self, provided: Provided<T, S>) -> CallExtras {
        let Provided {
            value, undo, scope, ..
        } = provided;
        let slot = match self.0 {
            Target::Slot(slot) => {
                slot.put(value);
                slot
            }
            Target::New { make_slot, values } => {
                let slot = make_slot(&mut Some(ValueWithTeardown(value)));
                values.push(Some(slot.clone()));
                slot
            }
        };
        CallExtras(Some(Box::new(ExtraItems {
            teardown: Some(Teardown::new(slot, undo, scope)),
            given: GivenBack::default(),
        })))
    }
}

impl fmt::Debug for ValueTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueTarget")
    }
}
