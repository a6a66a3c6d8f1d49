//! The connection, as a parameter.

use std::sync::Arc;

use super::WebSocket;
use super::channel::SharedChannel;
use crate::parameters::{Gather, Kind, Parameter, Slot, ViaRequest};
use crate::request::Request;

/// The marker of the parameter that is the connection.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaWebSocket {}

impl Parameter<ViaWebSocket> for WebSocket {
    fn kind() -> Kind {
        Kind::WebSocket
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let channel = cx.inputs.parts.extensions.get::<SharedChannel>();
        // Every operation that has the parameter is one of WebSockets, which the start has made sure of.
        let channel = Arc::clone(channel?);
        let request = <Request as Parameter<ViaRequest>>::gather(cx, slot)?;
        Some(Self::new(channel, request))
    }
}
