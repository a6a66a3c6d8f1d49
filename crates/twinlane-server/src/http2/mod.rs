//! HTTP/2 on a connection whose client has begun with its preface.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `connection.rs` | one connection, and when it is told to end |
//! | `limits.rs` | what a client may ask of one connection |
//! | `idle.rs` | a connection without requests, and one that is to end |
//! | `socket.rs` | what hyper reads from and writes to |
//! | `streams.rs` | what the streams of a connection share |
//! | `stream_task.rs` | one stream: a task, and the client that does not take its response |
//! | `service.rs` | the service of one connection, as hyper calls it |
//! | `request_check.rs` | which requests are refused, and what the others are changed to |
//! | `response_body.rs` | the body of a response, in pieces |

mod connection;
mod limits;
mod idle;
mod socket;
mod streams;
mod stream_task;
mod service;
mod request_check;
mod response_body;

pub(crate) use connection::{Opening, Shared, spawn};
pub(crate) use limits::Http2Limits;
