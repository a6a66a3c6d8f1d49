//! Stores the sessions of [Twinlane](twinlane) in an SQLite file: they survive a restart, and processes on one machine share
//! them.
//!
//! ```no_run
//! use twinlane::prelude::*;
//! use twinlane::sessions::{Session, Sessions};
//! use twinlane_sessions_sqlite::SqliteSessions;
//!
//! #[get("/me")]
//! async fn me(session: &Session) -> Result<Option<String>> {
//!     Ok(session.get("user")?)
//! }
//!
//! #[twinlane::main]
//! async fn main() -> Result<()> {
//!     let store = SqliteSessions::open("sessions.sqlite")?;
//!     let sessions = Sessions::new("a secret of 32 random characters").store(store);
//!     App::new().routes(routes![me]).middleware(sessions).serve().await
//! }
//! ```
//!
//! It is a separate crate because it compiles SQLite from C.

mod error;
mod file;
mod migrations;
mod statements;
mod store;

pub use error::OpenError;
pub use store::SqliteSessions;
