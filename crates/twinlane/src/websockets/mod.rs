//! WebSockets: what an operation has of its connection, and what moves the bytes of it.
//!
//! In the order in which a connection meets them:
//!
//! | file | what is in it |
//! | --- | --- |
//! | `rules.rs` | the limits of an operation's connections |
//! | `origin.rs` | which pages of browsers may connect |
//! | `socket.rs` | [`WebSocket`]: the connection as a function has it |
//! | `accept.rs` | accepting it, and refusing it by a response |
//! | `channel.rs`, `state.rs`, `due.rs`, `turn.rs`, `waiters.rs` | what the function and the connection share, and who wakes whom |
//! | `receive.rs`, `messages.rs`, `send.rs` | messages, from the one and from the other side |
//! | `halves.rs` | the two halves, for two tasks |
//! | `link.rs`, `deadlines.rs` | the connection: reading, writing, pings, the close, each within its time |
//! | `census.rs` | the connections that are there, for the page of the lanes |
//! | `ended.rs`, `codes.rs` | the end of the function, and what it closes with |
//! | `disconnected.rs`, `error.rs`, `message.rs` | what all of these say |

mod accept;
mod census;
mod channel;
mod codes;
mod deadlines;
mod disconnected;
mod due;
mod ended;
mod error;
mod halves;
mod link;
mod message;
mod messages;
mod origin;
mod parameter;
mod receive;
mod rules;
mod send;
mod socket;
mod state;
mod turn;
mod waiters;

pub(crate) use accept::forbidden;
pub use accept::{Accept, Refuse};
pub(crate) use census::Census;
pub(crate) use channel::{Channel, Decision, SharedChannel};
pub use disconnected::{Disconnected, WebSocketEnd};
pub(crate) use ended::Ending;
pub use ended::ended;
pub use error::{ReceiveError, WebSocketError};
pub use halves::{WebSocketReceiver, WebSocketSender};
pub(crate) use link::Link;
pub use message::Message;
pub use messages::Messages;
pub use origin::{AllowedOrigins, IntoOrigins};
pub use rules::WebSocketOptions;
pub(crate) use rules::WebSocketRules;
pub use socket::WebSocket;
