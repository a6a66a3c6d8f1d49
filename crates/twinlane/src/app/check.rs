//! From an [`App`] to a [`Checked`] application: every mistake at once, and everything decided once.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use twinlane_model::ErrorLimits;
use twinlane_server::Settings;
use twinlane_web::routing::TableBuilder;
use twinlane_web::{PathTemplate, ReadLimits};

use super::middleware;
use super::parts::{Given, Outer, Shared, checked_parts};
use super::{App, OpenApiChange, lanes, unique_ids};
use crate::answer::Shaping;
use crate::build_error::{BuildError, Mistake};
use crate::docs_pages::Page;
#[cfg(feature = "websockets")]
use crate::frozen::OperationLanes;
use crate::frozen::{
    AnswerChange, BodyReading, Endpoint, FrozenFunction, Operation, OperationMiddleware,
};
use crate::handlers::ErrorHandlers;
#[cfg(feature = "websockets")]
use crate::lanes_page::LanesBook;
use crate::limits::Limits;
use crate::matched::OperationIdentity;
use crate::openapi::{self, Documented, Info};
use crate::operation::{OperationDescription, OperationName};
use crate::parameters::{Slot, States};
use crate::plan::{self, Overrides, Planned, PlannedRequest, Sources};
use crate::service::Service;
use crate::stages::Checked;
#[cfg(feature = "websockets")]
use crate::websockets::WebSocketRules;

impl App {
    /// Checks the application and reports all mistakes at once. It is the first of the [stages](Checked) of an application.
    ///
    /// The only I/O is that templates are read, and that directories of files are looked for.
    ///
    /// # Errors
    ///
    /// Every mistake of the application.
    pub fn check(self) -> Result<Checked, BuildError> {
        self.check_with(&Settings::default())
    }

    /// Checks the application with the limits of these settings: see [`check`](Self::check).
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
    /// An application with lifespan dependencies, or with a function [around](Self::around) it, needs a start and a stop. For such an application
    /// this returns an error that names [`Checked::start`].
    ///
    /// # Errors
    ///
    /// Every mistake of the application, in one report.
    pub fn into_service(self) -> Result<Service, BuildError> {
        self.into_service_with(&Settings::default())
    }

    /// Makes the application a service, with the limits of these settings: see [`into_service`](Self::into_service).
    ///
    /// # Errors
    ///
    /// Every mistake of the application, in one report.
    pub fn into_service_with(self, settings: &Settings) -> Result<Service, BuildError> {
        self.check_with(settings)?.into_service()
    }
}

fn checked(app: App, settings: &Settings, development: bool) -> Result<Checked, BuildError> {
    let mut mistakes = Vec::new();
    let outer = Outer {
        settings,
        development,
        at: String::new(),
        is_at_path: false,
        lane: None,
        limits: Limits::default(),
        states: None,
        book: None,
        overrides: Overrides::new(),
        replacements: States::new(),
        tells_matched: false,
        gives_sessions: false,
    };
    let mut parts = checked_parts(app, &outer, &mut Shared::default(), &mut mistakes);
    let links = parts.links.drain(..);
    let lost = links.filter(|link| !parts.names.has_operation(link.operation));
    mistakes.extend(lost.map(|link| link.mistake));
    match BuildError::of(mistakes) {
        Some(error) => Err(error),
        None => Ok(Checked::new(parts)),
    }
}

/// The document, with the changes that the application makes of it.
pub(super) fn document(
    (info, handlers): (&Info, &ErrorHandlers),
    changes: Vec<OpenApiChange>,
    (planned, sources, webhooks): (&[Planned], &[Sources], &[PlannedRequest]),
) -> Value {
    let operations = planned.iter().zip(sources);
    let operations = operations.filter(|(planned, _)| !planned.route.description.is_websocket());
    let operations = operations.map(|(planned, sources)| {
        if info.documents_errors {
            Documented::with_known_errors(planned, sources, handlers)
        } else {
            Documented::of(planned, sources)
        }
    });
    let operations: Vec<_> = operations.collect();
    let webhooks: Vec<_> = webhooks.iter().map(Documented::of_request).collect();
    unique_ids::warn_of_equal(planned, &operations, &webhooks);
    let mut document = openapi::document(info, operations.into_iter(), webhooks.into_iter());
    for OpenApiChange(change) in changes {
        change(&mut document);
    }
    document
}

pub(super) fn sources_of(planned: &Planned) -> Sources {
    let path_names: Vec<&str> = planned.template.names().collect();
    let parameters = &planned.route.description.parameters;
    Sources::of(parameters, &planned.dependencies.nodes, &path_names)
}

pub(super) fn insert_page(
    table: &mut TableBuilder<Endpoint>,
    page: Page,
    mistakes: &mut Vec<Mistake>,
) {
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

/// The operation with everything decided.
pub(super) fn operation(
    planned: &mut Planned,
    sources: &Sources,
    given: &mut Given<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Operation {
    let settings = given.settings;
    check_operation(planned, sources, given, mistakes);
    let mut slots = plan::slots(planned, sources, given.states, mistakes).into_iter();
    let own_slots = slots.next().unwrap_or_default();
    let node_slots: Vec<Box<[Slot]>> = slots.map(Into::into).collect();
    let mut all = own_slots.iter().chain(node_slots.iter().flatten());
    let extracts = all.any(Slot::is_extracted);
    #[cfg(feature = "sessions")]
    let session = plan::session_use(planned, sources);
    #[cfg(feature = "templates")]
    let reloaded = plan::reloaded_templates(planned, sources, given.states);
    // While the tree is there: it says whether cookies are read.
    #[cfg(feature = "websockets")]
    let websocket = plan::websocket_rules(planned, settings, has_sessions(planned, given));
    let dependencies = std::mem::take(&mut planned.dependencies);
    let description = &planned.route.description;
    let concurrent = description.options.concurrent;
    let lanes = lanes::of_operation(planned, given.book.as_deref());
    #[cfg(feature = "websockets")]
    let websocket = websocket.map(|rules| counted(rules, &lanes, given.book.as_deref()));
    let dependencies = (!node_slots.is_empty()).then(|| {
        let trips = (lanes.trips.clone(), concurrent);
        let mut dependencies = dependencies.planned(node_slots, trips, &mut given.shared.own_lanes);
        if let Some(book) = &given.book {
            lanes::enter_own(book, &mut dependencies);
        }
        dependencies
    });
    let middleware = std::mem::take(&mut planned.middleware);
    let place = planned.name.to_string();
    middleware::check(&middleware, &place, given.states, mistakes);
    Operation {
        middleware: OperationMiddleware::new(middleware),
        identity: Arc::new(OperationIdentity {
            path: planned.name.path.clone(),
            function: planned.name.function.clone(),
            operation_id: Documented::of(planned, sources).operation_id(),
        }),
        gather: planned.route.gather,
        shaping: shaping(planned, mistakes),
        status: status(description),
        body: body_reading(planned, sources, settings),
        #[cfg(feature = "websockets")]
        websocket,
        function: FrozenFunction {
            lanes,
            name: planned.name.clone(),
            place: planned.route.description.place,
            error_limits: error_limits(planned, mistakes),
            slots: own_slots.into(),
            dependencies,
            extracts,
            #[cfg(feature = "sessions")]
            session,
            #[cfg(feature = "templates")]
            reloaded,
            path_names: planned.template.names().map(str::to_owned).collect(),
        },
    }
}

/// The rules of a WebSocket operation, whose connections the page of the lanes counts.
#[cfg(feature = "websockets")]
fn counted(
    rules: WebSocketRules,
    lanes: &OperationLanes,
    book: Option<&LanesBook>,
) -> Arc<WebSocketRules> {
    let census = book.and_then(|book| book.census(&lanes.site));
    Arc::new(rules.counted_by(census))
}

const NO_TIME: &str = "with a `timeout` of nothing it would never answer: leave it out, or write `timeout = Duration::from_secs(10)`";

/// The mistakes that can be seen without its slots.
fn check_operation(
    planned: &Planned,
    sources: &Sources,
    given: &mut Given<'_>,
    mistakes: &mut Vec<Mistake>,
) {
    plan::check_sources(planned, sources, mistakes);
    plan::check_rules(planned, &mut given.shared.misfits, mistakes);
    plan::check_options(planned, sources, mistakes);
    mistakes.extend(plan::wrong_errors(planned));
    given.names.add_operation(planned, sources);
    plan::check_path_names(planned, sources, mistakes);
    plan::warn_of_body(planned, sources);
    plan::warn_of_other_spellings(planned);
    plan::check_websocket(planned, sources, mistakes);
    if !has_sessions(planned, given) {
        plan::check_no_session(planned, sources, mistakes);
    }
    if planned.route.description.options.timeout == Some(Duration::ZERO) {
        mistakes.push(Mistake::Answer {
            operation: planned.name.clone(),
            message: NO_TIME.to_owned(),
        });
    }
}

/// True if a middleware around the operation gives requests a session.
fn has_sessions(planned: &Planned, given: &Given<'_>) -> bool {
    given.gives_sessions || middleware::gives_sessions(&planned.middleware)
}

/// The status of a response when all is well.
fn status(description: &OperationDescription) -> StatusCode {
    let code = description.options.status.or(description.answer.status);
    let status = code.and_then(|code| StatusCode::from_u16(code).ok());
    status.unwrap_or(StatusCode::OK)
}

fn body_reading(planned: &Planned, sources: &Sources, settings: &Settings) -> BodyReading {
    BodyReading {
        kind: sources.body,
        limits: ReadLimits::new(
            planned
                .limits
                .max_body_size
                .unwrap_or(settings.max_body_size),
        ),
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

/// Changes the response as the options say; notes what is wrong with that and with further responses.
fn shaping(planned: &Planned, mistakes: &mut Vec<Mistake>) -> Option<Box<AnswerChange>> {
    let description = &planned.route.description;
    let options = &description.options;
    let mistake = |message| Mistake::Answer {
        operation: planned.name.clone(),
        message,
    };
    mistakes.extend(plan::wrong_responses(&planned.name, &planned.responses));
    mistakes.extend(plan::wrong_answers(&planned.name, description));
    let media_type = options.media_type.name().or(planned.media_type.as_deref());
    let shaping = Shaping::of(&description.answer, &options.selection, media_type);
    shaping
        .unwrap_or_else(|message| {
            mistakes.push(mistake(message));
            None
        })
        .map(AnswerChange::Shaped)
        .map(Box::new)
}

pub(super) fn insert_operation(
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
    pub(super) fn operation_name(&self) -> OperationName {
        match self {
            Self::Operation(operation) => operation.function.name.clone(),
            Self::Page(page) => OperationName {
                method: Method::GET.to_string(),
                path: page.address.clone(),
                function: "a page of the framework".to_owned(),
            },
            Self::Mount(point) => OperationName {
                method: "*".to_owned(),
                path: String::new(),
                function: point.label.text().to_string(),
            },
        }
    }
}
