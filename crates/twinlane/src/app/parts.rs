//! The parts of an application, and of those that are mounted in it, as its check makes them.

use std::sync::Arc;

use twinlane_model::shape::Misfits;
use twinlane_server::Settings;
use twinlane_web::routing::TableBuilder;

use super::check::{document, insert_operation, insert_page, operation, sources_of};
use super::flatten::{AppRules, plan};
use super::middleware;
use super::mounts::Mounting;
use super::names::AppNames;
use super::{App, OpenApiChange, frontends, health, lanes, options};
use crate::build_error::Mistake;
use crate::docs_pages::{DocsPages, Document};
use crate::frozen::Endpoint;
use crate::handlers::ErrorHandlers;
use crate::lane_rules::PlannedLane;
use crate::lanes_page::LanesBook;
use crate::limits::Limits;
use crate::openapi::Info;
use crate::operation::OutgoingRequest;
use crate::parameters::States;
use crate::plan::{
    self, KnownStates, LifespanDependencies, Overrides, OwnLanes, Planned, PlannedRequest, Sources,
};
use crate::stages::CheckedParts;

/// The surroundings of an application: the facts of the application that it is mounted in, or defaults.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may hold"
)]
pub(super) struct Outer<'a> {
    pub(super) settings: &'a Settings,
    pub(super) development: bool,
    /// The path that it is mounted at.
    pub(super) at: String,
    /// True if this is a path, and not a host.
    pub(super) is_at_path: bool,
    pub(super) lane: Option<PlannedLane>,
    pub(super) limits: Limits,
    pub(super) states: Option<&'a KnownStates>,
    pub(super) book: Option<Arc<LanesBook>>,
    /// The replacements that tests have made there. They hold here too.
    pub(super) overrides: Overrides,
    pub(super) replacements: States,
    /// True if a middleware there may ask which operation a request has met.
    pub(super) tells_matched: bool,
    /// True if a middleware there gives requests a session.
    pub(super) gives_sessions: bool,
}

impl<'a> Outer<'a> {
    /// The surroundings of an application there, with the states, the book and the replacements of it.
    fn around<'b>(
        &self,
        (states, book): (&'b KnownStates, Option<Arc<LanesBook>>),
        (overrides, replacements): (Overrides, States),
    ) -> Outer<'b>
    where
        'a: 'b,
    {
        Outer {
            states: Some(states),
            book,
            overrides,
            replacements,
            ..self.clone()
        }
    }
}

/// Facts about all applications together.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) own_lanes: OwnLanes,
    /// The types whose rules have been looked at.
    pub(super) misfits: Misfits,
}

/// The values that every operation of an application may use.
pub(super) struct Given<'a> {
    /// The list of operations for the page of the lanes, if there is a page.
    pub(super) book: Option<Arc<LanesBook>>,
    pub(super) states: &'a KnownStates,
    pub(super) settings: &'a Settings,
    pub(super) shared: &'a mut Shared,
    pub(super) names: &'a mut AppNames,
    /// True if a middleware around the application gives requests a session.
    pub(super) gives_sessions: bool,
}

impl<'a> Given<'a> {
    fn new(
        book: Option<Arc<LanesBook>>,
        (states, settings, gives_sessions): (&'a KnownStates, &'a Settings, bool),
        shared: &'a mut Shared,
        names: &'a mut AppNames,
    ) -> Self {
        Self {
            book,
            states,
            settings,
            shared,
            names,
            gives_sessions,
        }
    }
}

/// The parts of an application, and of those that are mounted in it.
pub(super) fn checked_parts(
    mut app: App,
    outer: &Outer<'_>,
    shared: &mut Shared,
    mistakes: &mut Vec<Mistake>,
) -> CheckedParts {
    let settings = outer.settings;
    let page_is_for_development = app.lanes_page.is_for_development();
    let root_path = options::check_app(&app, settings, outer.is_at_path, mistakes);
    let (lanes_page, book, lane) = lanes(&mut app, outer, mistakes);
    let replacements = override_all(&mut app, outer);
    let mut lifespan =
        LifespanDependencies::new(&app.overrides, replacements.clone(), outer.states);
    let flat = (app.router, app.hosts);
    let flat = plan(flat, &AppRules::of(&lane, outer), &mut lifespan, mistakes);
    let within = (&flat, &app.docs, outer);
    let health = health::plan(app.health, within, &mut lifespan, mistakes);
    plan::check_scheme_names(&flat.operations, mistakes);
    let (states, lifespan) = app.states.into_states(lifespan, outer.states, mistakes);
    let middleware = middleware::of_app(app.middleware, &states, mistakes);
    let mut names = AppNames::default();
    let gives_sessions = outer.gives_sessions || middleware::gives_sessions(&middleware);
    let known = (&states, settings, gives_sessions);
    let given = Given::new(book.clone(), known, shared, &mut names);
    let written = (&app.info, &app.handlers);
    let said = (&app.docs, written, app.openapi_changes, app.webhooks);
    let (mut table, websockets) = tables(flat.operations, said, given, mistakes);
    lanes::leave_out_page(page_is_for_development, mistakes);
    let frontends = frontends::table(
        flat.frontends,
        (&states, outer, gives_sessions),
        shared,
        mistakes,
    );
    let health = health.map(|health| health::checked(health, (&states, outer), shared, mistakes));
    let within = Outer {
        tells_matched: outer.tells_matched || !middleware.is_empty(),
        gives_sessions,
        ..outer.around((&states, book), (app.overrides.clone(), replacements))
    };
    let mounting = Mounting::new(&states, &within, shared, &mut names);
    let (mounted, hosts) = mounting.all(flat.mounts, flat.hosts, &mut table, mistakes);
    let (names, links) = names.into_table_and_links();
    CheckedParts {
        mounted,
        table: table.build(),
        websockets: websockets.map(TableBuilder::build),
        frontends,
        hosts,
        tells_matched: within.tells_matched,
        threads: lane.threads,
        middleware,
        handlers: app.handlers,
        debug: app.debug,
        names,
        links,
        root_path,
        redirects_slashes: app.redirects_slashes,
        states: states.values,
        max_body_size: settings.max_body_size,
        arounds: app.arounds,
        lifespan,
        docs_url: app.docs.openapi_url.and(app.docs.docs_url),
        lanes_page,
        health: health.map(Box::new),
    }
}

/// Applies the overrides of tests around the application. Returns the values that tests have given for states.
fn override_all(app: &mut App, outer: &Outer<'_>) -> States {
    app.overrides.extend(outer.overrides.clone());
    app.states.replace_all(&outer.replacements);
    app.states.replacements()
}

/// The application's options for its document.
type Said<'a> = (
    &'a DocsPages,
    (&'a Info, &'a ErrorHandlers),
    Vec<OpenApiChange>,
    Vec<OutgoingRequest>,
);

/// The page of the lanes, the book of its operations, and the lane of the application.
fn lanes(
    app: &mut App,
    outer: &Outer<'_>,
    mistakes: &mut Vec<Mistake>,
) -> (Option<String>, Option<Arc<LanesBook>>, PlannedLane) {
    let (page, book) = lanes::add_page(app, outer, mistakes).unzip();
    let book = book.or_else(|| outer.book.clone());
    (page, book, lanes::of_app(&mut app.router, outer))
}

/// A table of the pages and the operations, and one of the operations of WebSockets, if there are any.
fn tables(
    planned: Vec<Planned>,
    (docs, (info, handlers), changes, webhooks): Said<'_>,
    mut given: Given<'_>,
    mistakes: &mut Vec<Mistake>,
) -> (TableBuilder<Endpoint>, Option<TableBuilder<Endpoint>>) {
    let sources: Vec<Sources> = planned.iter().map(sources_of).collect();
    let webhooks = webhooks.into_iter().map(Arc::new);
    let webhooks = webhooks.map(PlannedRequest::of);
    let webhooks: Vec<PlannedRequest> = webhooks.map(PlannedRequest::with_made_id).collect();
    let has_document = docs.openapi_url.is_some();
    let written = (planned.as_slice(), sources.as_slice(), webhooks.as_slice());
    let document = has_document.then(|| document((info, handlers), changes, written));
    let document = document.map(|document| Document::new(document, docs.root_path_in_servers));

    let mut table = TableBuilder::new();
    let mut websockets = None;
    let pages = docs.pages(&info.title, document);
    given.names.add_pages(&pages);
    for page in pages {
        insert_page(&mut table, page, mistakes);
    }
    for (mut planned, sources) in planned.into_iter().zip(sources) {
        let operation = operation(&mut planned, &sources, &mut given, mistakes);
        let table = if planned.route.description.is_websocket() {
            websockets.get_or_insert_with(TableBuilder::new)
        } else {
            &mut table
        };
        let inserted = insert_operation(table, planned, operation);
        mistakes.extend(inserted.err().map(|mistake| *mistake));
    }
    for webhook in &webhooks {
        plan::check_request(webhook, &mut given.shared.misfits, mistakes);
    }
    (table, websockets)
}
