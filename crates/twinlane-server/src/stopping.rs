//! The two steps of a stop, as connections hear of them.

use twinlane_lanes::StopSignal;

/// A server that stops: first it finishes what is in flight, then it cuts off what has not ended in time.
#[derive(Clone, Default)]
pub(crate) struct Stopping {
    pub(crate) begun: StopSignal,
    pub(crate) cut: StopSignal,
}
