//! The parts that the contenders share: start and serving, the model they validate, the ways they block or compute.
//!
//! Each contender is one binary in `src/bin`; `load` measures latencies. `benches/run` and `benches/blocked` drive them.

pub mod flags;
pub mod serve;
pub mod axum_main;
mod twinlane_main;
#[cfg(feature = "transports")]
pub mod tls;
pub mod order;
pub mod catalogue;
pub mod block;
pub mod compute;
pub mod model;
pub mod sessions;
