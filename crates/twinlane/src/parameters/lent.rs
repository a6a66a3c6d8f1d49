//! `&mut ResponseParts` and `&mut BackgroundTasks`: made for the function, and taken back for the response.

use super::{Gather, GivenBack, Kind, LentParameter, Slot};
use crate::background::BackgroundTasks;
use crate::response_parts::ResponseParts;

/// The marker of parameters that are lent to the operation and taken back.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaLent {}

impl LentParameter<ViaLent> for ResponseParts {
    fn kind() -> Kind {
        Kind::Lent
    }

    fn gather(_: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        Some(Self::default())
    }

    fn give_back(self, given: &mut GivenBack) {
        given.parts.append(self);
    }
}

impl LentParameter<ViaLent> for BackgroundTasks {
    fn kind() -> Kind {
        Kind::Lent
    }

    fn gather(_: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        Some(Self::default())
    }

    fn give_back(self, given: &mut GivenBack) {
        given.tasks.append(self);
    }
}
