//! The dependencies of a path operation: which there are, in which order they are made, and every mistake in that.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use twinlane_lanes::{Label, Site, ThreadLane};

use super::build_error::{Mistake, OperationName};
use super::required_scopes::RequiredScopes;
use crate::dependency::{
    DependencyDescription, DependencyRef, Hold, NodeMaker, PlannedDependencies, PlannedNode, Scope,
    SlotMaker, TeardownPlan, hidden_by_name, unseen_by_name,
};
use crate::operation::Lane;
use crate::parameter::{ParameterDescription, Slot};

/// What tests have put in the place of dependencies.
pub(crate) type Overrides = HashMap<TypeId, Override>;

/// The lanes that dependencies have for themselves, whoever asks for them.
pub(crate) type OwnLanes = HashMap<TypeId, ThreadLane>;

/// What stands in the place of a dependency.
#[derive(Debug, Clone)]
pub(crate) enum Override {
    /// A value that is made without asking for anything.
    Value(NodeMaker),
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
    documented: Vec<usize>,
}

/// A dependency that is made once in a request.
#[derive(Debug)]
pub(crate) struct TreeNode {
    key: NodeKey,
    pub(crate) description: DependencyDescription,
    make: NodeMaker,
    /// What all who led to it need, the operation first.
    pub(crate) scopes: Vec<&'static str>,
    /// For each of its parameters: the dependency that it asks for.
    pub(crate) parameters: Vec<Option<usize>>,
    /// Its order of errors.
    order: Vec<usize>,
    /// Who asks for it, from the operation on, as a mistake names it.
    pub(crate) asked_by: Vec<&'static str>,
    exclusive_slot: SlotMaker,
    shared_slot: Option<SlotMaker>,
    is_exclusive: bool,
    optional: bool,
}

/// Who asks for the same key has the same value: of one dependency, and with the same scopes where they matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct NodeKey {
    id: TypeId,
    /// Sorted.
    scopes: Vec<&'static str>,
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
            scopes: Vec::new(),
            required: RequiredScopes::new(overrides),
        };
        let mut order = Vec::new();
        let mut roots = Vec::new();
        for effect in effects {
            planter.check_effect(*effect);
            let node = planter.node(*effect);
            planter.add_order(&mut order, node);
            planter.requires(node);
            roots.extend(node);
        }
        let (nodes, own_order) = planter.parameters(parameters);
        for (parameter, node) in parameters.iter().zip(&nodes) {
            if parameter.is_required() {
                planter.requires(*node);
            }
        }
        order.extend(own_order);
        roots.extend(nodes.iter().flatten());
        let mut tree = planter.tree;
        tree.parameters = nodes;
        tree.order = order;
        tree.do_without();
        tree.documented = tree.in_document_order(&roots);
        mistakes.extend(tree.schemes_without_a_reader(name));
        tree
    }

    /// One can be done without where all who ask for it can, or can be done without themselves. Who asks comes later.
    fn do_without(&mut self) {
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

    /// What a test has put in the place of a scheme.
    pub(super) fn given(&self, node: usize) -> Option<Arc<dyn Any + Send + Sync>> {
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

    /// A scheme that nobody reads lets in whoever says anything.
    fn schemes_without_a_reader(&self, name: &OperationName) -> Vec<Mistake> {
        let below = self.nodes.iter().flat_map(|node| &node.parameters);
        let read: Vec<usize> = self
            .parameters
            .iter()
            .chain(below)
            .flatten()
            .copied()
            .collect();
        let nodes = self.nodes.iter().enumerate();
        let unread = nodes
            .filter(|(place, node)| node.description.scheme.is_some() && !read.contains(place));
        let mistake = |(_, node): (usize, &TreeNode)| Mistake::Security {
            operation: name.clone(),
            message: format!(
                "the security scheme `{}` runs for its effect, and what a client says is verified nowhere: take it in a dependency that verifies it, and name that one",
                node.description.name
            ),
        };
        unread.map(mistake).collect()
    }

    /// What a request needs of it.
    pub(super) fn planned(
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

    /// For each dependency the wave that it is made in: after those that it needs, and after whoever has one of them alone before it.
    fn waves(&self) -> Vec<usize> {
        let mut waves: Vec<usize> = Vec::with_capacity(self.nodes.len());
        // The wave after which one that is held alone is free again.
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
    fn in_document_order(&self, roots: &[usize]) -> Vec<usize> {
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
    shared: HashMap<NodeKey, usize>,
    /// From the operation to where it grows now.
    path: Vec<(TypeId, &'static str)>,
    /// What is needed where it grows now.
    scopes: Vec<&'static str>,
    required: RequiredScopes<'p>,
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
            let Some(reference) = parameter.dependency() else {
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

    /// The operation cannot do without it.
    fn requires(&mut self, node: Option<usize>) {
        if let Some(node) = node.and_then(|node| self.tree.nodes.get_mut(node)) {
            node.optional = false;
        }
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
        let scopes = self.scopes_of(reference);
        let key = self.key(reference, &scopes);
        if let Some(&known) = self.shared.get(&key).filter(|_| !is_fresh) {
            self.ask_again(known, reference);
            return Some(known);
        }
        if self.path.iter().any(|(id, _)| *id == reference.id) {
            self.note_cycle(reference);
            return None;
        }
        let (description, make) = function(self.overrides, reference);
        self.check_value(reference, &description);
        self.check_security(reference, &description, &scopes);
        self.path.push((reference.id, description.name));
        // As in FastAPI, a scope that is said twice here is there twice below.
        let above = self.scopes.len();
        self.scopes.extend(reference.scopes);
        let (parameters, mut order) = self.parameters(&description.parameters);
        self.scopes.truncate(above);
        self.path.pop();
        self.check_scopes(&description, &parameters);

        let place = self.tree.nodes.len();
        order.push(place);
        self.tree.nodes.push(TreeNode {
            key: key.clone(),
            description,
            make,
            scopes,
            parameters,
            order,
            asked_by: self.path.iter().map(|(_, name)| *name).collect(),
            exclusive_slot: reference.exclusive_slot,
            shared_slot: reference.shared_slot,
            is_exclusive: matches!(reference.hold, Hold::Exclusive | Hold::Fresh),
            optional: true,
        });
        if !is_fresh {
            self.shared.insert(key, place);
        }
        Some(place)
    }

    /// Somebody else asks for a dependency that is there.
    fn ask_again(&mut self, node: usize, reference: DependencyRef) {
        if let Some(node) = self.tree.nodes.get_mut(node) {
            node.shared_slot = node.shared_slot.or(reference.shared_slot);
            node.is_exclusive |= reference.hold == Hold::Exclusive;
        }
    }

    /// What is needed here and for this dependency.
    fn scopes_of(&self, reference: DependencyRef) -> Vec<&'static str> {
        let mut scopes = self.scopes.clone();
        for scope in reference.scopes {
            if !scopes.contains(scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// FastAPI shares a value among those who need the same scopes, where anything below looks at scopes.
    fn key(&mut self, reference: DependencyRef, scopes: &[&'static str]) -> NodeKey {
        let mut sorted = Vec::new();
        if self.required.matter_to(reference) {
            sorted.extend_from_slice(scopes);
            sorted.sort_unstable();
            sorted.dedup();
        }
        NodeKey {
            id: reference.id,
            scopes: sorted,
        }
    }

    /// A value that nobody sees, with an error, an answer or a teardown in it. Each dependency is named once, for its first operation.
    fn check_effect(&mut self, reference: DependencyRef) {
        let Some(holds) = unseen_by_name((reference.value)()) else {
            return;
        };
        let name = (reference.describe)().name;
        let is_known = self.mistakes.iter().any(|mistake| {
            matches!(mistake, Mistake::UnseenValue { dependency, holds: known, .. } if dependency == name && *known == holds)
        });
        if !is_known {
            self.mistakes.push(Mistake::UnseenValue {
                operation: self.name.clone(),
                dependency: name.to_owned(),
                holds,
            });
        }
    }

    /// A value that hides an error or a teardown. The compiler has seen those whose types it knew. More is refused of an effect, before.
    fn check_value(&mut self, reference: DependencyRef, description: &DependencyDescription) {
        if reference.hold == Hold::Effect {
            return;
        }
        if let Some(hidden) = hidden_by_name((reference.value)()) {
            self.mistakes.push(Mistake::DependencyValue {
                operation: self.name.clone(),
                dependency: description.name.to_owned(),
                hidden,
            });
        }
    }

    /// Scopes that nothing would check, or that nobody can be granted.
    fn check_security(
        &mut self,
        reference: DependencyRef,
        description: &DependencyDescription,
        scopes: &[&'static str],
    ) {
        let name = description.name;
        let mut messages = Vec::new();
        let wrong = reference.scopes.iter().filter(|scope| !is_scope(scope));
        messages.extend(wrong.map(|scope| {
            format!("{scope:?} is no scope, which is printable ASCII without spaces, quotes and backslashes (RFC 6749, section 3.3)")
        }));
        if let Some(scheme) = &description.scheme {
            messages.extend(scheme.mistakes());
            let unknown = scopes.iter().filter(|scope| scheme.lacks(scope));
            messages.extend(unknown.map(|scope| {
                format!("`{scope}` is needed, but is none of the scopes of `{name}`: add it to them, with its meaning")
            }));
        }
        if !reference.scopes.is_empty() && !self.required.are_taken_by(reference) {
            let scopes = reference.scopes.join("\", \"");
            let instead = match description.scheme {
                Some(_) => "say it of a dependency that takes this scheme and `&SecurityScopes`",
                None => "take `&SecurityScopes` there, or in what it needs",
            };
            messages.push(format!(
                "`#[scopes(\"{scopes}\")]` of `{name}` would be checked by nobody: {instead}"
            ));
        }
        for message in messages {
            let mistake = Mistake::Security {
                operation: self.name.clone(),
                message,
            };
            if !self.mistakes.contains(&mistake) {
                self.mistakes.push(mistake);
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

fn is_scope(scope: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    !scope.is_empty() && scope.bytes().all(is_allowed)
}

/// The function of a dependency, or what stands in its place.
pub(super) fn function(
    overrides: &Overrides,
    reference: DependencyRef,
) -> (DependencyDescription, NodeMaker) {
    match overrides.get(&reference.id) {
        None => ((reference.describe)(), NodeMaker::AsWritten(reference.make)),
        Some(Override::Dependency(other)) => ((other.describe)(), NodeMaker::AsWritten(other.make)),
        Some(Override::Value(make)) => {
            let nothing = DependencyDescription {
                lane: Lane::InPlace,
                scope: None,
                parameters: Vec::new(),
                errors: Vec::new(),
                ..(reference.describe)()
            };
            (nothing, make.clone())
        }
    }
}
