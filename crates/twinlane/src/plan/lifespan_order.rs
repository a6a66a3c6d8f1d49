//! The order in which lifespan dependencies are made: that in which they were found, each after those that it needs.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use super::lifespan::{FoundLifespan, LifespanDependencies, LifespanPlace, misuse};
use super::slots::KnownStates;
use crate::build_error::Mistake;
use crate::dependencies::{DependencyRef, hidden_by_name};
use crate::parameters::{Kind, ParameterDescription, SlotSource};

/// Puts lifespan dependencies in order, and finds the sources of their parameters.
pub(super) struct LifespanOrder<'p> {
    dependencies: &'p LifespanDependencies<'p>,
    states: &'p KnownStates,
    /// Those that make the state of a type.
    makers: HashMap<TypeId, usize>,
    visits: Vec<Visit>,
    /// From the first to the one that is visited now.
    path: Vec<usize>,
    order: Vec<(usize, Vec<SlotSource>)>,
    mistakes: &'p mut Vec<Mistake>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Visit {
    New,
    Started,
    Done,
}

impl<'p> LifespanOrder<'p> {
    /// The order, as places among those that were found, and the sources of the parameters of each.
    pub(super) fn of(
        dependencies: &'p LifespanDependencies<'p>,
        states: &'p KnownStates,
        mistakes: &'p mut Vec<Mistake>,
    ) -> Vec<(usize, Vec<SlotSource>)> {
        let found = dependencies.found.iter().enumerate();
        let mut order = Self {
            dependencies,
            states,
            makers: found
                .map(|(place, found)| (found.lifespan.value, place))
                .collect(),
            visits: vec![Visit::New; dependencies.found.len()],
            path: Vec::new(),
            order: Vec::new(),
            mistakes,
        };
        for place in 0..dependencies.found.len() {
            order.visit(place);
        }
        order.order
    }

    fn visit(&mut self, place: usize) {
        let dependencies = self.dependencies;
        let (Some(found), Some(visit)) =
            (dependencies.found.get(place), self.visits.get_mut(place))
        else {
            return;
        };
        match std::mem::replace(visit, Visit::Started) {
            Visit::New => {}
            Visit::Started => return self.cycle(place),
            Visit::Done => {
                *visit = Visit::Done;
                return;
            }
        }
        self.path.push(place);
        let parameters = found.description.parameters.iter();
        let sources = parameters.filter_map(|parameter| self.source(found, parameter));
        let sources: Vec<SlotSource> = sources.collect();
        self.path.pop();
        if let Some(visit) = self.visits.get_mut(place) {
            *visit = Visit::Done;
        }
        self.order.push((place, sources));
    }

    /// The source of a parameter, when that has its place in the order. `None`: a mistake, which is noted.
    fn source(
        &mut self,
        of: &FoundLifespan,
        parameter: &ParameterDescription,
    ) -> Option<SlotSource> {
        let found = match parameter.kind {
            Kind::Dependency(reference) => self.dependency(reference),
            Kind::State { id, name } => self.state(id, name),
            _ => Err(Some(
                "is read from a request, and a lifespan dependency is made before any: it takes `State<..>`, `Depends<..>` of another lifespan dependency, and `Stopping`".to_owned(),
            )),
        };
        match found {
            Ok(source) => Some(source),
            Err(None) => None,
            Err(Some(message)) => {
                let name = parameter.declared.name;
                self.mistake(of, format!("parameter `{name}`: {message}"));
                None
            }
        }
    }

    fn dependency(&mut self, reference: DependencyRef) -> Result<SlotSource, Option<String>> {
        if let Some(message) = misuse(reference) {
            return Err(Some(message));
        }
        if let Some(hidden) = hidden_by_name((reference.value)()) {
            return Err(Some(format!("the value of the dependency {hidden}")));
        }
        let place = self.dependencies.places.get(&reference.id).copied();
        match place {
            Some(LifespanPlace::Found(place)) => {
                self.visit(place);
                let found = self.dependencies.found.get(place);
                let key = found.map(|found| found.lifespan.key);
                key.map(SlotSource::StateOfStart).ok_or(None)
            }
            Some(LifespanPlace::Outer(lifespan)) => {
                let value = self.states.values.get(&lifespan.key).map(Arc::clone);
                let of_start = || SlotSource::StateOfStart(lifespan.key);
                Ok(value.map_or_else(of_start, SlotSource::State))
            }
            Some(LifespanPlace::Replaced(lifespan)) => {
                let value = self.states.values.get(&lifespan.key).map(Arc::clone);
                value.map(SlotSource::State).ok_or(None)
            }
            None => Err(Some(format!(
                "`{}` is made for each request: write `#[dependency(lifespan)]` above it",
                (reference.describe)().name
            ))),
        }
    }

    fn state(&mut self, id: TypeId, name: &'static str) -> Result<SlotSource, Option<String>> {
        if let Some(value) = self.states.values.get(&id) {
            return Ok(SlotSource::State(Arc::clone(value)));
        }
        if let Some(mistake) = self.states.ambiguous.get(&id) {
            if !self.mistakes.contains(mistake) {
                self.mistakes.push(mistake.clone());
            }
            return Err(None);
        }
        if let Some(maker) = self.makers.get(&id).copied() {
            self.visit(maker);
            return Ok(SlotSource::StateOfStart(id));
        }
        if self.states.of_start.contains(&id) {
            return Ok(SlotSource::StateOfStart(id));
        }
        Err(Some(format!(
            "the application has no state of type `{name}`: {}",
            Mistake::ADD_STATE
        )))
    }

    /// Notes that one needs itself.
    fn cycle(&mut self, place: usize) {
        let found = &self.dependencies.found;
        let begin = self.path.iter().position(|on_path| *on_path == place);
        let way = self.path.iter().skip(begin.unwrap_or(0)).chain([&place]);
        let names = way.filter_map(|place| Some(found.get(*place)?.description.name));
        let names: Vec<&str> = names.collect();
        if let Some(of) = found.get(place) {
            self.mistake(of, format!("it needs itself: `{}`", names.join("` -> `")));
        }
    }

    fn mistake(&mut self, of: &FoundLifespan, message: String) {
        let mistake = Mistake::Lifespan {
            dependency: of.name(),
            message,
        };
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }
}
