//! `Stopping`: a future that is ready when the server stops.

use std::any::{Any, TypeId, type_name};
use std::sync::Arc;

use twinlane_lanes::{StopSignal, Stopping};

use super::{Gather, Kind, Parameter, Slot, SlotSource};
use crate::dependencies::{LifespanParameter, SharedAny};

/// The application's own signal, which is no [`State`](super::State) of a user's.
struct OwnSignal(StopSignal);

/// The signal that a [`Stopping`] waits for, as one of the application's states.
pub(crate) fn stop_signal_state(signal: &StopSignal) -> (TypeId, Arc<dyn Any + Send + Sync>) {
    (
        TypeId::of::<OwnSignal>(),
        Arc::new(OwnSignal(signal.clone())),
    )
}

/// The type that the signal is taken by.
pub(crate) fn stop_signal_id() -> TypeId {
    TypeId::of::<OwnSignal>()
}

/// The marker of parameters that tell of a stop.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaStopping {}

impl Parameter<ViaStopping> for Stopping {
    fn kind() -> Kind {
        Kind::State {
            id: TypeId::of::<OwnSignal>(),
            name: type_name::<Self>(),
        }
    }

    fn gather(_: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match &slot.source {
            SlotSource::State(value) => Self::of_value(value),
            _ => None,
        }
    }
}

impl LifespanParameter for Stopping {
    fn kind() -> Kind {
        <Self as Parameter<ViaStopping>>::kind()
    }

    fn of_value(value: &SharedAny) -> Option<Self> {
        let signal = value.downcast_ref();
        signal.map(|OwnSignal(signal)| signal.stopping())
    }
}
