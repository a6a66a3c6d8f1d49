//! The middleware of one place, when every value that it takes is there.

use std::sync::Arc;

use super::{AddedMiddleware, AnyMiddleware};
use crate::parameters::States;

/// Middleware in the order in which a request meets it, the outermost first. Clones are the same list.
#[derive(Clone)]
pub(crate) struct MiddlewareList(Arc<[Arc<dyn AnyMiddleware>]>);

impl MiddlewareList {
    /// The list of what was added, the outermost first, with the values that it takes as `State`.
    pub(crate) fn new(added: &[AddedMiddleware], states: &States) -> Self {
        let made = added.iter().filter_map(|added| added.with_states(states));
        Self(made.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, position: usize) -> Option<&Arc<dyn AnyMiddleware>> {
        self.0.get(position)
    }
}

impl Default for MiddlewareList {
    fn default() -> Self {
        Self(Arc::from([]))
    }
}
