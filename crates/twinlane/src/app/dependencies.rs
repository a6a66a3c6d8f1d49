//! The dependencies of a path operation: which there are, in which order they are made, and every mistake in that.

use std::any::TypeId;
use std::collections::HashMap;

use twinlane_lanes::Label;

use super::build_error::{Mistake, OperationName};
use crate::dependency::{
    DependencyDescription, DependencyRef, Hold, Home, NodeGather, PlannedDependencies, PlannedNode,
    Scope,
};
use crate::operation::Lane;
use crate::parameter::{Kind, ParameterDescription, Slot};

/// What tests have put in the place of dependencies.
pub(crate) type Overrides = HashMap<TypeId, Override>;

/// What stands in the place of a dependency.
#[derive(Debug, Clone)]
pub(crate) enum Override {
    /// A value that is made without asking for anything.
    Value(NodeGather),
    /// Another dependency.
    Dependency(DependencyRef),
}

/// All dependencies of an operation, each after those that it needs.
#[derive(Debug, Default)]
pub(crate) struct DependencyTree {
    pub(crate) nodes: Vec<TreeNode>,
    /// For each parameter of the operation: the dependency that it asks for.
    pub(crate) parameters: Vec<Option<usize>>,
    /// FastAPI's order of errors, with repetitions.
    order: Vec<usize>,
    /// The order of the document: each before those that it needs, none twice.
    pub(crate) documented: Vec<usize>,
}

/// A dependency that is made once in a request.
#[derive(Debug)]
pub(crate) struct TreeNode {
    id: TypeId,
    pub(crate) description: DependencyDescription,
    gather: NodeGather,
    /// For each of its parameters: the dependency that it asks for.
    pub(crate) parameters: Vec<Option<usize>>,
    /// Its order of errors.
    order: Vec<usize>,
    /// Who asks for it, from the operation on, as a mistake names it.
    pub(crate) asked_by: Vec<&'static str>,
    exclusive_home: fn() -> Home,
    shared_home: Option<fn() -> Home>,
    is_exclusive: bool,
    optional: bool,
}

/// FastAPI repeats an error for every way that leads to its dependency. Beyond so many ways each is told once.
const MOST_REPEATED: usize = 1000;

impl DependencyTree {
    /// The tree of an operation: first those for their effect, then those of its parameters.
    pub(super) fn of(
        name: &OperationName,
        effects: &[DependencyRef],
        parameters: &[ParameterDescription],
        overrides: &Overrides,
        mistakes: &mut Vec<Mistake>,
    ) -> Self {
        let mut planter = Planter {
            name,
            overrides,
            mistakes,
            tree: Self::default(),
            shared: HashMap::new(),
            path: Vec::new(),
        };
        let mut order = Vec::new();
        let mut roots = Vec::new();
        for effect in effects {
            let node = planter.node(*effect);
            planter.add_order(&mut order, node);
            roots.extend(node);
        }
        let (nodes, own_order) = planter.parameters(parameters);
        order.extend(own_order);
        roots.extend(nodes.iter().flatten());
        let mut tree = planter.tree;
        tree.parameters = nodes;
        tree.order = order;
        tree.documented = tree.in_document_order(&roots);
        tree
    }

    /// What a request needs of it.
    pub(super) fn planned(self, slots: Vec<Box<[Slot]>>) -> PlannedDependencies {
        let nodes = self.nodes.into_iter().zip(slots);
        let nodes = nodes.map(|(node, slots)| PlannedNode {
            label: Label::new(node.name()),
            gather: node.gather,
            home: node
                .shared_home
                .filter(|_| !node.is_exclusive)
                .unwrap_or(node.exclusive_home),
            slots,
            optional: node.optional,
        });
        PlannedDependencies {
            nodes: nodes.collect(),
            order: self.order,
        }
    }

    /// FastAPI shows the parameters of a function before those of its dependencies.
    fn in_document_order(&self, roots: &[usize]) -> Vec<usize> {
        let mut seen = Vec::new();
        let mut documented = Vec::new();
        for root in roots {
            self.document(*root, &mut seen, &mut documented);
        }
        documented
    }

    fn document(&self, node: usize, seen: &mut Vec<TypeId>, documented: &mut Vec<usize>) {
        let Some(found) = self.nodes.get(node).filter(|node| !seen.contains(&node.id)) else {
            return;
        };
        seen.push(found.id);
        documented.push(node);
        for below in found.parameters.iter().flatten() {
            self.document(*below, seen, documented);
        }
    }
}

impl TreeNode {
    /// What the log, the watchdog and mistakes call it.
    pub(crate) fn name(&self) -> String {
        format!("{}::{}", self.description.module, self.description.name)
    }
}

/// What a tree grows from.
struct Planter<'p> {
    name: &'p OperationName,
    overrides: &'p Overrides,
    mistakes: &'p mut Vec<Mistake>,
    tree: DependencyTree,
    /// Those that are made once for all who ask.
    shared: HashMap<TypeId, usize>,
    /// From the operation to where it grows now.
    path: Vec<(TypeId, &'static str)>,
}

impl Planter<'_> {
    /// The dependencies that parameters ask for, and their order of errors.
    fn parameters(
        &mut self,
        parameters: &[ParameterDescription],
    ) -> (Vec<Option<usize>>, Vec<usize>) {
        let mut nodes = Vec::with_capacity(parameters.len());
        let mut order = Vec::new();
        let mut held: Vec<(usize, Hold)> = Vec::new();
        for parameter in parameters {
            let Kind::Dependency(reference) = parameter.kind else {
                nodes.push(None);
                continue;
            };
            let node = self.node(reference);
            self.add_order(&mut order, node);
            if let Some(node) = node {
                self.check_holds(&held, node, reference.hold);
                held.push((node, reference.hold));
            }
            nodes.push(node);
        }
        (nodes, order)
    }

    fn add_order(&self, order: &mut Vec<usize>, node: Option<usize>) {
        let Some(found) = node.and_then(|node| self.tree.nodes.get(node)) else {
            return;
        };
        for place in &found.order {
            if order.len() < MOST_REPEATED || !order.contains(place) {
                order.push(*place);
            }
        }
    }

    /// The node of a dependency. `None`: it needs itself, which is noted.
    fn node(&mut self, reference: DependencyRef) -> Option<usize> {
        let is_fresh = reference.hold == Hold::Fresh;
        if let Some(&known) = self.shared.get(&reference.id).filter(|_| !is_fresh) {
            self.ask_again(known, reference);
            return Some(known);
        }
        if self.path.iter().any(|(id, _)| *id == reference.id) {
            self.note_cycle(reference);
            return None;
        }
        let (description, gather) = self.function(reference);
        self.path.push((reference.id, description.name));
        let (parameters, mut order) = self.parameters(&description.parameters);
        self.path.pop();
        self.check_scopes(&description, &parameters);

        let place = self.tree.nodes.len();
        order.push(place);
        self.tree.nodes.push(TreeNode {
            id: reference.id,
            description,
            gather,
            parameters,
            order,
            asked_by: self.path.iter().map(|(_, name)| *name).collect(),
            exclusive_home: reference.exclusive_home,
            shared_home: reference.shared_home,
            is_exclusive: matches!(reference.hold, Hold::Exclusive | Hold::Fresh),
            optional: reference.optional,
        });
        if !is_fresh {
            self.shared.insert(reference.id, place);
        }
        Some(place)
    }

    /// Somebody else asks for a dependency that is there.
    fn ask_again(&mut self, node: usize, reference: DependencyRef) {
        if let Some(node) = self.tree.nodes.get_mut(node) {
            node.shared_home = node.shared_home.or(reference.shared_home);
            node.is_exclusive |= reference.hold == Hold::Exclusive;
            node.optional &= reference.optional;
        }
    }

    /// The function of a dependency, or what stands in its place.
    fn function(&self, reference: DependencyRef) -> (DependencyDescription, NodeGather) {
        match self.overrides.get(&reference.id) {
            None => (
                (reference.describe)(),
                NodeGather::Function(reference.gather),
            ),
            Some(Override::Dependency(other)) => {
                ((other.describe)(), NodeGather::Function(other.gather))
            }
            Some(Override::Value(gather)) => {
                let nothing = DependencyDescription {
                    lane: Lane::InPlace,
                    scope: None,
                    parameters: Vec::new(),
                    errors: Vec::new(),
                    ..(reference.describe)()
                };
                (nothing, gather.clone())
            }
        }
    }

    fn note_cycle(&mut self, reference: DependencyRef) {
        let begin = self.path.iter().position(|(id, _)| *id == reference.id);
        let names = self.path.iter().skip(begin.unwrap_or(0));
        let mut path: Vec<String> = names.map(|(_, name)| (*name).to_owned()).collect();
        path.extend(path.first().cloned());
        let mistake = Mistake::DependencyCycle {
            operation: self.name.clone(),
            path,
        };
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    /// What is undone after the answer cannot need what is undone before it.
    fn check_scopes(&mut self, outer: &DependencyDescription, below: &[Option<usize>]) {
        if outer.scope != Some(Scope::AfterResponse) {
            return;
        }
        for node in below
            .iter()
            .flatten()
            .filter_map(|node| self.tree.nodes.get(*node))
        {
            if node.description.scope == Some(Scope::BeforeResponse) {
                self.mistakes.push(Mistake::DependencyScope {
                    operation: self.name.clone(),
                    outer: outer.name.to_owned(),
                    inner: node.description.name.to_owned(),
                });
            }
        }
    }

    /// One function cannot have a value shared and alone, or alone twice.
    fn check_holds(&mut self, earlier: &[(usize, Hold)], node: usize, hold: Hold) {
        let mut of_it = earlier.iter().filter(|(other, _)| *other == node);
        let clash = of_it.any(|(_, with)| hold == Hold::Exclusive || *with == Hold::Exclusive);
        if !clash {
            return;
        }
        let function = self.path.last().map(|(_, name)| (*name).to_owned());
        let dependency = self.tree.nodes.get(node).map(|node| node.description.name);
        self.mistakes.push(Mistake::DependencyHold {
            operation: self.name.clone(),
            function,
            dependency: dependency.unwrap_or_default().to_owned(),
        });
    }
}
