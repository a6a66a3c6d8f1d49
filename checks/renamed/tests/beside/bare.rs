//! Nothing is there but what is named.
#![no_implicit_prelude]

mod names {}

#[path = "items.rs"]
pub mod items;
