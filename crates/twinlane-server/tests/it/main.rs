//! The server over real sockets, and over streams in memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod client;
mod http2_client;
mod log;
mod options;

mod access_log;
mod bind;
mod config_file;
mod extras;
mod forwarded;
mod framing;
mod host;
mod http;
mod http2;
mod limits;
mod listener;
mod process;
mod settings;
mod stop;
mod tls;
mod trailers;
mod upgrade;
mod wire;
