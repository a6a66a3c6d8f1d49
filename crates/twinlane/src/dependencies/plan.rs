//! The dependencies of a path operation, decided at startup.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use twinlane_lanes::{Label, Refused, Site, ThreadLane};

use super::pending::DependencyProgress;
use super::reference::ValueMaker;
use super::value_slot::{SlotMaker, ValueSlot};
use super::value_target::CallResult;
use crate::answer::Answered;
use crate::call::Call;
use crate::errors::HttpError;
use crate::parameters::{Gather, Slot};

/// The dependencies of a path operation.
#[derive(Debug)]
pub(crate) struct PlannedDependencies {
    /// Each after those that it needs.
    pub(crate) nodes: Vec<PlannedNode>,
    /// The order in which FastAPI lists what is wrong: a dependency that is asked for twice is listed twice.
    pub(crate) order: Vec<usize>,
    /// For batches of dependencies without the operation.
    pub(crate) site: Site,
    /// The wave of each, if those of one wave are made at the same time.
    pub(crate) waves: Option<Vec<usize>>,
    pub(crate) teardowns: Arc<TeardownPlan>,
}

/// The facts of an operation's dependencies that teardowns need.
#[derive(Debug)]
pub(crate) struct TeardownPlan(Box<[TeardownNode]>);

#[derive(Debug)]
struct TeardownNode {
    name: Label,
    /// The dependencies that it asks for, and those that they ask for.
    needs: Box<[usize]>,
}

/// One dependency, made once in a request.
#[derive(Debug)]
pub(crate) struct PlannedNode {
    /// Its name for the log and the watchdog. It is always sent to a thread, where others may run at the same time.
    pub(crate) site: Site,
    /// The lane that it has for itself.
    pub(crate) threads: Option<ThreadLane>,
    /// The name of its teardown for the log and the watchdog.
    pub(crate) teardown: Label,
    pub(crate) make: NodeMaker,
    pub(crate) new_slot: SlotMaker,
    pub(crate) slots: Box<[Slot]>,
    /// The dependencies that it asks for.
    pub(crate) needs: Box<[usize]>,
    /// True if all who ask for it can do without.
    pub(crate) optional: bool,
}

/// The maker of its value, in tests too.
#[derive(Clone)]
pub(crate) enum NodeMaker {
    /// As it was written.
    AsWritten(ValueMaker),
    /// By a function that a test has put in its place, which asks for nothing.
    Override(Arc<OverrideFn>),
    /// By a function of a test's, for each who asks: it stands in the place of what is read from the request.
    Given(Arc<dyn Any + Send + Sync>),
}

/// Starts the function that a test has put in the place of a dependency's.
pub(crate) type OverrideFn = dyn Fn(&mut Gather<'_>) -> Option<DependencyProgress> + Send + Sync;

impl PlannedDependencies {
    /// The slots of their parameters, to be filled.
    pub(crate) fn slots_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.nodes.iter_mut().flat_map(|node| node.slots.iter_mut())
    }

    /// The slots of their parameters.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.nodes.iter().flat_map(|node| &node.slots)
    }

    /// The lane that one of them has for itself.
    pub(super) fn own_lane(&self, index: usize) -> Option<&ThreadLane> {
        self.nodes.get(index)?.threads.as_ref()
    }

    /// Runs the call of one of them in its lane.
    pub(super) async fn run_call(
        &self,
        index: usize,
        call: Call<CallResult>,
        threads: &ThreadLane,
    ) -> Result<CallResult, Refused> {
        match self.nodes.get(index) {
            Some(node) => {
                call.run(&node.site, node.threads.as_ref().unwrap_or(threads))
                    .await
            }
            None => Ok(Err(Box::new(Answered::failed(HttpError::internal())))),
        }
    }

    /// The indices of those that one of them asks for.
    pub(super) fn needs(&self, index: usize) -> &[usize] {
        self.nodes.get(index).map_or(&[], |node| &node.needs)
    }
}

impl PlannedNode {
    /// A slot for a value that comes later.
    pub(super) fn empty_slot(&self) -> ValueSlot {
        (self.new_slot)(&mut ())
    }
}

impl TeardownPlan {
    /// Each node comes after those that it needs.
    pub(crate) fn of(nodes: &[PlannedNode]) -> Self {
        let mut planned: Vec<TeardownNode> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let below = node.needs.iter().filter_map(|need| planned.get(*need));
            let mut needs: Vec<usize> = below.flat_map(|below| below.needs.to_vec()).collect();
            needs.extend(&node.needs);
            needs.sort_unstable();
            needs.dedup();
            planned.push(TeardownNode {
                name: node.site.label(),
                needs: needs.into(),
            });
        }
        Self(planned.into())
    }

    /// All that the value of a dependency may have been built on.
    pub(super) fn needs(&self, index: usize) -> &[usize] {
        self.0.get(index).map_or(&[], |node| &node.needs)
    }

    pub(super) fn name(&self, index: usize) -> Arc<str> {
        let name = self.0.get(index).map(|node| node.name.text());
        name.unwrap_or_else(|| "a dependency".into())
    }
}

impl fmt::Debug for NodeMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsWritten(_) => "AsWritten",
            Self::Override(_) => "Override",
            Self::Given(_) => "Given",
        })
    }
}
