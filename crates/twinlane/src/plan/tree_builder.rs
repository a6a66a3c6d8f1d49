//! Building the tree of an operation's dependencies: each once for all functions that ask for it, in FastAPI's order.

use std::any::TypeId;
use std::collections::HashMap;

use super::lifespan::{LifespanDependencies, misuse};
use super::overrides::{Overrides, function};
use super::required_scopes::RequiredScopes;
use super::tree::{DependencyTree, NodeKey, TreeNode};
use super::tree_mistakes::{TreeMistakes, is_held_twice};
use crate::build_error::Mistake;
use crate::dependencies::{DependencyRef, Hold};
use crate::operation::OperationName;
use crate::parameters::ParameterDescription;

/// The tree of an operation: first those for their effect, then those of its parameters.
pub(crate) fn dependency_tree(
    name: &OperationName,
    effects: &[DependencyRef],
    parameters: &[ParameterDescription],
    lifespan: &mut LifespanDependencies<'_>,
    mistakes: &mut Vec<Mistake>,
) -> DependencyTree {
    let overrides = lifespan.overrides();
    let mut builder = TreeBuilder {
        overrides,
        lifespan,
        mistakes: TreeMistakes {
            operation: name,
            mistakes,
        },
        tree: DependencyTree::default(),
        shared: HashMap::new(),
        path: Vec::new(),
        scopes: Vec::new(),
        required: RequiredScopes::new(overrides),
    };
    let mut order = Vec::new();
    let mut roots = Vec::new();
    for effect in effects {
        builder.mistakes.of_effect(*effect);
        let node = builder.node(*effect);
        builder.add_order(&mut order, node);
        builder.requires(node);
        roots.extend(node);
    }
    let (nodes, own_order) = builder.parameters(parameters);
    for (parameter, node) in parameters.iter().zip(&nodes) {
        if parameter.is_required() {
            builder.requires(*node);
        }
    }
    order.extend(own_order);
    roots.extend(nodes.iter().flatten());
    let TreeBuilder {
        mut tree,
        mut mistakes,
        ..
    } = builder;
    tree.parameters = nodes;
    tree.order = order;
    tree.do_without();
    tree.documented = tree.in_document_order(&roots);
    mistakes.schemes_without_a_reader(&tree);
    tree
}

/// FastAPI repeats an error for every way that leads to its dependency. Beyond this number of ways each error is reported once.
const MOST_REPEATED: usize = 1000;

/// Builds the tree of one operation.
struct TreeBuilder<'p, 'o> {
    overrides: &'o Overrides,
    lifespan: &'p mut LifespanDependencies<'o>,
    mistakes: TreeMistakes<'p>,
    tree: DependencyTree,
    /// The dependencies whose value all functions share.
    shared: HashMap<NodeKey, usize>,
    /// The way from the operation to the current dependency.
    path: Vec<(TypeId, &'static str)>,
    /// The scopes required on this way.
    scopes: Vec<&'static str>,
    required: RequiredScopes<'o>,
}

impl TreeBuilder<'_, '_> {
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
                if is_held_twice(&held, node, reference.hold) {
                    let function = self.path.last().map(|(_, name)| *name);
                    let dependency = self.tree.nodes.get(node);
                    self.mistakes.held_twice(function, dependency);
                }
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

    /// The node of a dependency. `None`: it is made at the start; or it needs itself, which is a noted mistake.
    fn node(&mut self, reference: DependencyRef) -> Option<usize> {
        if self.lifespan.add(reference) {
            self.check_lifespan(reference);
            return None;
        }
        let is_fresh = reference.hold == Hold::Fresh;
        let scopes = self.scopes_of(reference);
        let key = self.key(reference, &scopes);
        if let Some(&known) = self.shared.get(&key).filter(|_| !is_fresh) {
            self.ask_again(known, reference);
            return Some(known);
        }
        if self.path.iter().any(|(id, _)| *id == reference.id) {
            self.mistakes.cycle(&self.path, reference);
            return None;
        }
        let (description, make) = function(self.overrides, reference);
        self.mistakes.of_value(reference, &description);
        let are_checked = reference.scopes.is_empty() || self.required.are_taken_by(reference);
        self.mistakes
            .of_security(reference, &description, &scopes, are_checked);
        self.path.push((reference.id, description.name));
        // As in FastAPI, a scope that is given twice here counts twice below.
        let above = self.scopes.len();
        self.scopes.extend(reference.scopes);
        let (parameters, mut order) = self.parameters(&description.parameters);
        self.scopes.truncate(above);
        self.path.pop();
        let below = parameters.iter().flatten();
        let below = below.filter_map(|node| self.tree.nodes.get(*node));
        self.mistakes.of_teardown_scopes(&description, below);

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

    /// Checks that a lifespan dependency is asked for as a shared value, and without scopes.
    fn check_lifespan(&mut self, reference: DependencyRef) {
        let (description, _) = function(self.overrides, reference);
        self.mistakes.of_value(reference, &description);
        let are_checked = reference.scopes.is_empty();
        self.mistakes
            .of_security(reference, &description, &[], are_checked);
        if let Some(message) = misuse(reference) {
            let function = self.path.last().map(|(_, name)| *name);
            self.mistakes.of_hold(function, message);
        }
    }

    /// Somebody else asks for a dependency that is there.
    fn ask_again(&mut self, node: usize, reference: DependencyRef) {
        if let Some(node) = self.tree.nodes.get_mut(node) {
            node.shared_slot = node.shared_slot.or(reference.shared_slot);
            node.is_exclusive |= reference.hold == Hold::Exclusive;
        }
    }

    /// The scopes required on this way and by this dependency.
    fn scopes_of(&self, reference: DependencyRef) -> Vec<&'static str> {
        let mut scopes = self.scopes.clone();
        for scope in reference.scopes {
            if !scopes.contains(scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// FastAPI shares a value among functions that need the same scopes, if anything below looks at scopes.
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
}
