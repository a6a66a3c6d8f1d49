//! Dependencies for which scopes matter: they look at scopes, or lead to a dependency that does.

use std::any::TypeId;
use std::collections::HashMap;

use super::overrides::{Overrides, function};
use crate::dependencies::{DependencyDescription, DependencyRef, NodeMaker};
use crate::parameters::{Kind, ParameterDescription};

/// Finds the dependencies for which scopes matter, and remembers each finding.
pub(super) struct RequiredScopes<'o> {
    overrides: &'o Overrides,
    matter: Known,
    taken: Known,
}

/// The findings so far: true for a dependency if it, or one that it needs, is of the kind looked for.
type Known = HashMap<TypeId, bool>;

impl<'o> RequiredScopes<'o> {
    pub(super) fn new(overrides: &'o Overrides) -> Self {
        Self {
            overrides,
            matter: Known::new(),
            taken: Known::new(),
        }
    }

    /// True if other required scopes may change its value. It is asked for with scopes; or it, or a dependency that it needs, takes
    /// scopes, asks with some, or is a security scheme.
    pub(super) fn matter_to(&mut self, reference: DependencyRef) -> bool {
        !reference.scopes.is_empty()
            || leads_to(
                &mut self.matter,
                self.overrides,
                reference,
                |description, _| {
                    let mut parameters = description.parameters.iter();
                    description.scheme.is_some()
                        || takes_scopes(description)
                        || parameters.any(|parameter| !parameter.declared.scopes.is_empty())
                },
            )
    }

    /// True if it, or a dependency that it needs, takes scopes, so that they are checked. A test's replacement counts as one that does.
    pub(super) fn are_taken_by(&mut self, reference: DependencyRef) -> bool {
        leads_to(
            &mut self.taken,
            self.overrides,
            reference,
            |description, make| {
                !matches!(make, NodeMaker::AsWritten(_)) || takes_scopes(description)
            },
        )
    }
}

fn leads_to(
    known: &mut Known,
    overrides: &Overrides,
    reference: DependencyRef,
    is_it: fn(&DependencyDescription, &NodeMaker) -> bool,
) -> bool {
    if let Some(known) = known.get(&reference.id) {
        return *known;
    }
    // One that needs itself is noted elsewhere, and must end here.
    known.insert(reference.id, false);
    let (description, make) = function(overrides, reference);
    let mut below = description
        .parameters
        .iter()
        .filter_map(ParameterDescription::dependency);
    let leads =
        is_it(&description, &make) || below.any(|below| leads_to(known, overrides, below, is_it));
    known.insert(reference.id, leads);
    leads
}

fn takes_scopes(description: &DependencyDescription) -> bool {
    let mut parameters = description.parameters.iter();
    parameters.any(|parameter| matches!(parameter.kind, Kind::Scopes))
}
