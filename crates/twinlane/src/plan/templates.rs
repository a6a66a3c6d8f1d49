//! Functions that ask for templates.

use super::Planned;
use super::functions::functions;
use super::slots::KnownStates;
use super::sources::Sources;
use crate::parameters::Kind;
use crate::templates::Templates;

/// The templates of an operation that are read again before each request: those of its application, if a function asks for them.
pub(crate) fn reloaded_templates(
    planned: &Planned,
    sources: &Sources,
    states: &KnownStates,
) -> Option<Templates> {
    let mut parameters =
        functions(planned, sources).flat_map(|function| function.parameters.iter());
    let id = parameters.find_map(|parameter| match parameter.kind {
        Kind::Templates { id } => Some(id),
        _ => None,
    })?;
    let templates: &Templates = states.values.get(&id)?.downcast_ref()?;
    templates.reloads().then(|| templates.clone())
}
