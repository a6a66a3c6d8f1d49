//! From an [`App`] to a [`Checked`] application: every mistake at once, and everything decided once.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use twinlane_model::ErrorLimits;
use twinlane_model::shape::Misfits;
use twinlane_server::Settings;
use twinlane_web::routing::TableBuilder;
use twinlane_web::{PathTemplate, ReadLimits};

use super::flatten::plan;
use super::middleware::{self, outermost_first};
use super::{App, OpenApiChange, lanes, options};
use crate::answer::{ContentDescription, Shaping};
use crate::build_error::{BuildError, Mistake};
use crate::docs_pages::{Document, Page};
use crate::frozen::{BodyReading, Endpoint, FrozenFunction, Operation, OperationMiddleware};
use crate::lanes_page::LanesBook;
use crate::matched::OperationIdentity;
use crate::names::{NameTable, NamedRoute, Names};
use crate::openapi::{self, Documented, Info};
use crate::operation::OperationName;
use crate::parameter::Slot;
use crate::plan::{
    self, KnownStates, LifespanDependencies, OwnLanes, Planned, PlannedRequest, Sources,
};
use crate::service::Service;
use crate::stages::{Checked, CheckedParts};

impl App {
    /// Checks the application: no I/O, and every mistake in one report. The first of its [stages](Checked).
    ///
    /// # Errors
    ///
    /// Every mistake of the application.
    pub fn check(self) -> Result<Checked, BuildError> {
        self.check_with(&Settings::default())
    }

    /// As [`check`](Self::check), with the limits of these settings.
    ///
    /// # Errors
    ///
    /// Every mistake of the application.
    pub fn check_with(self, settings: &Settings) -> Result<Checked, BuildError> {
        checked(self, settings, cfg!(debug_assertions))
    }

    /// As [`check`](Self::check), without what a debug build has for its developers.
    pub(crate) fn check_for_test(self) -> Result<Checked, BuildError> {
        checked(self, &Settings::default(), false)
    }

    /// Checks the application and makes it a [`tower` service](tower_service::Service) for any server, in one step.
    ///
    /// An application with lifespan dependencies, or with a function [around](Self::around) it, has more to do before and after it is served:
    /// this refuses it, and names [`Checked::start`].
    ///
    /// # Errors
    ///
    /// Every mistake of the application, in one report.
    pub fn into_service(self) -> Result<Service, BuildError> {
        self.into_service_with(&Settings::default())
    }

    /// As [`into_service`](Self::into_service), with the limits of these settings.
    ///
    /// # Errors
    ///
    /// Every mistake of the application, in one report.
    pub fn into_service_with(self, settings: &Settings) -> Result<Service, BuildError> {
        self.check_with(settings)?.into_service()
    }
}

fn checked(mut app: App, settings: &Settings, development: bool) -> Result<Checked, BuildError> {
    let mut mistakes = Vec::new();
    let page_is_for_development = app.lanes_page.is_for_development();
    let (lanes_page, book) = lanes::add_page(&mut app, development, &mut mistakes).unzip();
    options::check_app(&app.router, &app.handlers, settings, &mut mistakes);
    let lane = lanes::of_app(&mut app.router, settings);
    let mut lifespan = LifespanDependencies::new(&app.overrides, app.states.replacements());
    let planned = plan(app.router, &lane, &mut lifespan, &mut mistakes);
    plan::check_scheme_names(&planned, &mut mistakes);
    let (states, lifespan) = app.states.into_states(lifespan, &mut mistakes);
    let middleware = outermost_first(app.middleware);
    middleware::check(&middleware, "the application", &states, &mut mistakes);
    let sources: Vec<Sources> = planned.iter().map(sources_of).collect();
    let webhooks = app.webhooks.into_iter().map(Arc::new);
    let webhooks: Vec<PlannedRequest> = webhooks.map(PlannedRequest::of).collect();
    let has_document = app.docs.openapi_url.is_some();
    let written = (planned.as_slice(), sources.as_slice(), webhooks.as_slice());
    let document = has_document.then(|| document(&app.info, app.openapi_changes, written));
    let names_root_path = app.docs.root_path_in_servers;
    let document = document.map(|document| Document::new(document, names_root_path));
    let root_path = options::root_path(&app.root_path, &mut mistakes);

    let pages = app.docs.pages(&app.info.title, document);
    let mut given = Given {
        book,
        names: Arc::new(Names::new(names(&pages, &planned))),
        states,
        settings,
        own_lanes: OwnLanes::new(),
        misfits: Misfits::default(),
    };
    let mut table = TableBuilder::new();
    for page in pages {
        insert_page(&mut table, page, &mut mistakes);
    }
    for (mut planned, sources) in planned.into_iter().zip(sources) {
        let operation = operation(&mut planned, &sources, &mut given, &mut mistakes);
        let inserted = insert_operation(&mut table, planned, operation);
        mistakes.extend(inserted.err().map(|mistake| *mistake));
    }
    for webhook in &webhooks {
        plan::check_request(webhook, &mut given.misfits, &mut mistakes);
    }

    if page_is_for_development {
        // The application's own comes before the page, and what is said of all operations is a mistake of its own ones.
        mistakes.retain(|mistake| !mistake.operation().is_some_and(lanes::is_of_page_by_name));
    }
    match BuildError::of(mistakes) {
        Some(error) => Err(error),
        None => Ok(Checked::new(CheckedParts {
            table: table.build(),
            threads: lane.threads,
            middleware,
            handlers: app.handlers,
            names: given.names,
            root_path,
            states: given.states.values,
            max_body_size: settings.max_body_bytes,
            arounds: app.arounds,
            lifespan,
            docs_url: app.docs.openapi_url.and(app.docs.docs_url),
            lanes_page,
        })),
    }
}

/// The document, with the changes that the application makes of it.
fn document(
    info: &Info,
    changes: Vec<OpenApiChange>,
    (planned, sources, webhooks): (&[Planned], &[Sources], &[PlannedRequest]),
) -> Value {
    let operations = planned.iter().zip(sources);
    let mut document = openapi::document(
        info,
        operations.map(|(planned, sources)| Documented::of(planned, sources)),
        webhooks.iter().map(Documented::of_request),
    );
    for OpenApiChange(change) in changes {
        change(&mut document);
    }
    document
}

/// The routes by their names: FastAPI's pages come before all operations.
fn names(pages: &[Page], planned: &[Planned]) -> NameTable {
    let mut names = NameTable::default();
    for page in pages {
        if let (Some(name), Ok(template)) = (page.name, PathTemplate::parse(&page.address)) {
            names.add(NamedRoute {
                name: name.to_owned(),
                operation: None,
                template,
            });
        }
    }
    let own = planned.iter().filter(|planned| !lanes::is_of_page(planned));
    for planned in own {
        names.add(NamedRoute {
            name: planned.route.description.route_name().to_owned(),
            operation: Some(planned.route.operation),
            template: planned.template.clone(),
        });
    }
    names
}

fn sources_of(planned: &Planned) -> Sources {
    let path_names: Vec<&str> = planned.template.names().collect();
    let parameters = &planned.route.description.parameters;
    Sources::of(parameters, &planned.dependencies.nodes, &path_names)
}

fn insert_page(table: &mut TableBuilder<Endpoint>, page: Page, mistakes: &mut Vec<Mistake>) {
    let address = &page.address;
    let template = PathTemplate::parse(address);
    let Some(template) = template
        .ok()
        .filter(|template| !address.is_empty() && template.names().next().is_none())
    else {
        mistakes.push(Mistake::Address {
            address: address.clone(),
        });
        return;
    };
    let page = Arc::new(page);
    for method in [Method::GET, Method::HEAD] {
        // Two pages at one address: the first is served, as with two routes of Starlette.
        let _ = table.insert(&template, method, Endpoint::Page(Arc::clone(&page)));
    }
}

/// What every operation may use.
struct Given<'a> {
    /// Where the operations are entered, if anybody reads it.
    book: Option<Arc<LanesBook>>,
    names: Arc<Names>,
    states: KnownStates,
    settings: &'a Settings,
    own_lanes: OwnLanes,
    /// The types whose rules have been looked at.
    misfits: Misfits,
}

const NO_TIME: &str = "with a `timeout` of nothing it would never answer: leave it out, or write `timeout = Duration::from_secs(10)`";

/// The operation with everything decided.
fn operation(
    planned: &mut Planned,
    sources: &Sources,
    given: &mut Given<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Operation {
    let settings = given.settings;
    plan::check_sources(planned, sources, mistakes);
    plan::check_rules(planned, &mut given.misfits, mistakes);
    plan::check_options(planned, sources, mistakes);
    plan::check_links(planned, sources, &given.names, mistakes);
    plan::warn_of_unused_path_parameters(planned, sources);
    let mut slots = plan::slots(planned, sources, &given.states, mistakes).into_iter();
    let own_slots = slots.next().unwrap_or_default();
    let node_slots: Vec<Box<[Slot]>> = slots.map(Into::into).collect();
    let mut all = own_slots.iter().chain(node_slots.iter().flatten());
    let extracts = all.any(Slot::is_extracted);
    let dependencies = std::mem::take(&mut planned.dependencies);
    let description = &planned.route.description;
    let concurrent = description.options.concurrent;
    let lanes = lanes::of_operation(planned, given.book.as_deref());
    let dependencies = (!node_slots.is_empty()).then(|| {
        let trips = (lanes.trips.clone(), concurrent);
        let mut dependencies = dependencies.planned(node_slots, trips, &mut given.own_lanes);
        if let Some(book) = &given.book {
            lanes::enter_own(book, &mut dependencies);
        }
        dependencies
    });
    if planned.route.description.options.timeout == Some(Duration::ZERO) {
        mistakes.push(Mistake::Answer {
            operation: planned.name.clone(),
            message: NO_TIME.to_owned(),
        });
    }
    let middleware = std::mem::take(&mut planned.middleware);
    let place = planned.name.to_string();
    middleware::check(&middleware, &place, &given.states, mistakes);
    Operation {
        middleware: OperationMiddleware::new(middleware),
        identity: Arc::new(OperationIdentity {
            path: planned.name.path.clone(),
            function: planned.name.function.clone(),
            operation_id: Documented::of(planned, sources).operation_id(),
        }),
        gather: planned.route.gather,
        shaping: shaping(planned, mistakes),
        status: description
            .options
            .status
            .or(description.answer.status)
            .and_then(|code| StatusCode::from_u16(code).ok())
            .unwrap_or(StatusCode::OK),
        body: body_reading(planned, sources, settings),
        function: FrozenFunction {
            lanes,
            name: planned.name.clone(),
            error_limits: error_limits(planned, mistakes),
            slots: own_slots.into(),
            dependencies,
            extracts,
            path_names: planned.template.names().map(str::to_owned).collect(),
        },
    }
}

fn body_reading(planned: &Planned, sources: &Sources, settings: &Settings) -> BodyReading {
    BodyReading {
        kind: sources.body,
        limits: ReadLimits {
            max_bytes: planned
                .limits
                .max_body_size
                .unwrap_or(settings.max_body_bytes),
        },
        form_limits: planned.limits.form.resolved(),
        loaded: plan::loaded_files(planned, sources),
        strict_content_type: planned.limits.strict_content_type.unwrap_or(true),
    }
}

/// Limits of the list of a request's errors.
fn error_limits(planned: &Planned, mistakes: &mut Vec<Mistake>) -> ErrorLimits {
    planned.limits.errors.resolved().unwrap_or_else(|message| {
        mistakes.push(Mistake::Answer {
            operation: planned.name.clone(),
            message,
        });
        ErrorLimits::DEFAULT
    })
}

fn is_redirect(status: u16) -> bool {
    StatusCode::from_u16(status).is_ok_and(twinlane_web::status::is_redirect)
}

/// What the options change in the answer; and what is wrong with the further answers.
fn shaping(planned: &Planned, mistakes: &mut Vec<Mistake>) -> Option<Box<Shaping>> {
    let description = &planned.route.description;
    let options = &description.options;
    let mistake = |message| Mistake::Answer {
        operation: planned.name.clone(),
        message,
    };
    let unknown = planned
        .responses
        .iter()
        .filter(|response| !response.is_known());
    mistakes.extend(unknown.map(|response| {
        let status = response.status();
        mistake(format!(
            "`{status}` is the status of no answer: it is a number from 100 to 999, `1XX` to `5XX`, or `default`"
        ))
    }));
    if let (Some(status @ (100..=199 | 204 | 205 | 304)), ContentDescription::Json(Some(_))) =
        (options.status, description.answer.content)
    {
        mistakes.push(mistake(format!(
            "an answer with the status {status} has no body, but the function returns one: return `()`, or leave `status` out"
        )));
    }
    if let (Some(status), Some(redirect)) = (options.status, description.answer.status)
        && let (true, false) = (is_redirect(redirect), is_redirect(status))
    {
        mistakes.push(mistake(format!(
            "a redirect does not have the status {status}: write one of 301, 302, 303, 307 and 308, or leave `status` out"
        )));
    }
    let media_type = options.media_type.or(planned.media_type.as_deref());
    let shaping = Shaping::of(&description.answer, &options.selection, media_type);
    shaping
        .unwrap_or_else(|message| {
            mistakes.push(mistake(message));
            None
        })
        .map(Box::new)
}

fn insert_operation(
    table: &mut TableBuilder<Endpoint>,
    planned: Planned,
    operation: Operation,
) -> Result<(), Box<Mistake>> {
    let method = planned.route.description.method;
    let endpoint = Endpoint::Operation(Box::new(operation));
    let inserted = table.insert(&planned.template, method, endpoint);
    inserted.map_err(|earlier| {
        Box::new(Mistake::Duplicate {
            operation: planned.name,
            earlier: earlier.operation_name(),
        })
    })
}

impl Endpoint {
    fn operation_name(&self) -> OperationName {
        match self {
            Self::Operation(operation) => operation.function.name.clone(),
            Self::Page(page) => OperationName {
                method: Method::GET.to_string(),
                path: page.address.clone(),
                function: "a page of the framework".to_owned(),
            },
        }
    }
}
