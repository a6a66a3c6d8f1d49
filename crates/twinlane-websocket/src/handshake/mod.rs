//! The handshake: what a client asks for, and what it is answered.

mod asked;
mod refusal;
mod list;
mod offer;
mod key;
mod client;

pub use asked::{Handshake, asks_for_websocket};
pub use client::ClientHandshake;
pub use refusal::Refusal;
