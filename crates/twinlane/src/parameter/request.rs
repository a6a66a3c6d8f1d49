//! The request itself, as a parameter.

use super::{Gather, Kind, Parameter, Slot};
use crate::request::{Request, path_params};

/// The marker of the parameter that is the request.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaRequest {}

impl Parameter<ViaRequest> for Request {
    fn kind() -> Kind {
        Kind::Request
    }

    fn gather(cx: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        let inputs = &cx.inputs;
        let path_params = path_params(inputs.arrival, (inputs.path_names, inputs.path));
        Some(Request::of(
            inputs.parts,
            inputs.arrival.clone(),
            path_params,
        ))
    }
}
