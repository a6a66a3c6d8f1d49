//! The crate through its public interface: a module for each of its own.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod body;
mod form;
mod json;
mod path;
mod query;
mod read;
mod redirect;
mod routing;
mod routing_reference;
mod static_files;
mod url;
