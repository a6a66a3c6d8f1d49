//! Responses compressed with gzip, as Starlette does.
//!
//! An application writes [`GzipRules`]. At startup they become a [`GzipPolicy`].

mod accepted;
mod rules;
mod policy;
mod encoder;
mod stream;

pub use accepted::accepts_gzip;
pub use encoder::{Compressed, CompressionJob};
pub use policy::{GzipPolicy, LARGE, Offload, Offloaded};
pub use rules::GzipRules;
