//! Where scopes matter: which dependencies look at them, or lead to one that does.

use std::any::TypeId;
use std::collections::HashMap;

use super::dependencies::{Override, Overrides, function};
use crate::dependency::{DependencyDescription, DependencyRef};
use crate::parameter::Kind;

/// What is known of dependencies so far.
pub(super) struct RequiredScopes<'o> {
    overrides: &'o Overrides,
    matter: HashMap<TypeId, bool>,
    taken: HashMap<TypeId, bool>,
}

impl<'o> RequiredScopes<'o> {
    pub(super) fn new(overrides: &'o Overrides) -> Self {
        Self {
            overrides,
            matter: HashMap::new(),
            taken: HashMap::new(),
        }
    }

    /// Whether its value may be another where other scopes are needed: it is asked for with scopes, or it or what it needs takes
    /// them, or is a security scheme.
    pub(super) fn matter_to(&mut self, reference: DependencyRef) -> bool {
        if !reference.scopes.is_empty() {
            return true;
        }
        if let Some(known) = self.matter.get(&reference.id) {
            return *known;
        }
        // One that needs itself is noted elsewhere, and must end here.
        self.matter.insert(reference.id, false);
        let (description, _) = function(self.overrides, reference);
        let matter = description.scheme.is_some()
            || takes_scopes(&description)
            || below(&description).any(|below| self.matter_to(below));
        self.matter.insert(reference.id, matter);
        matter
    }

    /// Whether it or what it needs takes them, so that they are checked. What a test puts in its place need not.
    pub(super) fn are_taken_by(&mut self, reference: DependencyRef) -> bool {
        if let Some(known) = self.taken.get(&reference.id) {
            return *known;
        }
        self.taken.insert(reference.id, false);
        let is_for_a_test = matches!(self.overrides.get(&reference.id), Some(Override::Value(_)));
        let (description, _) = function(self.overrides, reference);
        let taken = is_for_a_test
            || takes_scopes(&description)
            || below(&description).any(|below| self.are_taken_by(below));
        self.taken.insert(reference.id, taken);
        taken
    }
}

fn takes_scopes(description: &DependencyDescription) -> bool {
    let mut parameters = description.parameters.iter();
    parameters.any(|parameter| matches!(parameter.kind, Kind::Scopes))
}

fn below(description: &DependencyDescription) -> impl Iterator<Item = DependencyRef> {
    description
        .parameters
        .iter()
        .filter_map(|parameter| match parameter.kind {
            Kind::Dependency(reference) => Some(reference.with_scopes(parameter.declared.scopes)),
            _ => None,
        })
}
