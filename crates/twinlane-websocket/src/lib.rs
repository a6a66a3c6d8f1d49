//! The WebSocket protocol without I/O: it reads events from bytes that have arrived, and writes the bytes to send.
//!
//! It replaces the package `websockets` below Uvicorn, and behaves like it: the same handshake, the same refusals, and the same
//! close codes and reasons for violations of the protocol. It has both roles; the client's is for tests.
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
//! [`Reader`] and [`Writer`] have no buffers of their own between two messages. Bytes that have arrived and bytes to send are in
//! buffers of the caller. A length in a header reserves no memory. The limit given to [`Reader::server`] applies to a message
//! both as it arrives and after decompression.
//!
//! A compressor takes 160 KiB, an inflator 46 KiB. If messages may refer to earlier messages, a connection keeps one of each from
//! its first compressed message on. [`Writer::release_compressor`] releases the compressor. At most 1,024 connections of a
//! process keep a compressor; the others compress each message independently. All connections share one of each per thread if
//! both sides have agreed that messages do not refer to earlier ones, or if messages are [prepared](PreparedMessage).
//!
//! # Differences from Uvicorn
//!
//! The behaviour was compared with Uvicorn 0.54 and `websockets` 17.4, case by case, in `tests/it`. These differences are
//! intended:
//!
//! - A close frame among the fragments of a message gets the same close frame as response, as RFC 6455 requires, not 1002.
//! - A frame with an invalid head is reported before its payload has arrived. Text that is not UTF-8 is reported after the
//!   fragment that contains it. The bytes sent are the same.
//! - A ping of at most 125 bytes is accepted, however small the size limit is, or the rest of it.
//! - A peer may end its compressed stream and start another, sixteen times in a message. Uvicorn reads only empty messages from
//!   then on.
//! - A compressed message that refers to more than the agreed window is read, at no extra cost.
//! - A handshake with a body gets a 400 response. Uvicorn sends no response and keeps the connection open.
//!
//! # Layout
//!
//! In the order in which a connection meets them:
//!
//! - `handshake`: [`Handshake`], the request of a client and the response; [`ClientHandshake`], the client's side
//! - `agreed`: [`Agreed`], the parameters that both sides have agreed on
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
//! - `prepared`: [`PreparedMessage`], a message for many connections
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
