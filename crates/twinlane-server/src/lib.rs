//! The HTTP server of Twinlane, on hyper: it serves any [`tower`](tower_service) service, as Uvicorn serves any ASGI application.
//!
//! It speaks HTTP/1.1, and HTTP/2 with the feature `http2`. It knows nothing of path operations. It accepts connections, enforces
//! limits, serves each connection inside [`twinlane_lanes::watch`], and stops gracefully.
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
//! The server itself refuses these requests, and closes the connection:
//!
//! | the client sends | the response |
//! | --- | --- |
//! | something that is not HTTP: a malformed line, header or length, an unknown version | 400, empty (Uvicorn's has a text) |
//! | HTTP/1.1 without a `Host`; any version with two `Host`s, or with an invalid one | 400 |
//! | a target that is neither a path, a full URL nor the `*` of `OPTIONS`; `CONNECT` | 400 |
//! | a `Transfer-Encoding` other than a single `chunked` | 400 |
//! | through a trusted proxy: an invalid forwarded host, port or prefix, or a malformed `Forwarded`, if that header is read | 400 |
//! | a head with too many bytes or headers | 431, empty |
//! | a target of more than 65,534 bytes | 414, empty |
//! | a head that does not arrive in time | none |
//! | HTTP/2, without the feature or turned off | none |
//! | a connection beyond `max_connections` | 503, with `Retry-After` |
//! | a request beyond `limit_concurrency`, if set | 503 |
//!
//! If the target of a request is a full URL, its host becomes the `Host` that the service sees. `100 Continue` is sent when the
//! service begins to read the body, as in Uvicorn.
//!
//! Some requests are the last of their connection, because a proxy in front of this server may find their end elsewhere:
//!
//! - a request with trailers,
//! - a request with a chunked body that the service does not read to its end,
//! - a request with both a `Content-Length` and a `Transfer-Encoding`.
//!
//! # HTTP/2
//!
//! With the feature `http2`, a client may begin with the preface of HTTP/2 ("prior knowledge"), on the same port. The first bytes
//! of a connection decide the version. They must arrive within the time limit of the first head.
//!
//! A service sees an HTTP/2 request as it sees one of HTTP/1.1: the target is a path, the authority is in `Host`, and all cookies
//! are in one header. Only the version differs. These requests get a 400 response: `CONNECT`, an authority or a `Host` that is no
//! host, a request with neither, an authority and a `Host` that differ, two `Host`s, and a scheme that is not HTTP's. Too many headers
//! get a 431 response. A violation of the protocol ends its stream or its connection, as RFC 9113 says.
//!
//! Each request runs in a task of its own, and the limits of HTTP/1.1 apply:
//!
//! - `body_idle_timeout`, `write_timeout` and `min_rate` apply to each stream. A stream that exceeds one is reset; the others go
//!   on.
//! - `keep_alive_timeout` is the time limit without a request in flight (`header_timeout` before the first request). After it the
//!   connection is closed, at most a quarter of that time later, whatever else its client sends.
//! - A connection has at most `max_concurrent_streams` requests in flight, and all connections together `max_connections`. A
//!   further request gets a 503 response.
//! - A client may reset 200 requests of a connection, and is disconnected at the last one. Each request that it lets finish gives
//!   one back, up to 200.
//! - A connection buffers at most 1 MiB of request bodies that no service has read yet, and one stream a quarter of that. Of a
//!   response that the client does not read, 64 KiB are buffered beyond its window.
//!
//! A stop, and the end of an idle connection, are announced by GOAWAY. Requests that were already on their way are served. The
//! server waits one second for a client that does not confirm the GOAWAY (two seconds if the client sends something else), and
//! five seconds after its last response.
//!
//! `100 Continue` is not sent, and there are no upgrades and no pushes.
//!
//! # What a client may cost
//!
//! A client cannot make the server wait, or keep data, without limit. Each limit is a field of [`Settings`], which documents the
//! default, and each of these limits is on by default: `header_timeout`, `keep_alive_timeout`, `body_idle_timeout`,
//! `write_timeout`, `min_rate`, `max_header_size`, `max_headers`, `max_connections`, `max_concurrent_streams`,
//! `shutdown_timeout`. When `body_idle_timeout` is exceeded, the service gets an [`io::Error`](std::io::Error) of kind
//! `TimedOut`.
//!
//! `max_body_size` is enforced by the service, as Twinlane's service does. Only time in which the server waits for the client
//! counts: a timer starts when a read or write has to wait.
//!
//! # Connections
//!
//! A [`Listener`] accepts connections from ports and unix sockets ([`Server::bind`]), from sockets that already listen, from
//! streams within the process for tests, and from several of these at once. TLS handshakes and PROXY headers are handled in the
//! connection's own task, within `header_timeout`, so that no client delays the others.
//!
//! The function that makes the service of a connection gets the [`Connection`]. A service that needs it in the extensions of each
//! request is wrapped in [`WithConnection`]. Within TLS, the extensions of a request also have its [`Scheme`], unless
//! [`Server::scheme_of_connection`] says that services read it from their connection.
//!
//! For a request that a trusted proxy forwards, the service sees the request as the client sent it. [`ForwardedClient`],
//! [`Scheme`] and [`ForwardedPrefix`] are in its extensions, and its `Host` is the host that the client named. Only the headers
//! in [`ForwardedHeaders`] are read: by default `X-Forwarded-For` and `X-Forwarded-Proto`, from proxies on this machine, as in
//! Uvicorn.
//!
//! A service may upgrade its connection with [`Upgrade`] or with `hyper::upgrade::on`, and may send and receive trailers. An
//! upgraded connection counts as open until it ends, and a stop cuts it off like any other. `write_timeout` and `min_rate` apply
//! to it; reading has no time limit.
//!
//! # Stopping
//!
//! When the stop of [`Server::serve`] begins, no further connection is accepted. Connections with nothing in flight are closed at
//! once, even if half a request head has arrived. Each other connection ends when all requests that have arrived on it, pipelined
//! requests included, have their responses. After `shutdown_timeout` the rest is cut off: the connections are closed, and the
//! futures of their responses are dropped.
//!
//! # Layout
//!
//! | file | content |
//! | --- | --- |
//! | `descriptor.rs` | [`Descriptor`]: a file descriptor, by its number or name |
//! | `settings.rs` | [`Settings`]: the settings of an operator |
//! | `arguments/` | the command line and the `TWINLANE_*` variables, a file for each group of options |
//! | `listener/` | [`Listener`]: the sources of connections; a file for each kind of socket |
//! | `memory.rs` | [`MemoryConnector`]: connections within the process |
//! | `connection_info.rs` | [`Connection`]: the client's side and its addresses, and [`WithConnection`], which adds them to requests |
//! | `forwarded/` | [`TrustedProxies`], [`ForwardedHeaders`]: the headers that proxies add to the requests that they forward |
//! | `server.rs` | [`Server`]: accepting, serving, stopping |
//! | `connections.rs` | the state that all connections share, and waiting for their end |
//! | `overload.rs` | more connections than the settings allow |
//! | `refusal.rs` | the response to a connection that is refused |
//! | `arrivals.rs` | the connections that have come as far as HTTP |
//! | `stream/` | a raw stream of any kind, and a stream within TLS |
//! | `transport.rs` | the steps of a raw stream before HTTP: the PROXY header, TLS |
//! | `proxy_protocol/` | the PROXY header, by which a proxy announces its client |
//! | `connection.rs` | one connection: its task, and its end |
//! | `state.rs` | the state that the parts of a connection share |
//! | `own_wakes.rs` | a connection that wakes itself, and is polled again at once |
//! | `task_timer.rs` | a timer that is checked after each poll of a connection |
//! | `quiet.rs` | the deadlines of a connection without a request in flight |
//! | `extras.rs` | settings of each request that are off by default: limits, headers |
//! | `response_header.rs` | [`ResponseHeader`]: headers of each response |
//! | `preface.rs` | the first bytes of a connection, which decide its HTTP version |
//! | `socket.rs` | the stream that hyper reads from and writes to |
//! | `stall.rs` | a write that has to wait, and its time limit |
//! | `pace.rs` | the time that a client may keep the server waiting |
//! | `linger.rs` | the end of a connection whose client still sends |
//! | `tie.rs` | the state of the server that an upgraded connection keeps |
//! | `upgrade.rs` | [`Upgrade`]: a connection that switches to another protocol |
//! | `service.rs` | the service of one connection, as hyper calls it |
//! | `request_check.rs` | the checks that refuse requests |
//! | `incoming.rs` | [`Incoming`]: the body of a request |
//! | `http2/` | connections that speak HTTP/2 |
//! | `tls/` | HTTPS: certificates and their use |
//! | `tls_handshake.rs` | the handshake of a connection within TLS |
//! | `redirect.rs` | the port that redirects to HTTPS |
//! | `access_log.rs` | the access log: a line for each response |
//! | `log_text.rs` | [`LogText`]: a text that cannot forge a line of the log |
//! | `stopping.rs` | the two steps of a stop |
//! | `stop.rs` | [`stop_signal`], [`StopSignals`] |
//! | `service_manager.rs` | `ServiceManager`: notifies systemd that the server is ready, and that it stops |

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
