//! The session, as a parameter.

use super::{Gather, Kind, Parameter, Slot};
use crate::session::Session;

/// The marker of the parameter that is the session.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaSession {}

impl Parameter<ViaSession> for Session {
    fn kind() -> Kind {
        Kind::Session
    }

    fn gather(cx: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        let slot = cx.inputs.arrival.session.as_ref();
        let session = slot.and_then(|slot| slot.session());
        if session.is_none() {
            // The start has made sure of the middleware; a layer may have made another request in the place of this one.
            cx.problems.missing_extension = Some(std::any::type_name::<Self>());
        }
        session
    }
}
