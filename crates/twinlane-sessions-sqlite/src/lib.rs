//! Sessions of [Twinlane](twinlane) in a file of SQLite: they survive a restart, and the processes of one machine share them.
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
//! It is a crate of its own because SQLite is compiled from C.

mod error;
mod file;
mod migrations;
mod statements;
mod store;

pub use error::OpenError;
pub use store::SqliteSessions;
