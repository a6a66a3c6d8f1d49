//! An application without mistakes, which has not been started.

use std::fmt;
use std::future::Future;
use std::mem::{replace, take};
use std::pin::Pin;
use std::sync::Arc;

use twinlane_lanes::{InFlight, Label, StopSignal, ThreadLane};
use twinlane_web::routing::Table;

use super::Running;
use super::around::AroundFunction;
use super::started_values::StartedValues;
use crate::build_error::{BuildError, Mistake};
use crate::dependency::PlannedLifespan;
use crate::error::Result;
use crate::frozen::{Endpoint, Frozen};
use crate::handlers::ErrorHandlers;
use crate::middleware::{AddedMiddleware, MiddlewareList};
use crate::parameter::{States, stop_signal_state};
use crate::root_path::RootPath;
use crate::service::Service;

/// An application that has been checked: what [`App::check`](crate::App::check) returns.
///
/// Nothing has run yet: no file, no socket and no database was opened. [`start`](Self::start) makes what the application needs
/// and returns the running application.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/")]
/// async fn root() -> String {
///     "hello".to_owned()
/// }
///
/// # #[twinlane::main]
/// # async fn main() -> twinlane::Result {
/// let checked = App::new().routes(routes![root]).check()?;
/// let running = checked.start().await?;
/// let service = running.service(); // a tower service, for any server
/// # let _ = service;
/// running.stop().await
/// # }
/// ```
#[must_use = "a checked application does nothing until it is started"]
pub struct Checked {
    parts: CheckedParts,
}

/// What checking an application has made.
pub(crate) struct CheckedParts {
    pub(crate) table: Table<Endpoint>,
    pub(crate) hosts: Option<Table<Endpoint>>,
    /// The applications that are mounted in it, in the order of their places.
    pub(crate) mounted: Vec<CheckedParts>,
    pub(crate) tells_matched: bool,
    /// The lane of error handlers.
    pub(crate) threads: ThreadLane,
    /// Around all of the application, the outermost first.
    pub(crate) middleware: Vec<AddedMiddleware>,
    pub(crate) max_body_size: usize,
    pub(crate) handlers: ErrorHandlers,
    pub(crate) root_path: RootPath,
    /// The values that the application was given, and at the start all others that it has.
    pub(crate) states: States,
    /// The functions around the application, the outermost first.
    pub(crate) arounds: Vec<AroundFunction>,
    /// The lifespan dependencies, in the order in which they are made.
    pub(crate) lifespan: Vec<PlannedLifespan>,
    pub(crate) docs_url: Option<String>,
    pub(crate) lanes_page: Option<String>,
}

impl Checked {
    pub(crate) fn new(parts: CheckedParts) -> Self {
        Self { parts }
    }

    /// Enters the functions [around](crate::App::around) the application, makes its [lifespan dependencies](crate::App::lifespan), one after
    /// another, and puts their values where operations take them.
    ///
    /// If this future is dropped before its end, the start is given up: what was made is undone in a task.
    ///
    /// # Errors
    ///
    /// The first of them that fails. Those that were made before it are undone.
    pub async fn start(mut self) -> Result<Running> {
        let stop = StopSignal::new();
        let left = StopSignal::new();
        let values = States::from([stop_signal_state(&stop)]);
        let mut started = StartedValues::new();
        if let Err(error) = self.parts.make(values, &mut started, &left).await {
            started.undo_now(self.parts).await;
            return Err(error);
        }
        let service = Service::new(self.parts.freeze(&Life::new(stop)));
        Ok(Running::new(service, started, left))
    }

    /// Starts an application that makes nothing at its start; gives it back if it does.
    pub(crate) fn start_at_once(mut self) -> Result<Running, Box<Self>> {
        if !self.parts.needs().is_empty() {
            return Err(Box::new(self));
        }
        let (stop, left) = (StopSignal::new(), StopSignal::new());
        self.parts.fill(States::from([stop_signal_state(&stop)]));
        let service = Service::new(self.parts.freeze(&Life::new(stop)));
        Ok(Running::new(service, StartedValues::new(), left))
    }

    /// The service of an application that needs no start.
    pub(crate) fn into_service(mut self) -> Result<Service, BuildError> {
        let needs = self.parts.needs().into_iter();
        let mistakes = needs.map(|what| Mistake::NeedsStart { what });
        if let Some(error) = BuildError::of(mistakes.collect()) {
            return Err(error);
        }
        let stop = StopSignal::new();
        self.parts.fill(States::from([stop_signal_state(&stop)]));
        Ok(Service::new(self.parts.freeze(&Life::new(stop))))
    }
}

/// The counters and the signal of an application and of all that are mounted in it.
struct Life {
    in_flight: InFlight,
    background: InFlight,
    held: InFlight,
    stop: StopSignal,
    label: Label,
}

impl Life {
    fn new(stop: StopSignal) -> Self {
        Self {
            in_flight: InFlight::new(),
            background: InFlight::new(),
            held: InFlight::new(),
            stop,
            label: Label::new("a handler of errors".to_owned()),
        }
    }
}

impl CheckedParts {
    /// What is done at the start, here and in what is mounted, as beginnings of sentences.
    fn needs(&self) -> Vec<String> {
        let functions = self.arounds.iter();
        let functions = functions.map(|function| format!("{} runs", function.name()));
        let lifespan = self.lifespan.iter();
        let lifespan =
            lifespan.map(|planned| format!("the lifespan dependency `{}` is made", planned.name));
        let mounted = self.mounted.iter().flat_map(Self::needs);
        functions.chain(lifespan).chain(mounted).collect()
    }

    /// Makes the values of this application, and then those of the applications that are mounted in it, in their order.
    fn make<'m>(
        &'m mut self,
        outer: States,
        started: &'m mut StartedValues,
        left: &'m StopSignal,
    ) -> Pin<Box<dyn Future<Output = Result> + Send + 'm>> {
        Box::pin(async move {
            for function in take(&mut self.arounds) {
                started.enter(function, left).await?;
            }
            self.take_values(outer);
            for planned in take(&mut self.lifespan) {
                started
                    .add(planned, &mut self.states, &self.threads)
                    .await?;
            }
            for mounted in &mut self.mounted {
                mounted.make(self.states.clone(), started, left).await?;
            }
            Ok(())
        })
    }

    /// The same, where nothing is to be made.
    fn fill(&mut self, outer: States) {
        self.take_values(outer);
        for mounted in &mut self.mounted {
            mounted.fill(self.states.clone());
        }
    }

    /// Adds the values from around the application of which it has none of its own.
    fn take_values(&mut self, outer: States) {
        let own = replace(&mut self.states, outer);
        self.states.extend(own);
    }

    /// Fills every slot, so that a request pays nothing for where a value came from.
    fn freeze(self, life: &Life) -> Frozen {
        let CheckedParts {
            mut table,
            mut hosts,
            mounted,
            tells_matched,
            threads,
            middleware,
            max_body_size,
            handlers,
            root_path,
            states,
            arounds: _,
            lifespan: _,
            docs_url,
            lanes_page,
        } = self;
        let mounted = mounted
            .into_iter()
            .map(|parts| Arc::new(parts.freeze(life)));
        let mounted: Vec<Arc<Frozen>> = mounted.collect();
        let at_hosts = hosts.iter_mut().flat_map(Table::values_mut);
        for endpoint in table.values_mut().chain(at_hosts) {
            endpoint.fill(&states);
            endpoint.mount(&mounted);
        }
        Frozen {
            table,
            hosts,
            tells_matched,
            threads,
            middleware: MiddlewareList::new(&middleware, &states),
            max_body_size,
            handlers,
            root_path,
            label: life.label,
            in_flight: life.in_flight.clone(),
            background: life.background.clone(),
            held: life.held.clone(),
            stop: life.stop.clone(),
            docs_url,
            lanes_page,
        }
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("arounds", &self.parts.arounds)
            .field("lifespan", &self.parts.lifespan)
            .finish_non_exhaustive()
    }
}
