//! Plain functions that share one trip to a thread.

use twinlane_lanes::Panicked;

use super::pending::RequestNode;
use super::value_target::CallResult;
use crate::call::CallFunction;

/// The functions of neighbours that are plain, in one trip.
pub(super) type ThreadBatch = Vec<(RequestNode, CallFunction<CallResult>)>;

/// Leaves the values to those who ask for them, so that the last of these drops them in its lane: a blocking client that has a
/// runtime of its own panics where it is dropped on the event loop.
pub(super) fn release_values(results: &mut [(RequestNode, Result<CallResult, Panicked>)]) {
    for (node, result) in results {
        if matches!(result, Ok(Ok(_))) {
            node.slot = None;
        }
    }
}
