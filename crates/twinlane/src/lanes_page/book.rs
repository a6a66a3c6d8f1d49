//! The lanes of an application, and the operations that run in them.

#[cfg(feature = "websockets")]
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use twinlane_lanes::{Label, Site, ThreadLane, Timeline, Usage};

#[cfg(feature = "batches")]
use crate::batch_entry::BatchEntry;
use crate::lane_rules::Lane;
#[cfg(feature = "websockets")]
use crate::websockets::Census;

/// All that the page shows. Written while the application is frozen and started, and read from then on.
#[derive(Debug, Default)]
pub(crate) struct LanesBook {
    contents: Mutex<Contents>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    pub(super) lanes: Vec<LaneEntry>,
    pub(super) operations: Vec<OperationEntry>,
    #[cfg(feature = "batches")]
    pub(super) batches: Vec<BatchEntry>,
}

/// A lane, as the page calls it.
#[derive(Debug, Clone)]
pub(super) struct LaneEntry {
    pub(super) name: String,
    pub(super) lane: Lane,
    /// The thread lane that it is.
    pub(super) threads: Option<ThreadLane>,
    pub(super) timeline: Timeline,
}

/// An operation, with what its calls have cost.
#[derive(Debug, Clone)]
pub(super) struct OperationEntry {
    site: Site,
    pub(super) lane: Lane,
    /// Its lane's place.
    pub(super) lane_entry: usize,
    /// Its connections, if it is an operation of WebSockets.
    #[cfg(feature = "websockets")]
    pub(super) census: Option<Arc<Census>>,
}

impl OperationEntry {
    pub(super) fn label(&self) -> Label {
        self.site.label()
    }

    pub(super) fn usage(&self) -> Option<Usage> {
        self.site.usage()
    }
}

impl LanesBook {
    /// Enters an operation: the site of which figures are kept.
    pub(crate) fn enter(&self, site: &Site, lane: Lane, threads: (&str, &ThreadLane)) -> Site {
        let mut contents = self.lock();
        let (name, threads) = match lane {
            Lane::Loop | Lane::InPlace => ("event loop", None),
            Lane::Cpu => ("cpu", None),
            Lane::Thread => (threads.0, Some(threads.1)),
        };
        let lane_entry = contents.lane(name, lane, threads);
        // A dependency is there once, whoever asks for it.
        let mut known = contents.operations.iter();
        if let Some(known) = known.find(|known| known.label() == site.label()) {
            return known.site.clone();
        }
        let site = site.recorded(&contents.lanes[lane_entry].timeline);
        contents.operations.push(OperationEntry {
            site: site.clone(),
            lane,
            lane_entry,
            #[cfg(feature = "websockets")]
            census: None,
        });
        site
    }

    /// The place where the connections of an operation are counted that was entered.
    #[cfg(feature = "websockets")]
    pub(crate) fn census(&self, site: &Site) -> Option<Arc<Census>> {
        let mut contents = self.lock();
        let mut known = contents.operations.iter_mut();
        let known = known.find(|known| known.label() == site.label())?;
        Some(Arc::clone(known.census.get_or_insert_default()))
    }

    /// Enters a batch function that has started.
    #[cfg(feature = "batches")]
    pub(crate) fn enter_batch(&self, entry: BatchEntry) {
        self.lock().batches.push(entry);
    }

    pub(super) fn contents(&self) -> Contents {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    /// The place of the lane with this name.
    fn lane(&mut self, name: &str, lane: Lane, threads: Option<&ThreadLane>) -> usize {
        let is_it = |known: &LaneEntry| match (&known.threads, threads) {
            (Some(known), Some(threads)) => known.is_same(threads),
            (None, None) => known.name == name,
            _ => false,
        };
        let known = self.lanes.iter().position(is_it);
        known.unwrap_or_else(|| {
            self.lanes.push(LaneEntry {
                name: name.to_owned(),
                lane,
                threads: threads.cloned(),
                timeline: Timeline::new(),
            });
            self.lanes.len() - 1
        })
    }
}
