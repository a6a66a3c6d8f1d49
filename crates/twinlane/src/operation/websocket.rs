//! Operations of WebSockets.

use std::any::TypeId;

use http::Method;

use super::{OperationDescription, OperationOptions, Routable, Route};
use crate::answer::no_content_description;
use crate::call::Call;
use crate::lane_rules::Lane;
use crate::names::UrlTarget;
use crate::parameters::{Gather, ParameterDescription};

/// A function that has the connections of one path.
///
/// `#[websocket]` implements this on a type with the name of the function.
pub trait WebSocketOperation: UrlTarget {
    /// The description of the operation; called once, at startup.
    fn describe() -> OperationDescription;

    /// Reads every argument from the handshake. `None`: [`Gather`] holds at least one problem.
    fn gather(cx: &mut Gather<'_>) -> Option<Call>;
}

/// The marker of WebSocket operations.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaWebSocketOperation {}

impl<O: WebSocketOperation> Routable<ViaWebSocketOperation> for O {
    fn route() -> Route {
        Route {
            description: Box::new(O::describe()),
            operation: TypeId::of::<O>(),
            gather: O::gather,
        }
    }
}

impl OperationDescription {
    /// That of a WebSocket operation.
    pub fn of_websocket(
        (name, module, place): (&'static str, &'static str, &'static str),
        path: &'static str,
        options: OperationOptions,
        parameters: Vec<ParameterDescription>,
    ) -> Self {
        Self {
            name,
            module,
            place,
            method: Method::GET,
            path,
            lane: Lane::Loop,
            options,
            parameters,
            answer: no_content_description(),
        }
    }
}
