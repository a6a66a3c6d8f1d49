//! `Stopping`: a future that is ready when the server stops.

use std::any::{TypeId, type_name};
use std::sync::Arc;

use twinlane_lanes::{StopSignal, Stopping};

use super::{Gather, Kind, Parameter, Slot, SlotSource};
use crate::app::States;

/// The application's own signal, which is no [`State`](super::State) of a user's.
struct OwnSignal(StopSignal);

/// The states of an application, and with them what a [`Stopping`] is made of.
pub(crate) fn with_stop_signal(mut states: States, signal: &StopSignal) -> States {
    let own = Arc::new(OwnSignal(signal.clone()));
    states.insert(TypeId::of::<OwnSignal>(), own);
    states
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
            SlotSource::State(value) => value
                .downcast_ref()
                .map(|OwnSignal(signal)| signal.stopping()),
            _ => None,
        }
    }
}
