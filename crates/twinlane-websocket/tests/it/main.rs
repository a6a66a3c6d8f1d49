//! The protocol through its public API, each row of it against what Uvicorn 0.54 with `websockets` 17.4 has answered.

mod wire;
mod asked;
mod offers;
mod client;
mod frames;
mod compressed;
mod written;
mod properties;
