//! The HTTP server of Twinlane, in Uvicorn's place: HTTP/1.1, and with the feature `http2` HTTP/2, on hyper for any [`tower`](tower_service) service.
//!
//! It knows nothing of path operations. It listens, limits, serves each connection inside
//! [`twinlane_lanes::watch`], and stops gracefully.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use http_body_util::Full;
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpStream;
//! use tokio::sync::oneshot;
//! use twinlane_server::{Incoming, Server, Settings};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let service = tower::service_fn(|_: http::Request<Incoming>| async {
//!     Ok::<_, Infallible>(http::Response::new(Full::from("Hello")))
//! });
//!
//! // A program of its own has `Settings::new().from_args()` here, and `stop_signal()` below.
//! let server = Server::bind(&Settings::new().port(0)).await?;
//! let address = server.local_addr().ok_or("no address")?;
//! let (stop, stopped) = oneshot::channel();
//! let served = tokio::spawn(server.serve(move |_| service, async { drop(stopped.await) }));
//!
//! let mut client = TcpStream::connect(address).await?;
//! client.write_all(b"GET / HTTP/1.0\r\n\r\n").await?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer).await?;
//! assert!(answer.starts_with("HTTP/1.0 200 OK") && answer.ends_with("Hello"));
//!
//! stop.send(()).unwrap();
//! served.await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What never reaches the service
//!
//! The server refuses by itself, and ends the connection:
//!
//! | what arrives | the response |
//! | --- | --- |
//! | no HTTP: a malformed line, header or length, an unknown version | 400, empty (Uvicorn's has a text) |
//! | HTTP/1.1 without a `Host`, any version with two or with one that is no host | 400 |
//! | a target that is neither a path, an address nor the `*` of `OPTIONS`; `CONNECT` | 400 |
//! | a `Transfer-Encoding` that is not `chunked`, once and alone | 400 |
//! | a forwarded host, port or prefix that is none, a malformed `Forwarded`, if these are believed | 400 |
//! | a head with too many bytes or headers | 431, empty |
//! | a target of more than 65,534 bytes | 414, empty |
//! | a head that does not arrive in time | nothing |
//! | HTTP/2, without its feature or switched off | nothing |
//! | a connection beyond `max_connections` | 503, with `Retry-After` |
//! | a request beyond `limit_concurrency`, if set | 503 |
//!
//! An address as the target names the host: the service finds it as `Host`. A request with trailers, with a chunked body that
//! the service does not read to its end, or with both a `Content-Length` and a `Transfer-Encoding` is the last of its
//! connection, because a proxy before this server may find its end elsewhere. `100 Continue` is sent when the service begins
//! to read the body, as Uvicorn does.
//!
//! # HTTP/2
//!
//! With the feature `http2` a client may begin with the preface of HTTP/2 ("prior knowledge"), on the same port. What arrives first tells the
//! version, under the deadline of the first head. A service sees such a request as one of HTTP/1.1: its target is a path, its authority the `Host`,
//! its cookies are in one header; only its version differs. Refused are `CONNECT`, an authority or a `Host` that is no host, two of them that differ,
//! a scheme that is not HTTP's (400), and too many headers (431). What breaks the protocol ends its stream or its connection, as RFC 9113 says.
//!
//! Each request runs in a task of its own, and the limits are those of HTTP/1.1. `body_idle_timeout`, `write_timeout` and `min_rate` hold for each
//! stream: one that keeps the server waiting is reset, the others go on. `keep_alive_timeout` is the time without a request in flight (`header_timeout` before the first), after which
//! the connection is closed, whatever else its client sends (a quarter of it later at most). A connection has at most `max_concurrent_streams` requests in
//! flight, and all connections together `max_connections`: more are answered with 503. A client that resets more requests than
//! it lets end, by 200, is cut off. For the bodies of requests that no service has read yet a connection has 1 MiB, of which one stream has a quarter;
//! of a response that the client does not take, 64 KiB wait beyond its window.
//!
//! A stop, and the end of an idle connection, are announced by GOAWAY. Requests that cross it are served. A client that does not confirm it
//! is waited for one second (two if it sends something else), and for five after its last response.
//!
//! `100 Continue` is not sent, and there are no upgrades and no pushes.
//!
//! # What a client may cost
//!
//! No client decides how long the server waits, or how much it keeps. Each limit is a field of [`Settings`], which says its
//! default, and is on: `header_timeout`, `keep_alive_timeout`, `body_idle_timeout` (the service sees an [`io::Error`](std::io::Error) of kind
//! `TimedOut`), `write_timeout`, `min_rate`, `max_header_size`, `max_headers`, `max_connections`, `max_concurrent_streams`, `shutdown_timeout`.
//! `max_body_size` is for the service to keep, as Twinlane's does. Only time in which the server waits for the client
//! counts; a timer is armed when a read or write has to wait.
//!
//! # Connections
//!
//! A [`Listener`] accepts them: ports and unix sockets ([`Server::bind`]), sockets that listen already, streams within the process for
//! tests, and several of these at once. What a stream goes through before HTTP runs in the connection's own task and has `header_timeout`, so that no client holds
//! up the others. The function that makes the service of a connection is given the [`Connection`]; a service that looks for it in
//! the extensions of a request is wrapped in [`WithConnection`]. Within TLS a request has its [`Scheme`] there, unless all services know it of
//! their connection ([`Server::scheme_of_connection`]).
//!
//! A request that a trusted proxy passes on is as the client has sent it: [`ForwardedClient`], [`Scheme`] and [`ForwardedPrefix`] are in its extensions, and its
//! `Host` is the one that the client named, if these are believed ([`ForwardedHeaders`]). By default that is `X-Forwarded-For` and
//! `X-Forwarded-Proto` from this machine, as with Uvicorn.
//!
//! A service may upgrade its connection with [`Upgrade`], or with `hyper::upgrade::on`, and send and receive trailers. An upgraded connection counts
//! as open until it ends, and is cut off by a stop like any other; `write_timeout` and `min_rate` hold for it, and no deadline for
//! what it reads.
//!
//! # Stopping
//!
//! When [`Server::serve`] is told to stop, no connection is accepted any more, and those with nothing in flight are closed at
//! once: also one of which half a head has arrived. Each of the others ends when the requests that had arrived on it are
//! answered, pipelined ones included. What has not ended after `shutdown_timeout` is cut off: its connection is closed, and
//! the future of its response is dropped.
//!
//! # Layout
//!
//! | file | what is in it |
//! | --- | --- |
//! | `descriptor.rs` | [`Descriptor`]: a file descriptor, by its number or name |
//! | `settings.rs` | [`Settings`]: what an operator can set |
//! | `arguments/` | the command line and the `TWINLANE_*` variables, a file for each group of options |
//! | `listener/` | [`Listener`]: where connections come from; a file for each kind of socket |
//! | `memory.rs` | [`MemoryConnector`]: connections within the process |
//! | `connection_info.rs` | [`Connection`]: who has connected, and [`WithConnection`] for services that ask requests for it |
//! | `forwarded/` | [`TrustedProxies`], [`ForwardedHeaders`]: what proxies say of the requests that they pass on |
//! | `server.rs` | [`Server`]: accepting, serving, stopping |
//! | `connections.rs` | what all connections share, and waiting for their end |
//! | `overload.rs` | more connections than the settings allow |
//! | `refusal.rs` | a connection that is told why it is closed |
//! | `arrivals.rs` | the connections that have come as far as HTTP |
//! | `stream/` | a raw stream, of whatever kind, and one within TLS |
//! | `transport.rs` | what a raw stream goes through before HTTP |
//! | `proxy_protocol/` | the PROXY header by which a proxy announces whose connection it passes on |
//! | `connection.rs` | one connection: a task, and when it is told to end |
//! | `state.rs` | what the parts of a connection know of each other |
//! | `own_wakes.rs` | a connection that wakes itself is polled again at once |
//! | `task_timer.rs` | a timer that is looked at after each poll of a connection |
//! | `quiet.rs` | the deadlines of a connection without a request in flight |
//! | `extras.rs` | settings of each request that are off by default: limits, headers |
//! | `response_header.rs` | [`ResponseHeader`]: headers of each response |
//! | `preface.rs` | the first bytes of a connection, which say its version |
//! | `socket.rs` | what hyper reads from and writes to |
//! | `stall.rs` | a write that has to wait, and how its client is given up |
//! | `pace.rs` | how long a client may keep the server waiting |
//! | `linger.rs` | the end of a connection whose client still sends |
//! | `tie.rs` | what an upgraded connection keeps of its server |
//! | `upgrade.rs` | [`Upgrade`]: the connection of a request that goes on with another protocol |
//! | `service.rs` | the service of one connection, as hyper calls it |
//! | `request_check.rs` | which requests are refused |
//! | `incoming.rs` | [`Incoming`]: the body of a request |
//! | `http2/` | connections that speak HTTP/2 |
//! | `tls/` | HTTPS: certificates, and what is agreed on with them |
//! | `tls_handshake.rs` | the handshake of a connection within TLS |
//! | `redirect.rs` | the port that redirects to HTTPS |
//! | `access_log.rs` | a line for each response, if wanted |
//! | `log_text.rs` | [`LogText`]: a text that cannot forge a line of the log |
//! | `stopping.rs` | the two steps of a stop |
//! | `stop.rs` | [`stop_signal`], [`StopSignals`] |
//! | `service_manager.rs` | `ServiceManager`: systemd, which is told that the server is ready, and that it stops |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod descriptor;
mod settings;
mod arguments;
mod listener;
mod memory;
mod connection_info;
mod forwarded;
mod server;
mod connections;
mod overload;
mod refusal;
mod arrivals;
mod stream;
mod transport;
mod proxy_protocol;
mod connection;
mod state;
mod own_wakes;
mod task_timer;
mod quiet;
mod extras;
mod response_header;
#[cfg(feature = "http2")]
mod preface;
mod socket;
mod stall;
mod pace;
mod linger;
mod tie;
mod upgrade;
mod service;
mod stated_length;
mod request_check;
mod incoming;
#[cfg(feature = "http2")]
mod http2;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "tls")]
mod tls_handshake;
#[cfg(feature = "tls")]
mod redirect;
mod access_log;
mod log_text;
mod stopping;
mod stop;
#[cfg(unix)]
mod service_manager;

pub use access_log::{LogSpan, ProbeResponse};
pub use arguments::SettingsError;
pub use connection_info::{
    Connection, ForwardedClient, ProxiedConnection, UnixPeer, WithConnection,
};
pub use descriptor::{Descriptor, DescriptorError};
pub use forwarded::{ForwardedHeaders, ForwardedPrefix, ProxyOptionError, TrustedProxies};
pub use incoming::Incoming;
#[cfg(unix)]
pub use listener::take_inherited_sockets;
pub use listener::{BindError, BindMistake, ListenAddress, Listener, Reservation};
pub use log_text::{LogText, write_escaped};
pub use memory::MemoryConnector;
pub use response_header::{ResponseHeader, ResponseHeaderError};
pub use server::Server;
#[cfg(unix)]
pub use service_manager::ServiceManager;
pub use settings::{LogLevel, Settings};
pub use stop::{StopSignals, stop_signal};
#[cfg(feature = "tls")]
pub use tls::{
    Ciphers, CiphersError, ClientCertificate, ClientCertificates, KeyfilePassword, TlsError,
    TlsInfo, TlsSettings, TlsVersion,
};
pub use twinlane_path::Scheme;
pub use upgrade::{Upgrade, UpgradePromise, Upgraded};
