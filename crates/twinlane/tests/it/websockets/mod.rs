//! WebSockets, by the test client.

mod basics;
mod blocking;
mod rooms;
