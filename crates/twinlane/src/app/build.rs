//! From an [`App`] to a frozen [`Service`]: every check, every mistake at once, and everything decided once.

use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use http::{Method, StatusCode};
use tracing::warn;
use twinlane_lanes::{InFlight, Label, ThreadLane};
use twinlane_server::Settings;
use twinlane_web::routing::{Table, TableBuilder};
use twinlane_web::{Convertor, ReadLimits};

use super::App;
use super::build_error::{BuildError, Mistake, OperationName};
use super::plan::{Planned, plan};
use crate::docs_pages::{self, Page};
use crate::openapi::{self, Documented};
use crate::parameter::{Kind, ParameterDescription, Slot, SlotSource, Source};
use crate::service::{Endpoint, Frozen, Operation, Service};

pub(super) fn build(app: App, settings: &Settings) -> Result<Service, BuildError> {
    let mut mistakes = Vec::new();
    let planned = plan(app.router, &mut mistakes);
    let states = app.states;

    let sources: Vec<Vec<Source>> = planned.iter().map(sources).collect();
    let document = app.openapi_url.as_ref().map(|_| {
        let operations = planned.iter().zip(&sources);
        openapi::document(
            &app.info,
            operations.map(|(planned, sources)| Documented::of(planned, sources)),
        )
    });

    let mut table = TableBuilder::new();
    let pages = docs_pages::pages(
        &app.info.title,
        app.openapi_url.as_deref(),
        app.docs_url.as_deref(),
        document,
    );
    for (address, page) in pages {
        insert_page(&mut table, &address, page, &mut mistakes);
    }
    for (planned, sources) in planned.into_iter().zip(sources) {
        insert_operation(&mut table, planned, &sources, &states, &mut mistakes);
    }
    let table: Table<Endpoint> = table.build();

    match BuildError::of(mistakes) {
        Some(error) => Err(error),
        None => Ok(Service::new(Frozen {
            table,
            threads: ThreadLane::new(
                app.thread_capacity
                    .unwrap_or(settings.thread_capacity)
                    .max(1),
            ),
            limits: ReadLimits {
                max_bytes: settings.max_body_bytes,
                idle: Some(settings.body_idle_timeout),
            },
            in_flight: InFlight::new(),
            docs_url: app.openapi_url.and(app.docs_url),
        })),
    }
}

type States = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

/// Where each parameter of an operation is read from, in the order of the signature. `State` counts as `Query`: unused.
fn sources(planned: &Planned) -> Vec<Source> {
    let names: Vec<&str> = planned.template.names().collect();
    let description = &planned.route.description;
    description
        .parameters
        .iter()
        .map(|parameter| source(parameter, &names))
        .collect()
}

/// FastAPI's rule: a name of the path is a path parameter, another scalar a query parameter, the rest the body.
fn source(parameter: &ParameterDescription, path_names: &[&str]) -> Source {
    let declared = &parameter.declared;
    match (declared.source, parameter.kind) {
        (Some(source), _) => source,
        (None, _) if path_names.contains(&declared.name) => Source::Path,
        (None, Kind::Data { shape, .. }) if !shape.is_scalar() => Source::Body,
        (None, _) => Source::Query,
    }
}

fn insert_page(
    table: &mut TableBuilder<Endpoint>,
    address: &str,
    page: Page,
    mistakes: &mut Vec<Mistake>,
) {
    let template = twinlane_web::PathTemplate::parse(address);
    let Some(template) = template
        .ok()
        .filter(|template| !address.is_empty() && template.names().next().is_none())
    else {
        mistakes.push(Mistake::Address {
            address: address.to_owned(),
        });
        return;
    };
    let page = Arc::new(page);
    for method in [Method::GET, Method::HEAD] {
        // Two pages at one address: the first is served, as with two routes of Starlette.
        let _ = table.insert(&template, method, Endpoint::Page(Arc::clone(&page)));
    }
}

fn insert_operation(
    table: &mut TableBuilder<Endpoint>,
    planned: Planned,
    sources: &[Source],
    states: &States,
    mistakes: &mut Vec<Mistake>,
) {
    check_parameters(&planned, sources, mistakes);
    warn_of_unused_path_parameters(&planned, sources);
    let slots = slots(&planned, sources, states, mistakes);
    let Planned {
        route,
        template,
        name,
        ..
    } = planned;
    let description = route.description;
    let operation = Operation {
        label: Label::new(format!(
            "{} {} ({})",
            description.method,
            template.as_str(),
            description.name
        )),
        name: name.clone(),
        gather: route.gather,
        status: description
            .options
            .status
            .and_then(|code| StatusCode::from_u16(code).ok())
            .unwrap_or(StatusCode::OK),
        reads_body: sources.contains(&Source::Body),
        slots: slots.into(),
    };
    if let Err(earlier) = table.insert(
        &template,
        description.method,
        Endpoint::Operation(Box::new(operation)),
    ) {
        mistakes.push(Mistake::Duplicate {
            operation: name,
            earlier: earlier.operation_name(),
        });
    }
}

fn check_parameters(planned: &Planned, sources: &[Source], mistakes: &mut Vec<Mistake>) {
    let path_names: Vec<&str> = planned.template.names().collect();
    let mut seen = HashSet::new();
    let mut body = None;
    let parameters = &planned.route.description.parameters;
    for (parameter, &source) in parameters.iter().zip(sources) {
        let Kind::Data { shape, .. } = parameter.kind else {
            continue;
        };
        let declared = &parameter.declared;
        let name = declared.wire_name();
        let message = match source {
            Source::Path if !path_names.contains(&name) => Some(format!(
                "`#[path]`, but the path has no `{{{name}}}`: add it to the path or leave the attribute out"
            )),
            Source::Path if !shape.is_scalar() => Some("a path parameter is a scalar: a number, `bool`, `String` or an enum".to_owned()),
            Source::Path if declared.default.is_some() => Some("a path parameter is always there, so it has no default".to_owned()),
            Source::Query if !shape.is_scalar() && !is_list_of_scalars(shape) => Some(
                "a query parameter is a scalar or, with `#[query]`, a `Vec` of scalars: leave the attribute out to read it from the body".to_owned(),
            ),
            Source::Header if !shape.is_scalar() && !is_list_of_scalars(shape) => {
                Some("a header parameter is a scalar or a `Vec` of scalars".to_owned())
            }
            Source::Cookie if !shape.is_scalar() => {
                Some("a cookie parameter is a scalar: a number, `bool`, `String` or an enum".to_owned())
            }
            Source::Body => body.replace(declared.name).map(|first| {
                format!("the body is `{first}` already, and an operation has one body: put both into one `#[model]`")
            }),
            _ => None,
        };
        let twice = (source != Source::Body && !seen.insert((source, name))).then(|| {
            format!("`{name}` is read by another parameter already: give one of them an `alias`")
        });
        mistakes.extend(
            message
                .into_iter()
                .chain(twice)
                .map(|message| Mistake::Parameter {
                    operation: planned.name.clone(),
                    name: declared.name,
                    message,
                }),
        );
    }
}

fn is_list_of_scalars(shape: &twinlane_model::Shape) -> bool {
    use twinlane_model::Shape;
    match shape {
        Shape::List(inner) | Shape::Set(inner) | Shape::Array(inner, _) => inner.is_scalar(),
        Shape::Tuple(shapes) => shapes.iter().all(|shape| shape.is_scalar()),
        Shape::Optional(inner) => is_list_of_scalars(inner),
        Shape::Checked(checked) => is_list_of_scalars(checked.shape),
        _ => false,
    }
}

/// FastAPI allows a path parameter that nobody takes; so do we, but most often it is a slip of the pen.
fn warn_of_unused_path_parameters(planned: &Planned, sources: &[Source]) {
    let parameters = &planned.route.description.parameters;
    let taken: Vec<&str> = parameters
        .iter()
        .zip(sources)
        .filter(|(_, source)| **source == Source::Path)
        .map(|(parameter, _)| parameter.declared.wire_name())
        .collect();
    for name in planned
        .template
        .names()
        .filter(|name| !taken.contains(name))
    {
        warn!(
            "{}: nothing takes the path parameter `{name}`: add `{name}` to the function's parameters",
            planned.name
        );
    }
}

fn slots(
    planned: &Planned,
    sources: &[Source],
    states: &States,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Slot> {
    let parameters = &planned.route.description.parameters;
    let mut slots = Vec::with_capacity(parameters.len());
    for (parameter, &source) in parameters.iter().zip(sources) {
        let declared = &parameter.declared;
        let source = match parameter.kind {
            Kind::State { id, name } => {
                let Some(value) = states.get(&id) else {
                    mistakes.push(Mistake::MissingState {
                        operation: planned.name.clone(),
                        name: declared.name,
                        type_name: name,
                    });
                    continue;
                };
                SlotSource::State(Arc::clone(value))
            }
            Kind::Data { shape, .. } => data_source(planned, declared.wire_name(), source, shape),
        };
        slots.push(Slot {
            source,
            name: declared.wire_name(),
            rules: declared.rules,
            default: declared.default,
        });
    }
    slots
}

fn data_source(
    planned: &Planned,
    name: &str,
    source: Source,
    shape: &twinlane_model::Shape,
) -> SlotSource {
    match source {
        Source::Path => {
            let mut parameters = planned.template.parameters().enumerate();
            let (place, convertor) = parameters
                .find(|(_, (other, _))| *other == name)
                // A name that the path lacks is a mistake by now: the slot is never read.
                .map_or((0, Convertor::Str), |(place, (_, convertor))| {
                    (place, convertor)
                });
            SlotSource::Path { place, convertor }
        }
        Source::Query if shape.is_scalar() => SlotSource::Query,
        Source::Query => SlotSource::QueryList,
        Source::Header if shape.is_scalar() => SlotSource::Header,
        Source::Header => SlotSource::HeaderList,
        Source::Cookie => SlotSource::Cookie,
        Source::Body => SlotSource::Body,
    }
}

impl Endpoint {
    fn operation_name(&self) -> OperationName {
        match self {
            Self::Operation(operation) => operation.name.clone(),
            Self::Page(page) => OperationName {
                method: Method::GET.to_string(),
                path: page.address.clone(),
                function: "a page of the framework".to_owned(),
            },
        }
    }
}
