//! The functions of an operation, its own and those of its dependencies, with the sources of their parameters.

use super::Planned;
use super::sources::Sources;
use super::tree::TreeNode;
use crate::parameters::{ParameterDescription, Source};
use crate::scopes::SecurityScopes;

/// One function of an operation: its own, or that of a dependency.
#[derive(Clone, Copy)]
pub(super) struct PlannedFunction<'p> {
    pub(super) parameters: &'p [ParameterDescription],
    pub(super) sources: &'p [Option<Source>],
    /// For each parameter: the dependency that it asks for.
    pub(super) dependencies: &'p [Option<usize>],
    node: Option<&'p TreeNode>,
}

impl<'p> PlannedFunction<'p> {
    pub(super) fn with_sources(
        self,
    ) -> impl Iterator<Item = (&'p ParameterDescription, Option<Source>)> {
        self.parameters.iter().zip(self.sources.iter().copied())
    }

    /// True if it is a dependency's.
    pub(super) fn is_dependency(&self) -> bool {
        self.node.is_some()
    }

    /// The scopes required on the way to it.
    pub(super) fn scopes(&self) -> SecurityScopes {
        self.node.map_or_else(
            || SecurityScopes::new(&[]),
            |node| SecurityScopes::new(&node.scopes),
        )
    }

    /// The way to it, for a mistake.
    pub(super) fn within(&self) -> Vec<String> {
        let Some(node) = self.node else {
            return Vec::new();
        };
        let names = node.asked_by.iter().chain([&node.description.name]);
        names.map(|name| (*name).to_owned()).collect()
    }
}

/// The operation's function and those of its dependencies.
pub(super) fn functions<'p>(
    planned: &'p Planned,
    sources: &'p Sources,
) -> impl Iterator<Item = PlannedFunction<'p>> {
    let own = PlannedFunction {
        parameters: &planned.route.description.parameters,
        sources: &sources.each,
        dependencies: &planned.dependencies.parameters,
        node: None,
    };
    let nodes = planned.dependencies.nodes.iter().zip(&sources.nodes);
    let nodes = nodes.map(|(node, sources)| PlannedFunction {
        parameters: &node.description.parameters,
        sources,
        dependencies: &node.parameters,
        node: Some(node),
    });
    std::iter::once(own).chain(nodes)
}
