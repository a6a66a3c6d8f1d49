//! WebSockets, by the test client.

mod basics;
mod blocking;
mod clients;
mod dependencies;
mod ends;
mod gone;
mod handshakes;
mod mistakes;
pub(crate) mod over_sockets;
mod rooms;
mod streams;
