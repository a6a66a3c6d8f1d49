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
#[cfg(unix)]
mod inherited;
mod limits;
mod listener;
mod process;
mod proxy_protocol;
#[cfg(target_os = "linux")]
mod service_manager;
mod settings;
mod sockets;
mod stop;
mod tls;
mod trailers;
#[cfg(unix)]
mod unix_sockets;
mod upgrade;
mod wire;
