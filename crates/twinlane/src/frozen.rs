//! The application after startup, with everything decided, as requests meet it.

use std::sync::Arc;

use http::StatusCode;
use twinlane_lanes::{InFlight, Label, Site, StopSignal, ThreadLane};
use twinlane_model::ErrorLimits;
use twinlane_web::ReadLimits;
use twinlane_web::form::FormLimits;
use twinlane_web::routing::Table;

use crate::answer::{Answered, AnsweredKind, Shaping};
use crate::dependencies::PlannedDependencies;
use crate::docs_pages::Page;
use crate::file_response::ServedFiles;
use crate::handlers::ErrorHandlers;
use crate::health::{ProbePaths, Readiness};
use crate::matched::OperationIdentity;
use crate::middlewares::{AddedMiddleware, AppMiddleware, MiddlewareList};
use crate::mount::AnyService;
use crate::names::Names;
use crate::operation::{GatherFn, OperationName};
use crate::parameters::{BodyKind, Slot, States};
use crate::root_path::RootPath;
#[cfg(feature = "sessions")]
use crate::session::SessionUse;
#[cfg(feature = "templates")]
use crate::templates::Templates;
#[cfg(feature = "websockets")]
use crate::websockets::WebSocketRules;

/// Everything that was decided at startup.
pub(crate) struct Frozen {
    pub(crate) table: Table<Endpoint>,
    /// The mounts at hosts, if there are any.
    pub(crate) hosts: Option<Table<Endpoint>>,
    /// The operations of WebSockets, if there are any.
    #[cfg_attr(
        not(feature = "websockets"),
        expect(dead_code, reason = "there are none")
    )]
    pub(crate) websockets: Option<Table<Endpoint>>,
    /// The open connections of WebSockets.
    pub(crate) connections: InFlight,
    /// The operations of frontends, for the paths that nothing else has.
    pub(crate) frontends: Option<Table<Endpoint>>,
    pub(crate) threads: ThreadLane,
    /// Around all of the application.
    pub(crate) middleware: AppMiddleware,
    /// True if there is a middleware, here or in the applications around this one, that may ask which operation a request has met.
    pub(crate) tells_matched: bool,
    /// The most bytes of a body that this middleware reads.
    pub(crate) max_body_size: usize,
    pub(crate) handlers: ErrorHandlers,
    /// True if the responses to errors of the application's own show the error.
    pub(crate) debug: bool,
    /// The routes by their names, for requests that make URLs.
    pub(crate) names: Arc<Names>,
    /// The root path that the application has set.
    pub(crate) root_path: RootPath,
    /// True if a path that exists except for a slash at its end is redirected.
    pub(crate) redirects_slashes: bool,
    /// The watchdog's name for work of no operation.
    pub(crate) label: Label,
    /// Requests that go on without their client.
    pub(crate) in_flight: InFlight,
    /// Tasks after a response.
    pub(crate) background: InFlight,
    /// Tells code that the server stops.
    pub(crate) stop: StopSignal,
    /// Values of dependencies that something still holds after their request.
    pub(crate) held: InFlight,
    /// For the start-up banner.
    pub(crate) docs_url: Option<String>,
    /// For the start-up banner.
    pub(crate) lanes_page: Option<String>,
    /// For probes, if the application answers them.
    pub(crate) health: Option<Box<FrozenHealth>>,
}

impl Frozen {
    /// True if the response to an error is made of the whole request: by a handler, or to show it.
    pub(crate) fn sees_failed_requests(&self) -> bool {
        self.debug || !self.handlers.is_empty()
    }
}

/// The health of an application: the paths of probes, and the checks.
pub(crate) struct FrozenHealth {
    pub(crate) paths: ProbePaths,
    pub(crate) readiness: Arc<Readiness>,
    /// In the order of [`Readiness`].
    pub(crate) checks: Vec<Operation>,
}

impl FrozenHealth {
    /// Puts the values that were made at the start where the checks take them.
    pub(crate) fn fill(&mut self, values: &States) {
        for check in &mut self.checks {
            check.function.fill(values);
        }
    }
}

/// The target of a method and a path.
pub(crate) enum Endpoint {
    Operation(Box<Operation>),
    Page(Arc<Page>),
    Mount(Arc<MountPoint>),
}

impl Endpoint {
    /// Puts the values that were made at the start where they are taken.
    pub(crate) fn fill(&mut self, values: &States) {
        match self {
            Self::Operation(operation) => {
                operation.function.fill(values);
                operation.middleware.fill(values);
            }
            Self::Mount(point) => {
                // Nobody else has it before the application is frozen.
                if let Some(point) = Arc::get_mut(point) {
                    point.middleware.fill(values);
                }
            }
            Self::Page(_) => {}
        }
    }

    /// Puts the applications that have been frozen where they are mounted.
    pub(crate) fn mount(&mut self, frozen: &[Arc<Frozen>]) {
        if let Self::Mount(point) = self
            && let Some(point) = Arc::get_mut(point)
            && let MountedContent::Checked(place) = point.content
            && let Some(app) = frozen.get(place)
        {
            point.content = MountedContent::App(Arc::clone(app));
        }
    }
}

/// The place where something is mounted.
pub(crate) struct MountPoint {
    pub(crate) content: MountedContent,
    /// Around it.
    pub(crate) middleware: OperationMiddleware,
    /// Its path or host, as the log and the watchdog call it.
    pub(crate) label: Label,
    /// The names of the parameters of its path or host.
    pub(crate) param_names: Vec<String>,
    pub(crate) limits: MountLimits,
}

/// The thing that is mounted.
pub(crate) enum MountedContent {
    App(Arc<Frozen>),
    /// An application that has not been frozen: its place among them.
    Checked(usize),
    Service(Arc<dyn AnyService>),
}

/// The rules of the application for a service that is mounted in it.
pub(crate) struct MountLimits {
    /// The most bytes of a body, if the application or a router says so.
    pub(crate) max_body_size: Option<usize>,
    /// True if it is given up when its client goes.
    pub(crate) cancel_on_disconnect: bool,
}

/// The middleware around one operation.
pub(crate) struct OperationMiddleware {
    /// Until the values are there that it takes as `State`.
    added: Vec<AddedMiddleware>,
    list: MiddlewareList,
}

impl OperationMiddleware {
    /// Of the middleware that was added, the outermost first.
    pub(crate) fn new(added: Vec<AddedMiddleware>) -> Self {
        let list = MiddlewareList::default();
        Self { added, list }
    }

    /// The list that a request meets.
    #[inline]
    pub(crate) fn list(&self) -> &MiddlewareList {
        &self.list
    }

    fn fill(&mut self, values: &States) {
        if !self.added.is_empty() {
            self.list = MiddlewareList::new(&std::mem::take(&mut self.added), values);
        }
    }
}

/// A path operation: a function, and what HTTP adds to it.
pub(crate) struct Operation {
    pub(crate) function: FrozenFunction,
    /// Around this operation.
    pub(crate) middleware: OperationMiddleware,
    /// For middleware, which finds it in the response.
    pub(crate) identity: Arc<OperationIdentity>,
    pub(crate) gather: GatherFn,
    pub(crate) status: StatusCode,
    /// The changes that its options make in its responses.
    pub(crate) shaping: Option<Box<AnswerChange>>,
    pub(crate) body: BodyReading,
    /// The rules of its connections, if it is one of WebSockets.
    #[cfg(feature = "websockets")]
    pub(crate) websocket: Option<Arc<WebSocketRules>>,
}

/// A function that requests reach, whatever kind of operation it is: where it runs, and where its arguments are.
pub(crate) struct FrozenFunction {
    pub(crate) lanes: OperationLanes,
    pub(crate) name: OperationName,
    /// The file and the line where it is declared.
    pub(crate) place: &'static str,
    pub(crate) error_limits: ErrorLimits,
    pub(crate) slots: Box<[Slot]>,
    /// The dependencies that it asks for, if any.
    pub(crate) dependencies: Option<PlannedDependencies>,
    /// True if any parameter is read by an extractor.
    pub(crate) extracts: bool,
    /// The use that its functions make of the session.
    #[cfg(feature = "sessions")]
    pub(crate) session: SessionUse,
    /// The templates that a function asks for, if they are read again before each request.
    #[cfg(feature = "templates")]
    pub(crate) reloaded: Option<Templates>,
    /// The names of the parameters of its path.
    pub(crate) path_names: Vec<String>,
}

impl FrozenFunction {
    /// Puts the values that were made at the start where they are taken.
    fn fill(&mut self, values: &States) {
        let nodes = self.dependencies.iter_mut();
        let below = nodes.flat_map(PlannedDependencies::slots_mut);
        let all = self.slots.iter_mut().chain(below);
        all.for_each(|slot| slot.fill(values));
    }
}

/// The way in which the body of an operation is read.
#[derive(Debug)]
pub(crate) struct BodyReading {
    pub(crate) kind: BodyKind,
    pub(crate) limits: ReadLimits,
    /// Of a form.
    pub(crate) form_limits: FormLimits,
    /// The names of the files of a form that are taken as bytes.
    pub(crate) loaded: Vec<&'static str>,
    /// True if a body without a content type is no JSON.
    pub(crate) strict_content_type: bool,
}

/// The facts of an operation that its lanes need.
pub(crate) struct OperationLanes {
    /// The name in the watchdog and the log, with the figures of its calls.
    pub(crate) site: Site,
    /// The same for trips of its dependencies alone.
    pub(crate) trips: Site,
    /// The names of its background tasks and of its streamed response.
    pub(crate) after: Label,
    pub(crate) stream: Label,
    /// The threads of a plain operation, and of its plain dependencies.
    pub(crate) threads: ThreadLane,
    /// True if it is given up when its client goes.
    pub(crate) cancel_on_disconnect: bool,
}

impl Operation {
    /// A response as the options want it.
    pub(crate) fn shaped(&self, answered: Answered) -> Answered {
        match &self.shaping {
            Some(change) => change.apply(answered),
            None => answered,
        }
    }
}

/// The change of the value that an operation returns.
pub(crate) enum AnswerChange {
    /// It is written as the options say.
    Shaped(Shaping),
    /// It stands for a file of a frontend.
    Frontend(Arc<ServedFiles>),
}

impl AnswerChange {
    fn apply(&self, answered: Answered) -> Answered {
        match self {
            Self::Shaped(shaping) => shaping.apply(answered),
            Self::Frontend(files) => Answered {
                kind: AnsweredKind::StaticFile(Arc::clone(files)),
                ..answered
            },
        }
    }
}
