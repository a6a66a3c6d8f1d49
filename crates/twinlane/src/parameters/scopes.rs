//! The scopes that are needed, as a parameter.

use super::{Gather, Kind, Parameter, Slot, SlotSource};
use crate::scopes::SecurityScopes;

/// The marker of parameters that are scopes.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaScopes {}

impl Parameter<ViaScopes> for SecurityScopes {
    fn kind() -> Kind {
        Kind::Scopes
    }

    fn gather(_: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match &slot.source {
            SlotSource::Scopes(scopes) => Some(scopes.clone()),
            _ => None,
        }
    }
}
