//! The target of the value that a dependency's function returns, and what comes back beside the value.

use std::fmt;

use super::provided::Provided;
use super::scope::TeardownScope;
use super::teardown::Teardown;
use super::value_slot::{SlotMaker, ValueSlot, ValueSlots, ValueWithTeardown};
use crate::answer::Answered;
use crate::parameters::GivenBack;

/// The target of a function's value: a slot.
pub struct ValueTarget<'s>(Target<'s>);

enum Target<'s> {
    /// A slot that those who ask for the value hold already.
    Reserved(ValueSlot),
    /// Nobody has asked yet: a slot is made with the value in it, and is the next of the request.
    New {
        maker: SlotMaker,
        slots: &'s mut ValueSlots,
    },
}

/// The result of a dependency's function, its value apart. `Err`: the early response of the request.
///
/// Boxed: it is moved often, and hardly ever there.
pub type CallResult = Result<CallExtras, Box<Answered>>;

/// The results of a call beside its value.
#[derive(Debug, Default)]
pub struct CallExtras(pub(super) Option<Box<ExtraItems>>);

/// Few calls have any of these.
#[derive(Debug, Default)]
pub(super) struct ExtraItems {
    pub(super) teardown: Option<Teardown>,
    pub(super) given_back: GivenBack,
}

impl<'s> ValueTarget<'s> {
    /// A slot that is there.
    pub(super) fn reserved(slot: ValueSlot) -> Self {
        Self(Target::Reserved(slot))
    }

    /// A slot that comes after these.
    pub(super) fn new_slot(maker: SlotMaker, slots: &'s mut ValueSlots) -> Self {
        Self(Target::New { maker, slots })
    }

    /// Puts the value of the function there.
    pub fn fill<T: Send + 'static>(self, value: T) -> CallExtras {
        match self.0 {
            Target::Reserved(slot) => slot.put(value),
            Target::New { maker, slots } => slots.push(Some(maker(&mut Some(value)))),
        }
        CallExtras::default()
    }

    /// Puts a value there that is to be undone.
    pub fn provide<T: Send + 'static, S: TeardownScope>(
        self,
        provided: Provided<T, S>,
    ) -> CallExtras {
        let (value, undo) = provided.into_parts();
        let slot = match self.0 {
            Target::Reserved(slot) => {
                slot.put(value);
                slot
            }
            Target::New { maker, slots } => {
                let slot = maker(&mut Some(ValueWithTeardown(value)));
                slots.push(Some(slot.clone()));
                slot
            }
        };
        CallExtras(Some(Box::new(ExtraItems {
            teardown: Some(Teardown::new(slot, undo, S::SCOPE)),
            given_back: GivenBack::default(),
        })))
    }
}

impl CallExtras {
    /// With the values that were lent to the function and have come back.
    #[must_use]
    pub fn with(mut self, given_back: GivenBack) -> Self {
        self.0.get_or_insert_default().given_back = given_back;
        self
    }
}

impl fmt::Debug for ValueTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueTarget")
    }
}
