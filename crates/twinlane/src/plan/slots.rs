//! The exact place of each parameter's value in a request.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use twinlane_model::Shape;
use twinlane_web::Convertor;

use super::Planned;
use super::functions::{PlannedFunction, functions};
use super::sources::{Sources, is_group};
use crate::build_error::Mistake;
use crate::dependencies::DependencyRef;
use crate::names::Names;
use crate::parameters::{
    BodyKind, Declared, GroupNames, Kind, ParameterDescription, Place, Slot, SlotSource, Source,
    States,
};
use crate::public_names::public_name;

/// The values that operations can take as `State`.
#[derive(Default, Clone)]
pub(crate) struct KnownStates {
    /// The values that are there.
    pub(crate) values: States,
    /// The types of the values that are made at the start.
    pub(crate) of_start: HashSet<TypeId>,
    /// The types with several values, each with the mistake for a function that takes one.
    pub(crate) ambiguous: HashMap<TypeId, Mistake>,
}

impl KnownStates {
    /// True if there is a value of this type, or will be one after the start.
    pub(crate) fn has(&self, id: TypeId) -> bool {
        self.values.contains_key(&id) || self.of_start.contains(&id)
    }
}

/// Finds the place of each parameter's value: the operation's parameters first, then those of each dependency.
pub(crate) fn slots(
    planned: &Planned,
    sources: &Sources,
    states: &KnownStates,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Vec<Slot>> {
    let mut builder = SlotBuilder {
        planned,
        sources,
        states,
        extracted: 0,
        mistakes,
    };
    functions(planned, sources)
        .map(|function| builder.slots(function))
        .collect()
}

struct SlotBuilder<'p> {
    planned: &'p Planned,
    sources: &'p Sources,
    states: &'p KnownStates,
    /// The number of extractors so far.
    extracted: usize,
    mistakes: &'p mut Vec<Mistake>,
}

impl SlotBuilder<'_> {
    fn slots(&mut self, function: PlannedFunction<'_>) -> Vec<Slot> {
        let mut slots = Vec::with_capacity(function.parameters.len());
        for ((parameter, source), node) in function.with_sources().zip(function.dependencies) {
            let declared = &parameter.declared;
            if let Kind::Templates { id } = parameter.kind
                && !self.states.has(id)
            {
                self.mistakes.push(Mistake::Parameter {
                    operation: self.planned.name.clone(),
                    within: function.within(),
                    name: declared.name,
                    message: NO_TEMPLATES.to_owned(),
                });
            }
            let slot_source = match parameter.kind {
                Kind::State { id, name } => {
                    let Some(source) = self.state(id) else {
                        self.mistakes.push(Mistake::MissingState {
                            operation: self.planned.name.clone(),
                            within: function.within(),
                            name: declared.name,
                            type_name: public_name(name),
                        });
                        continue;
                    };
                    source
                }
                Kind::RawBody => SlotSource::RawBody,
                Kind::Lent | Kind::Session => SlotSource::Nothing,
                // A request makes URLs of names, and has the templates of the application there.
                Kind::Request | Kind::WebSocket | Kind::UrlFor { .. } | Kind::Templates { .. } => {
                    SlotSource::StateOfStart(Names::id())
                }
                Kind::Dependency(reference) => match node {
                    Some(node) => self.dependency(*node),
                    None => self.lifespan(reference),
                },
                Kind::Scopes => SlotSource::Scopes(function.scopes()),
                Kind::Extracted { extract } => {
                    let place = self.extracted;
                    self.extracted += 1;
                    SlotSource::Extracted { place, extract }
                }
                Kind::File { .. } => SlotSource::One(Place::Form),
                Kind::Data { shape, .. } => {
                    let source = source.unwrap_or(Source::Query);
                    data_source(self.planned, declared, source, self.sources.body, shape)
                }
            };
            slots.push(Slot {
                source: slot_source,
                name: declared.wire_name(),
                other_names: declared.other_names,
                rules: declared.rules,
                check: declared.check,
                default: declared.default,
                required: declared.required,
                is_list_in_text: is_list_in_text(parameter),
                takes_bytes: takes_bytes(parameter, source),
            });
        }
        slots
    }

    fn state(&mut self, id: TypeId) -> Option<SlotSource> {
        if let Some(mistake) = self.states.ambiguous.get(&id)
            && !self.mistakes.contains(mistake)
        {
            self.mistakes.push(mistake.clone());
        }
        self.value(id)
    }

    /// The value of a lifespan dependency. A dependency without a node needs itself, which is a noted mistake: its slot is never read.
    fn lifespan(&self, reference: DependencyRef) -> SlotSource {
        let lifespan = (reference.describe)().lifespan;
        let value = lifespan.and_then(|lifespan| self.value(lifespan.key));
        value.unwrap_or(SlotSource::Nothing)
    }

    fn value(&self, id: TypeId) -> Option<SlotSource> {
        let given = self.states.values.get(&id);
        let given = given.map(|value| SlotSource::State(Arc::clone(value)));
        let of_start = self.states.of_start.contains(&id);
        given.or_else(|| of_start.then_some(SlotSource::StateOfStart(id)))
    }

    fn dependency(&self, node: usize) -> SlotSource {
        match self.planned.dependencies.given(node) {
            Some(value) => SlotSource::Overridden(value),
            None => SlotSource::Dependency { node },
        }
    }
}

const NO_TEMPLATES: &str =
    "the application has no templates: write `.templates(Templates::new(\"templates\"))`";

fn data_source(
    planned: &Planned,
    declared: &Declared,
    source: Source,
    body: BodyKind,
    shape: &'static Shape,
) -> SlotSource {
    let place = match source {
        Source::Path => return path_source(planned, declared.wire_name()),
        Source::Body if body == BodyKind::Keyed => return SlotSource::BodyKey,
        Source::Body => return SlotSource::Body,
        Source::Query => Place::Query,
        Source::Header => Place::Header,
        Source::Cookie => Place::Cookie,
        Source::Form | Source::File => Place::Form,
    };
    if is_group(shape, source) {
        SlotSource::Group(GroupNames {
            place,
            keeps_underscores: declared.keeps_underscores,
        })
    } else if shape.is_repeated() {
        SlotSource::All(place)
    } else {
        SlotSource::One(place)
    }
}

fn path_source(planned: &Planned, name: &str) -> SlotSource {
    let mut parameters = planned.template.parameters().enumerate();
    let (place, convertor) = parameters
        .find(|(_, (other, _))| *other == name)
        // A name that the path lacks is a mistake by now: the slot is never read.
        .map_or((0, Convertor::Str), |(place, (_, convertor))| {
            (place, convertor)
        });
    SlotSource::Path { place, convertor }
}

fn is_list_in_text(parameter: &ParameterDescription) -> bool {
    match parameter.kind {
        Kind::Data { shape, .. } => shape.is_list_in_text(),
        _ => false,
    }
}

fn takes_bytes(parameter: &ParameterDescription, source: Option<Source>) -> bool {
    match (parameter.kind, source) {
        (Kind::Data { shape, .. }, Some(Source::File | Source::Body)) => shape.is_bytes(),
        _ => false,
    }
}

/// The names of the files of a form that are taken as bytes.
pub(crate) fn loaded_files(planned: &Planned, sources: &Sources) -> Vec<&'static str> {
    if sources.body != BodyKind::Form {
        return Vec::new();
    }
    let parameters = functions(planned, sources).flat_map(PlannedFunction::with_sources);
    let loaded = parameters.filter(|(parameter, source)| takes_bytes(parameter, *source));
    loaded
        .flat_map(|(parameter, _)| parameter.declared.wire_names())
        .collect()
}
