//! The HTTP server of Twinlane, in Uvicorn's place: HTTP/1.1 on hyper for any [`tower`](tower_service) service.
//!
//! It knows nothing of path operations. It listens, limits, serves each connection inside
//! [`twinlane_lanes::watch`], and stops gracefully.
//!
//! ```no_run
//! use std::convert::Infallible;
//!
//! use http_body_util::Full;
//! use twinlane_server::{Incoming, Server, Settings, stop_signal};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let service = tower::service_fn(|_: http::Request<Incoming>| async {
//!     Ok::<_, Infallible>(http::Response::new(Full::from("Hello")))
//! });
//! let server = Server::bind(&Settings::new().from_args()).await?;
//! server.serve(|_| service, stop_signal()).await;
//! # Ok(())
//! # }
//! ```
//!
//! What hyper refuses by itself never reaches the service: a request that is no HTTP is answered with an empty 400, a
//! head with too many bytes or headers with an empty 431. A head that does not arrive in time ends the connection.
//!
//! # Layout
//!
//! - `settings`: [`Settings`], what an operator can set; `arguments`: the command line and `TWINLANE_*`
//! - `listener`: the listening socket
//! - `server`: [`Server`], accepting and serving and stopping; `stop`: [`stop_signal`]
//! - `access_log`: a line for each answer, where wanted

mod settings;
mod arguments;
mod listener;
mod server;
mod connection;
mod socket;
mod access_log;
mod stop;

pub use arguments::SettingsError;
pub use hyper::body::Incoming;
pub use listener::BindError;
pub use server::{Connection, Server};
pub use settings::{LogLevel, Settings};
pub use stop::stop_signal;
