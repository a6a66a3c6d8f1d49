//! The dependencies of a path operation, and the order in which they are made.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use twinlane_lanes::{Label, Site, ThreadLane};

use crate::dependencies::{
    DependencyDescription, NodeMaker, PlannedDependencies, PlannedNode, SlotMaker, TeardownPlan,
};
use crate::parameters::Slot;
use crate::public_names::public_name;

/// The lanes of single dependencies, shared by all operations.
pub(crate) type OwnLanes = HashMap<TypeId, ThreadLane>;

/// All dependencies of an operation, each after those that it needs.
#[derive(Debug, Default)]
pub(crate) struct DependencyTree {
    pub(crate) nodes: Vec<TreeNode>,
    /// For each parameter of the operation: the dependency that it asks for.
    pub(crate) parameters: Vec<Option<usize>>,
    /// FastAPI's order of errors, with repetitions.
    pub(super) order: Vec<usize>,
    /// The order of the document: each before those that it needs, none twice.
    pub(super) documented: Vec<usize>,
}

/// A dependency that is made once in a request.
#[derive(Debug)]
pub(crate) struct TreeNode {
    pub(super) key: NodeKey,
    pub(crate) description: DependencyDescription,
    pub(super) make: NodeMaker,
    /// The scopes required on the way to it, from the operation on.
    pub(crate) scopes: Vec<&'static str>,
    /// For each of its parameters: the dependency that it asks for.
    pub(crate) parameters: Vec<Option<usize>>,
    /// Its order of errors.
    pub(super) order: Vec<usize>,
    /// The functions on the way to it, from the operation on, as a mistake names them.
    pub(crate) asked_by: Vec<&'static str>,
    pub(super) exclusive_slot: SlotMaker,
    pub(super) shared_slot: Option<SlotMaker>,
    pub(super) is_exclusive: bool,
    /// True if every function that asks for it can do without.
    pub(crate) optional: bool,
}

/// The identity of a value: one dependency, with the same scopes if they matter. Functions with the same key share the value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct NodeKey {
    pub(super) id: TypeId,
    /// Sorted.
    pub(super) scopes: Vec<&'static str>,
}

impl DependencyTree {
    /// Finds the optional dependencies: every function that asks for one can do without it, or is optional itself. Such functions come later.
    pub(super) fn do_without(&mut self) {
        for place in (0..self.nodes.len()).rev() {
            let (earlier, rest) = self.nodes.split_at_mut(place);
            let Some(node) = rest.first().filter(|node| !node.optional) else {
                continue;
            };
            let parameters = node.description.parameters.iter().zip(&node.parameters);
            for (_, below) in parameters.filter(|(parameter, _)| parameter.is_required()) {
                if let Some(below) = below.and_then(|below| earlier.get_mut(below)) {
                    below.optional = false;
                }
            }
        }
    }

    /// The replacement of a security scheme that a test has given.
    pub(crate) fn given(&self, node: usize) -> Option<Arc<dyn Any + Send + Sync>> {
        match &self.nodes.get(node)?.make {
            NodeMaker::Given(value) => Some(Arc::clone(value)),
            _ => None,
        }
    }

    /// Its dependencies with their places, in the order of the document.
    pub(crate) fn documented(&self) -> impl Iterator<Item = (usize, &TreeNode)> {
        let places = self.documented.iter();
        places.filter_map(|place| Some((*place, self.nodes.get(*place)?)))
    }

    /// The plan of the dependencies, for requests.
    pub(crate) fn planned(
        self,
        slots: Vec<Box<[Slot]>>,
        (site, concurrent): (Site, bool),
        lanes: &mut OwnLanes,
    ) -> PlannedDependencies {
        let waves = concurrent.then(|| self.waves());
        let nodes = self.nodes.into_iter().zip(slots);
        let nodes = nodes.map(|(node, slots)| PlannedNode {
            site: Site::always_in_threads(Label::new(node.name())),
            teardown: Label::with_remedy(
                format!("the teardown of {}", node.name()),
                "undo it in a plain function",
            ),
            threads: node.description.thread_capacity.map(|capacity| {
                let lane = lanes.entry(node.key.id);
                lane.or_insert_with(|| ThreadLane::new(capacity)).clone()
            }),
            make: node.make,
            new_slot: node
                .shared_slot
                .filter(|_| !node.is_exclusive)
                .unwrap_or(node.exclusive_slot),
            slots,
            needs: node.parameters.iter().flatten().copied().collect(),
            optional: node.optional,
        });
        let nodes: Vec<PlannedNode> = nodes.collect();
        PlannedDependencies {
            site,
            teardowns: Arc::new(TeardownPlan::of(&nodes)),
            nodes,
            order: self.order,
            waves,
        }
    }

    /// The wave in which each dependency runs: after those that it needs, and after any earlier dependency that holds one of them alone.
    fn waves(&self) -> Vec<usize> {
        let mut waves: Vec<usize> = Vec::with_capacity(self.nodes.len());
        // The wave after which a value that is held alone is free again.
        let mut free_after: Vec<usize> = vec![0; self.nodes.len()];
        for node in &self.nodes {
            let needed = node.parameters.iter().flatten();
            let after = |below: &usize| {
                let made = waves.get(*below).copied().unwrap_or(0);
                made.max(free_after.get(*below).copied().unwrap_or(0))
            };
            let wave = needed.clone().map(after).max().map_or(0, |last| last + 1);
            for below in needed {
                let is_held_alone = self
                    .nodes
                    .get(*below)
                    .is_some_and(|below| below.is_exclusive);
                if let Some(free) = free_after.get_mut(*below).filter(|_| is_held_alone) {
                    *free = wave;
                }
            }
            waves.push(wave);
        }
        waves
    }

    /// FastAPI shows the parameters of a function before those of its dependencies.
    pub(super) fn in_document_order(&self, roots: &[usize]) -> Vec<usize> {
        let mut seen = Vec::new();
        let mut documented = Vec::new();
        for root in roots {
            self.document(*root, &mut seen, &mut documented);
        }
        documented
    }

    fn document<'t>(
        &'t self,
        node: usize,
        seen: &mut Vec<&'t NodeKey>,
        documented: &mut Vec<usize>,
    ) {
        let Some(found) = self
            .nodes
            .get(node)
            .filter(|node| !seen.contains(&&node.key))
        else {
            return;
        };
        seen.push(&found.key);
        documented.push(node);
        for below in found.parameters.iter().flatten() {
            self.document(*below, seen, documented);
        }
    }
}

impl TreeNode {
    /// The name in the log, in the watchdog and in mistakes.
    pub(crate) fn name(&self) -> String {
        public_name(&format!(
            "{}::{}",
            self.description.module, self.description.name
        ))
    }
}
