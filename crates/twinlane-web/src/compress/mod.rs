//! Responses in gzip, as Starlette compresses them: which, how they are marked, and the bytes.
//!
//! [`GzipRules`] is written, [`GzipPolicy`] is what is made of it once, at startup.

mod accepted;
mod rules;
mod policy;
mod encoder;
mod stream;

pub use accepted::accepts_gzip;
pub use encoder::{Compressed, CompressionJob};
pub use policy::{GzipPolicy, LARGE, Offload, Offloaded};
pub use rules::GzipRules;
