//! The store with a real file.

mod files;
mod processes;
mod sessions;
mod store;
