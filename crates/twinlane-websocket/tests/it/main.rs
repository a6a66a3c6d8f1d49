//! The protocol through its public API, each row of it against what Uvicorn 0.54 with `websockets` 17.4 has answered.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod wire;
mod asked;
mod offers;
mod client;
mod frames;
mod compressed;
mod memory;
mod written;
mod prepared;
mod properties;
