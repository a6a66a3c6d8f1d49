//! Where each parameter of an operation is read from, and every mistake in that.

use std::collections::HashSet;
use std::sync::Arc;

use tracing::warn;
use twinlane_model::Shape;
use twinlane_web::Convertor;

use super::build_error::Mistake;
use super::dependencies::TreeNode;
use super::options;
use super::plan::Planned;
use super::states::States;
use crate::frozen::BodyMode;
use crate::parameter::{
    Declared, GroupNames, Kind, ParameterDescription, Place, Slot, SlotSource, Source,
};
use crate::scopes::SecurityScopes;

/// The sources of the parameters of an operation and of its dependencies, in the order of the signatures. `None`: it is no data.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) each: Vec<Option<Source>>,
    /// Those of each dependency.
    pub(crate) nodes: Vec<Vec<Option<Source>>>,
    pub(crate) body: BodyKind,
    /// The number of parameters that are parts of the body.
    pub(super) parts: usize,
}

/// One function of an operation: its own, or that of a dependency.
#[derive(Clone, Copy)]
struct Unit<'u> {
    parameters: &'u [ParameterDescription],
    sources: &'u [Option<Source>],
    /// For each parameter: the dependency that it asks for.
    dependencies: &'u [Option<usize>],
    node: Option<&'u TreeNode>,
}

impl<'u> Unit<'u> {
    fn with_sources(self) -> impl Iterator<Item = (&'u ParameterDescription, Option<Source>)> {
        self.parameters.iter().zip(self.sources.iter().copied())
    }

    /// What those who led to it need.
    fn scopes(&self) -> SecurityScopes {
        self.node.map_or_else(
            || SecurityScopes::new(&[]),
            |node| SecurityScopes::new(&node.scopes),
        )
    }

    /// The way to it, for a mistake.
    fn within(&self) -> Vec<String> {
        let Some(node) = self.node else {
            return Vec::new();
        };
        let names = node.asked_by.iter().chain([&node.description.name]);
        names.map(|name| (*name).to_owned()).collect()
    }
}

/// The operation's function and those of its dependencies.
fn units<'u>(planned: &'u Planned, sources: &'u Sources) -> impl Iterator<Item = Unit<'u>> {
    let own = Unit {
        parameters: &planned.route.description.parameters,
        sources: &sources.each,
        dependencies: &planned.dependencies.parameters,
        node: None,
    };
    let nodes = planned.dependencies.nodes.iter().zip(&sources.nodes);
    let nodes = nodes.map(|(node, sources)| Unit {
        parameters: &node.description.parameters,
        sources,
        dependencies: &node.parameters,
        node: Some(node),
    });
    std::iter::once(own).chain(nodes)
}

/// What the body is to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind {
    None,
    /// One value, or none.
    Whole,
    /// An object of which each parameter is a key.
    Keyed,
    Form,
    Raw,
}

impl Sources {
    pub(super) fn of(
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
            | Kind::Extracted { .. }
            | Kind::Dependency(_)
            | Kind::Scopes
            | Kind::Lent,
        ) => None,
        (Some(source), _) => Some(source),
        (None, Kind::File { .. }) => Some(Source::File),
        (None, _) if path_names.contains(&declared.name) => Some(Source::Path),
        (None, Kind::Data { shape, .. }) if !shape.is_scalar() => Some(Source::Body),
        (None, _) => Some(Source::Query),
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

/// Notes every parameter that cannot be what it was declared to be.
pub(super) fn check(planned: &Planned, sources: &Sources, mistakes: &mut Vec<Mistake>) {
    let mut checking = Checking {
        planned,
        sources,
        path_names: planned.template.names().collect(),
        raw: None,
        mistakes,
    };
    for unit in units(planned, sources) {
        checking.check(unit);
        let (within, parameters) = (unit.within(), unit.with_sources());
        options::check(
            &planned.name,
            &within,
            parameters,
            sources,
            checking.mistakes,
        );
    }
}

struct Checking<'c> {
    planned: &'c Planned,
    sources: &'c Sources,
    path_names: Vec<&'c str>,
    /// Who reads the body as it arrives.
    raw: Option<&'static str>,
    mistakes: &'c mut Vec<Mistake>,
}

impl Checking<'_> {
    fn check(&mut self, unit: Unit<'_>) {
        let mut seen = HashSet::new();
        for (parameter, source) in unit.with_sources() {
            let declared = &parameter.declared;
            let name = declared.wire_name();
            let message = match (parameter.kind, source) {
                (Kind::Data { shape, .. }, Some(source)) => wrong_shape(shape, source)
                    .or_else(|| wrong_path(parameter, source, &self.path_names))
                    .or_else(|| wrong_body(source, self.sources.body)),
                (Kind::File { .. }, Some(source)) if source != Source::File => Some(
                    "a file comes from a form: leave the attribute out, or write `#[file]`"
                        .to_owned(),
                ),
                (Kind::File { .. }, Some(source)) => wrong_body(source, self.sources.body),
                (Kind::RawBody, _) => self
                    .raw
                    .replace(declared.name)
                    .map(|first| format!("the body is `{first}` already, and it can be read once")),
                _ => None,
            };
            let misplaced = declared.source.filter(|_| source.is_none()).map(|source| {
                format!(
                    "`#[{}]` is for data that is read from there, which this is not: leave it out",
                    word(source)
                )
            });
            let scopes = (!declared.scopes.is_empty()
                && !matches!(parameter.kind, Kind::Dependency(_)))
            .then(|| {
                "`#[scopes]` is for a dependency, which can check them: this is none".to_owned()
            });
            let twice = source
                .filter(|source| is_named(parameter, *source, self.sources.body))
                .filter(|source| !seen.insert((place_word(*source), name)))
                .map(|_| {
                    format!(
                        "`{name}` is read by another parameter already: give one of them an `alias`"
                    )
                });
            let messages = message
                .into_iter()
                .chain(twice)
                .chain(misplaced)
                .chain(scopes);
            self.mistakes
                .extend(messages.map(|message| Mistake::Parameter {
                    operation: self.planned.name.clone(),
                    within: unit.within(),
                    name: declared.name,
                    message,
                }));
        }
    }
}

/// Whether the parameter is one name of its source. The whole body is not, and a model of many is not.
fn is_named(parameter: &ParameterDescription, source: Source, body: BodyKind) -> bool {
    let is_group = match parameter.kind {
        Kind::Data { shape, .. } => source != Source::Body && shape.as_model().is_some(),
        _ => false,
    };
    let is_all = source == Source::Body && body == BodyKind::Whole;
    !is_group && !is_all
}

/// What its attribute is called.
fn word(source: Source) -> &'static str {
    match source {
        Source::Path => "path",
        Source::Query => "query",
        Source::Header => "header",
        Source::Cookie => "cookie",
        Source::Body => "body",
        Source::Form => "form",
        Source::File => "file",
    }
}

/// What shares one set of names.
fn place_word(source: Source) -> &'static str {
    match source {
        Source::Body | Source::Form | Source::File => "body",
        other => word(other),
    }
}

fn wrong_path(
    parameter: &ParameterDescription,
    source: Source,
    path_names: &[&str],
) -> Option<String> {
    let name = parameter.declared.wire_name();
    match source {
        Source::Path if !path_names.contains(&name) => Some(format!(
            "`#[path]`, but the path has no `{{{name}}}`: add it to the path or leave the attribute out"
        )),
        Source::Path if parameter.declared.default.is_some() => {
            Some("a path parameter is always there, so it has no default".to_owned())
        }
        _ => None,
    }
}

fn wrong_shape(shape: &'static Shape, source: Source) -> Option<String> {
    let is_text = shape.is_scalar();
    let is_list = is_text || is_list_of_scalars(shape);
    match source {
        Source::Path if !is_text => {
            Some("a path parameter is a scalar: a number, `bool`, `String` or an enum".to_owned())
        }
        Source::Query if !is_list => wrong_group(shape, "query").map(|reason| {
            format!("{reason}: leave the attribute out to read it from the body")
        }),
        Source::Header if !is_list => wrong_group(shape, "header"),
        Source::Cookie if !is_text => wrong_group(shape, "cookie"),
        Source::Form if !is_list => wrong_group(shape, "form"),
        Source::File if !shape.is_bytes() => Some(
            "a file is an `UploadFile` or `Vec<UploadFile>`, or read into memory as `Bytes` or `Vec<Bytes>`"
                .to_owned(),
        ),
        _ => None,
    }
}

/// What keeps a shape from being a group of parameters.
fn wrong_group(shape: &'static Shape, place: &str) -> Option<String> {
    let Some(model) = shape.as_model() else {
        let list = if place == "cookie" {
            ""
        } else {
            ", a `Vec` of scalars"
        };
        return Some(format!(
            "a {place} parameter is a scalar{list} or a `#[model]` of them"
        ));
    };
    let mut fields = model.fields.iter();
    let is_wrong = |shape: &'static Shape| {
        !shape.is_scalar() && !is_list_of_scalars(shape) && !matches!(shape, Shape::Any)
    };
    let field = fields.find(|field| is_wrong((field.shape)()))?;
    Some(format!(
        "the field `{}` of `{}` is no {place} parameter, which is a scalar or a `Vec` of scalars",
        field.name, model.name
    ))
}

fn wrong_body(source: Source, body: BodyKind) -> Option<String> {
    match (source, body) {
        (Source::Body, BodyKind::Form) => Some(
            "the body is a form, since another parameter is a part of one: write `#[form]` here too"
                .to_owned(),
        ),
        (Source::Body | Source::Form | Source::File, BodyKind::Raw) => Some(
            "the body is read as it arrives by a `RequestBody`: take one of the two".to_owned(),
        ),
        _ => None,
    }
}

fn is_list_of_scalars(shape: &Shape) -> bool {
    match shape {
        Shape::List(inner) | Shape::Set(inner) | Shape::Array(inner, _) => inner.is_scalar(),
        Shape::Tuple(shapes) => shapes.iter().all(|shape| shape.is_scalar()),
        Shape::Optional(inner) => is_list_of_scalars(inner),
        Shape::Checked(checked) => is_list_of_scalars(checked.shape),
        _ => false,
    }
}

/// FastAPI allows a path parameter that nobody takes; so do we, but most often it is a slip of the pen.
pub(super) fn warn_of_unused_path_parameters(planned: &Planned, sources: &Sources) {
    let taken: Vec<&str> = units(planned, sources)
        .flat_map(Unit::with_sources)
        .filter(|(_, source)| *source == Some(Source::Path))
        .map(|(parameter, _)| parameter.declared.wire_name())
        .collect();
    let names = planned.template.names();
    for name in names.filter(|name| !taken.contains(name)) {
        warn!(
            "{}: nothing takes the path parameter `{name}`: add `{name}` to the function's parameters",
            planned.name
        );
    }
}

/// Where exactly each parameter is: of the operation first, then of each dependency.
pub(super) fn slots(
    planned: &Planned,
    sources: &Sources,
    states: &States,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Vec<Slot>> {
    let mut placing = Placing {
        planned,
        sources,
        states,
        extracted: 0,
        mistakes,
    };
    units(planned, sources)
        .map(|unit| placing.slots(unit))
        .collect()
}

struct Placing<'p> {
    planned: &'p Planned,
    sources: &'p Sources,
    states: &'p States,
    /// How many extractors there are so far.
    extracted: usize,
    mistakes: &'p mut Vec<Mistake>,
}

impl Placing<'_> {
    fn slots(&mut self, unit: Unit<'_>) -> Vec<Slot> {
        let mut slots = Vec::with_capacity(unit.parameters.len());
        for ((parameter, source), node) in unit.with_sources().zip(unit.dependencies) {
            let declared = &parameter.declared;
            let slot_source = match parameter.kind {
                Kind::State { id, name } => {
                    let Some(value) = self.states.get(&id) else {
                        self.mistakes.push(Mistake::MissingState {
                            operation: self.planned.name.clone(),
                            within: unit.within(),
                            name: declared.name,
                            type_name: name,
                        });
                        continue;
                    };
                    SlotSource::State(Arc::clone(value))
                }
                Kind::RawBody => SlotSource::RawBody,
                Kind::Request | Kind::Lent => SlotSource::Nothing,
                // Without a node it needs itself, which is noted: the slot is never read.
                Kind::Dependency(_) => {
                    node.map_or(SlotSource::Nothing, |node| self.dependency(node))
                }
                Kind::Scopes => SlotSource::Scopes(unit.scopes()),
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
                rules: declared.rules,
                default: declared.default,
                takes_bytes: takes_bytes(parameter, source),
            });
        }
        slots
    }

    fn dependency(&self, node: usize) -> SlotSource {
        match self.planned.dependencies.given(node) {
            Some(value) => SlotSource::Overridden(value),
            None => SlotSource::Dependency { node },
        }
    }
}

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
    if shape.as_model().is_some() {
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

fn takes_bytes(parameter: &ParameterDescription, source: Option<Source>) -> bool {
    match (parameter.kind, source) {
        (Kind::Data { shape, .. }, Some(Source::File | Source::Body)) => shape.is_bytes(),
        _ => false,
    }
}

/// How the body is read for the parameters.
pub(super) fn body_mode(planned: &Planned, sources: &Sources) -> BodyMode {
    match sources.body {
        BodyKind::None => BodyMode::Unread,
        BodyKind::Whole => BodyMode::Whole,
        BodyKind::Keyed => BodyMode::Keyed,
        BodyKind::Raw => BodyMode::Raw,
        BodyKind::Form => {
            let loaded = units(planned, sources)
                .flat_map(Unit::with_sources)
                .filter(|(parameter, source)| takes_bytes(parameter, *source))
                .map(|(parameter, _)| parameter.declared.wire_name());
            BodyMode::Form {
                limits: planned.limits.form.resolved(),
                loaded: loaded.collect(),
            }
        }
    }
}
