//! A batch function that runs, as the page of the lanes knows it.

use std::fmt;
use std::sync::Arc;

use twinlane_lanes::{BatchRules, BatchUsage};

/// A batch function that runs.
#[derive(Clone)]
pub(crate) struct BatchEntry {
    pub(crate) rules: BatchRules,
    usage: Arc<dyn Fn() -> BatchUsage + Send + Sync>,
}

impl BatchEntry {
    pub(crate) fn new(
        rules: BatchRules,
        usage: impl Fn() -> BatchUsage + Send + Sync + 'static,
    ) -> Self {
        Self {
            rules,
            usage: Arc::new(usage),
        }
    }

    /// The cost of its batches so far.
    pub(crate) fn usage(&self) -> BatchUsage {
        (self.usage)()
    }
}

impl fmt::Debug for BatchEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchEntry").field(&self.rules.name).finish()
    }
}
