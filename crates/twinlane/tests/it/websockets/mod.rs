//! WebSockets, by the test client.

mod basics;
mod blocking;
mod dependencies;
mod gone;
mod handshakes;
mod mistakes;
pub(crate) mod over_sockets;
mod rooms;
