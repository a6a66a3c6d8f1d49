//! The lifespan dependencies of an application, found where they are listed or asked for.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};

use super::lifespan_order::LifespanOrder;
use super::overrides::{Override, Overrides, function};
use super::slots::KnownStates;
use crate::build_error::Mistake;
use crate::dependencies::{
    DependencyDescription, DependencyRef, Hold, LifespanDescription, LifespanMaker, PlannedLifespan,
};
use crate::parameters::{Kind, ParameterDescription, States};
use crate::public_names::public_name;

/// The lifespan dependencies that have been found, in the order in which they were.
pub(crate) struct LifespanDependencies<'o> {
    overrides: &'o Overrides,
    /// The values that tests have put in the place of states. A dependency that would make one is not made.
    replacements: States,
    pub(super) found: Vec<FoundLifespan>,
    pub(super) places: HashMap<TypeId, LifespanPlace>,
    /// The states of the application around this one. They are not made again, except those that [`settle`](Self::settle) finds.
    outer: Option<&'o KnownStates>,
    /// The dependencies of that application that are asked for here, in order.
    of_outer: Vec<DependencyRef>,
    mistakes: Vec<Mistake>,
}

/// A lifespan dependency that is made.
pub(super) struct FoundLifespan {
    pub(super) description: DependencyDescription,
    pub(super) lifespan: LifespanDescription,
    maker: LifespanMaker,
}

/// The place of a lifespan dependency's value.
#[derive(Debug, Clone, Copy)]
pub(super) enum LifespanPlace {
    /// It is made, by the dependency at this place of those that have been found.
    Found(usize),
    /// It is the state that a test has put in its place.
    Replaced(LifespanDescription),
    /// It is the value that an application around this one has.
    Outer(LifespanDescription),
}

impl<'o> LifespanDependencies<'o> {
    pub(crate) fn new(
        overrides: &'o Overrides,
        replacements: States,
        outer: Option<&'o KnownStates>,
    ) -> Self {
        Self {
            overrides,
            replacements,
            found: Vec::new(),
            places: HashMap::new(),
            outer,
            of_outer: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    pub(crate) fn overrides(&self) -> &'o Overrides {
        self.overrides
    }

    /// Adds those that the application or a router lists.
    pub(crate) fn list(&mut self, listed: &[DependencyRef], place: &str) {
        for reference in listed {
            if !self.add_own(*reference) {
                let name = (reference.describe)().name;
                self.mistakes.push(Mistake::OptionValue {
                    place: place.to_owned(),
                    message: format!(
                        "`{name}` of its `lifespan` is made for each request: write `#[dependency(lifespan)]` above it, or list it in `dependencies`"
                    ),
                });
            }
        }
    }

    /// Adds one that somebody asks for, with those that it needs. `false`: it is made for each request.
    pub(super) fn add(&mut self, reference: DependencyRef) -> bool {
        let Some(lifespan) = (reference.describe)().lifespan else {
            return false;
        };
        if self.places.contains_key(&reference.id) {
            return true;
        }
        if self.outer.is_some_and(|outer| outer.has(lifespan.key)) {
            self.places
                .insert(reference.id, LifespanPlace::Outer(lifespan));
            self.of_outer.push(reference);
            return true;
        }
        self.add_own(reference)
    }

    /// Adds one that is made here, whatever an application around this one has.
    fn add_own(&mut self, reference: DependencyRef) -> bool {
        let Some(lifespan) = (reference.describe)().lifespan else {
            return false;
        };
        let known = self.places.get(&reference.id);
        if known.is_some_and(|place| !matches!(place, LifespanPlace::Outer(_))) {
            return true;
        }
        let replacement = self.overrides.get(&reference.id);
        if replacement.is_none() && self.replacements.contains_key(&lifespan.value) {
            let place = LifespanPlace::Replaced(lifespan);
            self.places.insert(reference.id, place);
            return true;
        }
        let (description, _) = function(self.overrides, reference);
        let maker = match replacement {
            Some(Override::Value {
                at_start: Some(make),
                ..
            }) => LifespanMaker::Override {
                make: make.clone(),
                of: lifespan,
            },
            _ => LifespanMaker::AsWritten(description.lifespan.unwrap_or(lifespan).start),
        };
        if let (LifespanMaker::AsWritten(_), Some(lifespan)) = (&maker, &description.lifespan) {
            let dependency = name_of(&description);
            self.mistakes
                .extend(
                    (lifespan.mistakes)()
                        .into_iter()
                        .map(|message| Mistake::Lifespan {
                            dependency: dependency.clone(),
                            message,
                        }),
                );
        }
        let parameters = description.parameters.iter();
        let needs: Vec<_> = parameters
            .filter_map(ParameterDescription::dependency)
            .collect();
        let place = LifespanPlace::Found(self.found.len());
        self.places.insert(reference.id, place);
        self.found.push(FoundLifespan {
            description,
            lifespan,
            maker,
        });
        for need in needs {
            self.add(need);
        }
        true
    }

    /// Decides which values of an application around this one are made again here: those that depend on this one's own values.
    ///
    /// `own_states`: the types of the states that only this one was given.
    pub(crate) fn settle(&mut self, own_states: &HashSet<TypeId>) {
        while let Some(reference) = self.next_own(own_states) {
            self.add_own(reference);
        }
    }

    /// One that is another here than it is in the application around this one.
    fn next_own(&self, own_states: &HashSet<TypeId>) -> Option<DependencyRef> {
        let made = self.found.iter().map(|found| found.lifespan.value);
        let own: HashSet<TypeId> = made.chain(own_states.iter().copied()).collect();
        let mut outer = self.of_outer.iter();
        let next = outer.find(|reference| {
            let Some(LifespanPlace::Outer(lifespan)) = self.places.get(&reference.id) else {
                return false;
            };
            let is_replaced = self.replacements.contains_key(&lifespan.value);
            is_replaced && own_states.contains(&lifespan.value)
                || self.needs_own(**reference, &own, &mut HashSet::new())
        });
        next.copied()
    }

    /// True if it needs a state or a dependency that is this application's own, by whatever way.
    fn needs_own(
        &self,
        reference: DependencyRef,
        own: &HashSet<TypeId>,
        seen: &mut HashSet<TypeId>,
    ) -> bool {
        if !seen.insert(reference.id) {
            return false;
        }
        let (description, _) = function(self.overrides, reference);
        let mut needs = description.parameters.iter();
        needs.any(|parameter| match parameter.kind {
            Kind::State { id, .. } => own.contains(&id),
            Kind::Dependency(need) => {
                let place = self.places.get(&need.id);
                matches!(
                    place,
                    Some(LifespanPlace::Found(_) | LifespanPlace::Replaced(_))
                ) || self.needs_own(need, own, seen)
            }
            _ => false,
        })
    }

    /// The types of their values, each with the names of those that make one.
    pub(crate) fn makers(&self) -> HashMap<TypeId, (&'static str, Vec<String>)> {
        let mut makers: HashMap<TypeId, (&'static str, Vec<String>)> = HashMap::new();
        for found in &self.found {
            let LifespanDescription {
                value, value_name, ..
            } = found.lifespan;
            let (_, names) = makers.entry(value).or_insert((value_name, Vec::new()));
            names.push(format!("the lifespan dependency `{}`", found.name()));
        }
        makers
    }

    /// The keys and the types of the values that are made here.
    pub(crate) fn own_ids(&self) -> HashSet<TypeId> {
        let found = self.found.iter();
        found
            .flat_map(|found| [found.lifespan.key, found.lifespan.value])
            .collect()
    }

    /// Makes the values known by the dependencies that make them.
    pub(crate) fn add_keys(&self, states: &mut KnownStates) {
        let made = self.found.iter().map(|found| found.lifespan.key);
        states.of_start.extend(made);
        for place in self.places.values() {
            if let LifespanPlace::Replaced(lifespan) = place
                && let Some(value) = self.replacements.get(&lifespan.value)
            {
                states.values.insert(lifespan.key, value.clone());
            }
        }
    }

    /// Those that are made, in the order in which they are.
    pub(crate) fn planned(
        mut self,
        states: &KnownStates,
        mistakes: &mut Vec<Mistake>,
    ) -> Vec<PlannedLifespan> {
        mistakes.append(&mut self.mistakes);
        let order = LifespanOrder::of(&self, states, mistakes);
        let mut found: Vec<_> = self.found.into_iter().map(Some).collect();
        let planned = order.into_iter().filter_map(|(place, sources)| {
            let found = found.get_mut(place)?.take()?;
            Some(PlannedLifespan {
                name: found.name(),
                keys: [found.lifespan.key, found.lifespan.value],
                maker: found.maker,
                sources,
            })
        });
        planned.collect()
    }
}

impl FoundLifespan {
    /// Its name in the log and in mistakes.
    pub(super) fn name(&self) -> String {
        name_of(&self.description)
    }
}

fn name_of(description: &DependencyDescription) -> String {
    public_name(&format!("{}::{}", description.module, description.name))
}

/// The mistake of holding the value of a lifespan dependency alone, or of doing without it.
pub(super) fn misuse(reference: DependencyRef) -> Option<String> {
    let name = (reference.describe)().name;
    let is_alone = matches!(reference.hold, Hold::Exclusive | Hold::Fresh);
    (is_alone || reference.optional).then(|| {
        format!(
            "`{name}` is a lifespan dependency, whose value is there before the first request, and which all requests share: take it as `Depends<{name}>`"
        )
    })
}
