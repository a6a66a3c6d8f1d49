//! The request itself, as a parameter.

use std::sync::Arc;

use super::{Gather, Kind, Parameter, Slot, SlotSource};
use crate::names::Names;
use crate::request::{Request, path_params};

/// The marker of the parameter that is the request.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaRequest {}

impl Parameter<ViaRequest> for Request {
    fn kind() -> Kind {
        Kind::Request
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let inputs = &cx.inputs;
        let path_params = path_params(inputs.arrival, (inputs.path_names, inputs.path));
        let request = Request::of(inputs.parts, inputs.arrival.clone(), path_params);
        Some(match names(slot) {
            Some(names) => request.with_names(names),
            None => request,
        })
    }
}

/// The names of the application, which every such slot has after the start.
pub(super) fn names(slot: &Slot) -> Option<Arc<Names>> {
    match &slot.source {
        SlotSource::State(value) => Arc::clone(value).downcast().ok(),
        _ => None,
    }
}
