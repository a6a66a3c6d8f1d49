//! The WebSocket protocol without I/O: what arrives is given as bytes, and what is to be sent is written as bytes.
//!
//! It does what the package `websockets` does below Uvicorn, and answers as they do: the same handshake, the same
//! refusals, the same codes and reasons for what is broken. Both roles are here; the client's is for tests.
//!
//! ```
//! use bytes::BytesMut;
//! use twinlane_websocket::{Agreed, Event, Protocol};
//!
//! let mut client = Protocol::client(Agreed::default(), 1 << 20);
//! let mut server = Protocol::server(Agreed::default(), 1 << 20);
//!
//! let mut wire = BytesMut::new();
//! client.write_text("hello", &mut wire);
//!
//! assert_eq!(server.read(&mut wire), Some(Event::Text("hello".to_owned())));
//! assert_eq!(server.read(&mut wire), None);
//! ```
//!
//! # Memory
//!
//! [`Protocol`] has no buffers of its own while it is between two messages: what arrives and what is to be sent is in
//! buffers of the caller. Nothing is reserved because a header says so. A message, as it arrives and as it is
//! inflated, is never larger than what [`Protocol::server`] was given. Compressors are made at the first message that
//! needs them.
//!
//! # Layout
//!
//! In the order in which a connection meets them:
//!
//! - `handshake`: [`Handshake`], what a client asks for, and what it is answered; [`ClientHandshake`], the other side
//! - `agreed`: [`Agreed`], what both sides have agreed on
//! - `protocol`: [`Protocol`], one side of a connection
//! - `event`: [`Event`], what has arrived
//! - `header`: the head of a frame, and what is wrong with it
//! - `mask`: what a client's frames are masked with
//! - `message`: a message, as it arrives: in fragments, compressed, or both
//! - `inflator`: what a peer has compressed
//! - `compressor`: what is compressed for a peer
//! - `close`: [`CloseFrame`], why a connection ends

mod handshake;
mod agreed;
mod protocol;
mod event;
mod header;
mod mask;
mod message;
mod inflator;
mod compressor;
mod close;

pub use agreed::Agreed;
pub use close::{CloseFrame, may_be_sent};
pub use event::Event;
pub use handshake::{ClientHandshake, Handshake, Refusal, asks_for_websocket};
pub use protocol::Protocol;
