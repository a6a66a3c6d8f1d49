//! WebSockets, by the test client.

mod basics;
mod dependencies;
mod gone;
mod handshakes;
mod mistakes;
