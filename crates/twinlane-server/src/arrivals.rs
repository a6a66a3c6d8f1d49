//! The connections that have come as far as HTTP, one after the other.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::connections::Connections;
use crate::listener::Listener;
use crate::overload::Overload;
use crate::transport::{Arrived, Transport};

/// Accepts connections, and takes those that have a transport through it.
pub(crate) struct Arrivals {
    listener: Listener,
    transport: Transport,
    overload: Overload,
    /// The connections that have come through their transport. Each counts as open, so that there are never many.
    entered: mpsc::UnboundedReceiver<Arrived>,
    sender: mpsc::UnboundedSender<Arrived>,
}

impl Arrivals {
    pub(crate) fn new(listener: Listener, transport: Transport, overload: Overload) -> Self {
        let (sender, entered) = mpsc::unbounded_channel();
        Self {
            listener,
            transport,
            overload,
            entered,
            sender,
        }
    }

    /// The next one. Given up and asked again, none is lost.
    pub(crate) async fn next(&mut self, connections: &Arc<Connections>) -> Arrived {
        loop {
            let (stream, connection) = tokio::select! {
                biased;
                Some(arrived) = self.entered.recv() => return arrived,
                accepted = self.listener.accept() => accepted,
            };
            let Some((stream, open)) = self.overload.admit(stream, &connections.open) else {
                continue;
            };
            let arrived = Arrived {
                stream,
                connection,
                open,
            };
            if self.transport.is_plain() {
                return arrived;
            }
            self.transport.spawn(arrived, connections, &self.sender);
        }
    }

    /// Stops listening. Those that had come through their transport, whose clients may have sent a request already.
    pub(crate) fn close(self) -> impl Iterator<Item = Arrived> {
        let mut entered = self.entered;
        std::iter::from_fn(move || entered.try_recv().ok())
    }
}
