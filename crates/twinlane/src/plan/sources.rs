//! The source of each parameter of an operation: FastAPI's rule.

use twinlane_model::Shape;

use super::tree::TreeNode;
use crate::parameters::{BodyKind, Kind, ParameterDescription, Source};

/// The sources of the parameters of an operation and of its dependencies, in the order of the signatures. `None`: it is no data.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) each: Vec<Option<Source>>,
    /// Those of each dependency.
    pub(crate) nodes: Vec<Vec<Option<Source>>>,
    pub(crate) body: BodyKind,
    /// The number of parameters that are parts of the body.
    pub(crate) parts: usize,
}

impl Sources {
    pub(crate) fn of(
        parameters: &[ParameterDescription],
        nodes: &[TreeNode],
        path_names: &[&str],
    ) -> Self {
        let of_each = |parameters: &[ParameterDescription]| -> Vec<Option<Source>> {
            let each = parameters.iter();
            each.map(|parameter| source(parameter, path_names))
                .collect()
        };
        let each = of_each(parameters);
        let of_nodes = nodes
            .iter()
            .map(|node| of_each(&node.description.parameters));
        let of_nodes: Vec<_> = of_nodes.collect();
        let own = parameters.iter().zip(each.iter().copied());
        let below = nodes.iter().zip(&of_nodes).flat_map(|(node, sources)| {
            node.description
                .parameters
                .iter()
                .zip(sources.iter().copied())
        });
        let all: Vec<_> = own.chain(below).collect();
        let parts = all.iter().filter(|(_, source)| is_of_body(*source)).count();
        let body = body_kind(all);
        Self {
            each,
            nodes: of_nodes,
            body,
            parts,
        }
    }

    pub(crate) fn with<'p>(
        &self,
        parameters: &'p [ParameterDescription],
    ) -> impl Iterator<Item = (&'p ParameterDescription, Option<Source>)> {
        parameters.iter().zip(self.each.iter().copied())
    }
}

/// FastAPI's rule: a name of the path is a path parameter, another scalar a query parameter, the rest the body.
fn source(parameter: &ParameterDescription, path_names: &[&str]) -> Option<Source> {
    let declared = &parameter.declared;
    match (declared.source, parameter.kind) {
        (
            _,
            Kind::State { .. }
            | Kind::RawBody
            | Kind::Request
            | Kind::WebSocket
            | Kind::Extracted { .. }
            | Kind::Dependency(_)
            | Kind::Scopes
            | Kind::UrlFor { .. }
            | Kind::Session
            | Kind::Templates { .. }
            | Kind::Lent,
        ) => None,
        (Some(source), _) => Some(source),
        (None, Kind::File { .. }) => Some(Source::File),
        (None, _) if path_names.contains(&declared.name) => Some(Source::Path),
        (None, Kind::Data { shape, .. }) if !shape.is_scalar() => Some(Source::Body),
        (None, _) => Some(Source::Query),
    }
}

/// True if the fields of a model are parameters: in a form also those of several models, of which one is read.
pub(super) fn is_group(shape: &'static Shape, source: Source) -> bool {
    match source {
        Source::Body => false,
        Source::Form => !shape.as_models().is_empty(),
        _ => shape.as_model().is_some(),
    }
}

fn is_of_body(source: Option<Source>) -> bool {
    matches!(source, Some(Source::Body | Source::Form | Source::File))
}

fn body_kind(parameters: Vec<(&ParameterDescription, Option<Source>)>) -> BodyKind {
    let is_raw = |parameter: &ParameterDescription| matches!(parameter.kind, Kind::RawBody);
    let is_form = |source: &Option<Source>| matches!(source, Some(Source::Form | Source::File));
    if parameters.iter().any(|(parameter, _)| is_raw(parameter)) {
        return BodyKind::Raw;
    }
    if parameters.iter().any(|(_, source)| is_form(source)) {
        return BodyKind::Form;
    }
    let mut in_body = parameters
        .into_iter()
        .filter(|(_, source)| *source == Some(Source::Body));
    let Some((first, _)) = in_body.next() else {
        return BodyKind::None;
    };
    // A dependency and the operation may both ask for the whole body, by one name.
    let name = first.declared.name;
    let mut is_keyed = first.declared.embed;
    for (other, _) in in_body {
        is_keyed |= other.declared.embed || other.declared.name != name;
    }
    if is_keyed {
        BodyKind::Keyed
    } else {
        BodyKind::Whole
    }
}
