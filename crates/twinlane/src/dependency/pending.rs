//! The calls of a request's dependencies that are not done.

use twinlane_lanes::{Label, Panicked};

use super::value_slot::ValueSlot;
use super::value_target::CallResult;
use crate::call::Call;

/// What is left to do for a function that has its arguments: nothing, where its value has been made.
#[derive(Debug)]
pub struct DependencyProgress(pub(super) Option<CallState>);

impl DependencyProgress {
    pub(super) fn pending(call: Call<CallResult>) -> Self {
        Self(Some(CallState::Ready(call)))
    }
}

/// A dependency that is left to be run.
#[derive(Debug)]
pub(crate) struct PendingCall {
    pub(super) node: RequestNode,
    pub(super) state: CallState,
}

/// A dependency of this request.
#[derive(Debug, Clone)]
pub(super) struct RequestNode {
    /// Its place among the dependencies of the operation.
    pub(super) index: usize,
    pub(super) label: Label,
    pub(super) teardown: Label,
    /// Whether all who ask for its value can do without.
    pub(super) optional: bool,
    /// Where its value will be; `None` once it is there and left to those who ask for it.
    pub(super) slot: Option<ValueSlot>,
}

#[derive(Debug)]
pub(super) enum CallState {
    Ready(Call<CallResult>),
    /// It has run already, and has failed.
    Done(Result<CallResult, Panicked>),
    /// It has no arguments, since a security scheme refuses the request.
    Refused,
}
