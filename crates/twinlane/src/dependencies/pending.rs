//! One dependency in one request, and its call while that is pending.

use twinlane_lanes::{Label, Panicked};

use super::value_slot::ValueSlot;
use super::value_target::CallResult;
use crate::call::Call;

/// Progress of a dependency whose arguments are known: its call is pending, or done. `None`: done.
#[derive(Debug)]
pub struct DependencyProgress(Option<CallState>);

/// A call that waits for its turn.
#[derive(Debug)]
pub(crate) struct PendingCall {
    pub(super) node: RequestNode,
    pub(super) state: CallState,
}

/// One dependency in one request.
#[derive(Debug, Clone)]
pub(super) struct RequestNode {
    /// Its index among the dependencies of the operation.
    pub(super) index: usize,
    pub(super) label: Label,
    /// The name of its teardown in the log.
    pub(super) teardown: Label,
    /// True if all who ask for its value can do without.
    pub(super) optional: bool,
    /// The slot of its value. `None` once the value is in it: then only those who ask for the value hold the slot.
    pub(super) slot: Option<ValueSlot>,
}

/// The state of a call that waits for its turn.
#[derive(Debug)]
pub(super) enum CallState {
    /// It has its arguments.
    Ready(Call<CallResult>),
    /// It has run already, and has failed, which is told when its turn comes.
    Done(Result<CallResult, Panicked>),
    /// It has no arguments, since a security scheme refuses the request.
    Refused,
}

impl DependencyProgress {
    /// The value is in its slot.
    pub(super) const DONE: Self = Self(None);

    pub(super) fn pending(state: CallState) -> Self {
        Self(Some(state))
    }

    /// The state of the call, if it is pending.
    pub(super) fn into_state(self) -> Option<CallState> {
        self.0
    }
}
