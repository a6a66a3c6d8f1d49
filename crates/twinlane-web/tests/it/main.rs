//! The crate through its public interface: a module for each of its own.

mod body;
mod json;
mod path;
mod query;
mod read;
mod redirect;
mod routing;
mod routing_reference;
