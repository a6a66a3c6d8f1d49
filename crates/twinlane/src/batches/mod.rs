//! Batch functions: from many to many, called once for all who ask at about the same time.
//!
//! `#[batch]` makes of a function a lifespan dependency whose value is a [`BatchOf`]: the queue that callers put their items into. So a batch is
//! started, stopped, ordered and overridden as every lifespan dependency is. The queue itself is `twinlane_lanes::BatchQueue`.

mod error;
mod returned;
mod caller;
mod parameter;
mod owner;
mod start;

pub use caller::BatchOf;
pub use error::BatchError;
pub use owner::owner_parameters;
pub use parameter::{Batch, BatchFunction, BatchItems};
pub use returned::{BatchCase, BatchProbe, BatchProbeDefault, BatchReturn};
pub use start::{BatchStart, batch_description};
