//! The store with a real file.

#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share may fail as tests do"
)]

mod files;
mod processes;
mod sessions;
mod store;
