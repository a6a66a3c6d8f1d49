//! The handshake: the request of a client, and the response of the server.

mod asked;
mod refusal;
mod list;
mod offer;
mod key;
mod client;

pub use asked::{Handshake, asks_for_websocket};
pub use client::ClientHandshake;
pub use refusal::Refusal;
