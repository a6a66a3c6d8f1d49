//! The WebSocket protocol without I/O: what arrives is given as bytes, and what is to be sent is written as bytes.
//!
//! It does what the package `websockets` does below Uvicorn, and answers as they do: the same handshake, the same
//! refusals, the same codes and reasons for what is broken. Both roles are here; the client's is for tests.
//!
//! ```
//! use bytes::BytesMut;
//! use twinlane_websocket::{Agreed, Event, Reader, Writer};
//!
//! let mut client = Writer::client(Agreed::default());
//! let mut server = Reader::server(Agreed::default(), 1 << 20);
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
//! [`Reader`] and [`Writer`] have no buffers of their own between two messages: what arrives and what is to be sent is in
//! buffers of the caller. Nothing is reserved because a header says so. A message, as it arrives and as it is
//! inflated, is never larger than what [`Reader::server`] was given.
//!
//! A compressor takes 160 KiB, an inflator 46 KiB. If messages refer to those before them, a connection keeps one of each from its
//! first message that is compressed; [`Writer::release_compressor`] gives the first back. At most 1,024 connections of a process keep a
//! compressor: the messages of others are compressed each by itself. If both sides have agreed that messages refer to no others, or they are
//! [prepared](PreparedMessage), all connections share one of each a thread.
//!
//! # Differences from Uvicorn
//!
//! Uvicorn 0.54 with `websockets` 17.4 was asked, row by row: `tests/it`. These are meant:
//!
//! - A close frame among the fragments of a message is answered by the same, as RFC 6455 wants it, not by 1002.
//! - A frame that is wrong by its head is told before its payload has arrived, and text that is not UTF-8 after the
//!   fragment that it is in. The bytes are the same.
//! - A ping of at most 125 bytes is taken, however small the limit is and however little of it is left.
//! - A peer may end its compressed stream and begin another, sixteen times in a message. Uvicorn reads nothing but empty
//!   messages from then on.
//! - A compressed message that refers to more than the window that was agreed on is read, which costs nothing more.
//! - A handshake with a body is refused with 400. Uvicorn says nothing.
//!
//! # Layout
//!
//! In the order in which a connection meets them:
//!
//! - `handshake`: [`Handshake`], what a client asks for, and what it is answered; [`ClientHandshake`], the other side
//! - `agreed`: [`Agreed`], the agreement of both sides
//! - `reader`: [`Reader`], the side that reads
//! - `event`: [`Event`], something that has arrived
//! - `header`: the head of a frame, and what is wrong with it
//! - `mask`: the mask of a client's frames
//! - `message`: a message, as it arrives: in fragments, compressed, or both
//! - `inflator`: the inflator of messages that a peer has compressed
//! - `writer`: [`Writer`], the side that writes
//! - `frame`: a frame, as it is written
//! - `control`: [`Control`], the frames that are no messages
//! - `compressor`: the compressor of messages for a peer
//! - `kept`: the compressors that connections keep
//! - `prepared`: [`PreparedMessage`], a message for many
//! - `close`: [`CloseFrame`], why a connection ends

mod handshake;
mod agreed;
mod reader;
mod event;
mod header;
mod mask;
mod message;
mod inflator;
mod writer;
mod frame;
mod control;
mod compressor;
mod kept;
mod prepared;
mod close;

pub use agreed::Agreed;
pub use close::{CloseFrame, may_be_sent};
pub use control::Control;
pub use event::Event;
pub use handshake::{ClientHandshake, Handshake, Refusal, asks_for_websocket};
pub use prepared::PreparedMessage;
pub use reader::Reader;
pub use writer::Writer;
