//! The HTTP server of Twinlane, in Uvicorn's place: HTTP/1.1 on hyper for any [`tower`](tower_service) service.
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
//! let address = server.local_addr();
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
//! Hyper refuses by itself, and ends the connection:
//!
//! | what arrives | what is answered |
//! | --- | --- |
//! | no HTTP: a malformed line, header or length, an unknown version | 400, empty (Uvicorn's has a text) |
//! | a head with too many bytes or headers | 431, empty |
//! | a target of more than 65,534 bytes | 414, empty |
//! | a head that does not arrive in time | nothing |
//! | HTTP/2 | nothing |
//!
//! An HTTP/1.1 request without `host` is served; Uvicorn answers it with 400. `100 Continue` is sent when the service
//! begins to read the body, as Uvicorn does.
//!
//! # Stopping
//!
//! From when [`Server::serve`] is told to stop, no connection is accepted, idle ones are closed, and each of the others
//! ends when the requests that had arrived on it are answered, pipelined ones included.
//!
//! # Layout
//!
//! | file | what is in it |
//! | --- | --- |
//! | `settings.rs` | [`Settings`]: what an operator can set |
//! | `arguments.rs` | the command line and the `TWINLANE_*` variables |
//! | `listener.rs` | the listening socket and accepting from it |
//! | `server.rs` | [`Server`]: accepting, serving, stopping |
//! | `connection.rs` | one connection: a task, and when it is told to end |
//! | `own_wakes.rs` | a connection that wakes itself is polled again at once |
//! | `socket.rs` | what hyper reads from and writes to |
//! | `access_log.rs` | a line for each answer, where wanted |
//! | `stop.rs` | [`stop_signal`] |

mod settings;
mod arguments;
mod listener;
mod server;
mod overload;
mod connection;
mod state;
mod own_wakes;
mod socket;
mod pace;
mod service;
mod request_check;
mod incoming;
mod access_log;
mod stopping;
mod stop;

pub use arguments::SettingsError;
pub use incoming::Incoming;
pub use listener::BindError;
pub use server::{Connection, Server};
pub use settings::{LogLevel, Settings};
pub use stop::stop_signal;
