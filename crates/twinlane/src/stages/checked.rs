//! An application without mistakes, which has not been started.

#[cfg(feature = "templates")]
use std::any::TypeId;
use std::fmt;
use std::future::{Future, pending, poll_fn};
use std::mem::{replace, take};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use twinlane_lanes::{InFlight, Label, StopSignal, ThreadLane};
use twinlane_web::routing::Table;

use super::Running;
use super::around::AroundFunction;
use super::started_values::StartedValues;
use crate::build_error::{BuildError, Mistake};
use crate::debug;
use crate::dependencies::PlannedLifespan;
use crate::errors::{Error, Result};
use crate::frozen::{Endpoint, Frozen, FrozenHealth};
use crate::handlers::ErrorHandlers;
use crate::middlewares::{AddedMiddleware, AppMiddleware};
use crate::names::{NameTable, Names, UrlPathBuilder, UrlTarget, Wanted};
use crate::parameters::{States, stop_signal_state};
use crate::plan::Link;
use crate::root_path::RootPath;
use crate::service::Service;
#[cfg(feature = "templates")]
use crate::templates::Templates;

/// A checked application: see [`App::check`](crate::App::check).
///
/// Nothing has run yet. Apart from its templates, no file was read, and no socket or database was opened. [`start`](Self::start) makes the values
/// that the application needs, and returns the running application.
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

/// The parts of a checked application.
pub(crate) struct CheckedParts {
    pub(crate) table: Table<Endpoint>,
    /// The operations of WebSockets, if there are any.
    pub(crate) websockets: Option<Table<Endpoint>>,
    pub(crate) frontends: Option<Table<Endpoint>>,
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
    pub(crate) debug: bool,
    /// The routes by their names, with those of its mounts.
    pub(crate) names: Arc<NameTable>,
    /// Links to operations, until the outermost application has checked them.
    pub(crate) links: Vec<Link>,
    pub(crate) root_path: RootPath,
    pub(crate) redirects_slashes: bool,
    /// The values that the application was given, and at the start all others that it has.
    pub(crate) states: States,
    /// The functions around the application, the outermost first.
    pub(crate) arounds: Vec<AroundFunction>,
    /// The lifespan dependencies, in the order in which they are made.
    pub(crate) lifespan: Vec<PlannedLifespan>,
    pub(crate) docs_url: Option<String>,
    pub(crate) lanes_page: Option<String>,
    /// Its checks, until the values are there that they take.
    pub(crate) health: Option<Box<FrozenHealth>>,
}

impl Checked {
    pub(crate) fn new(parts: CheckedParts) -> Self {
        Self { parts }
    }

    /// Starts the application: enters the functions [around](crate::App::around) it, then makes its [lifespan dependencies](crate::App::lifespan),
    /// one after another.
    ///
    /// If this future is dropped before its end, the start is cancelled, and the values that were made are undone in a task.
    ///
    /// # Errors
    ///
    /// The first error of a function or a dependency. The values that were made before it are undone.
    pub async fn start(self) -> Result<Running> {
        match self.start_until(pending()).await? {
            Some(running) => Ok(running),
            // `pending` never ends.
            None => Err(Error::msg("the start was given up")),
        }
    }

    /// As [`start`](Self::start), until it is told to stop: then what was made is undone, and nothing runs.
    pub(crate) async fn start_until(
        mut self,
        told_to_stop: impl Future<Output = ()>,
    ) -> Result<Option<Running>> {
        let stop = StopSignal::new();
        let left = StopSignal::new();
        let values = States::from([stop_signal_state(&stop)]);
        let mut started = StartedValues::new();
        let made = unless(told_to_stop, self.parts.make(values, &mut started, &left)).await;
        if !matches!(made, Some(Ok(()))) {
            started.undo_now(self.parts).await;
            return made.map_or(Ok(None), |made| made.map(|()| None));
        }
        let service = Service::new(self.parts.freeze_outermost(stop));
        Ok(Some(Running::new(service, started, left)))
    }

    /// Starts an application that makes nothing at its start; gives it back if it does.
    pub(crate) fn start_at_once(mut self) -> Result<Running, Box<Self>> {
        if !self.parts.needs().is_empty() {
            return Err(Box::new(self));
        }
        let (stop, left) = (StopSignal::new(), StopSignal::new());
        self.parts.fill(States::from([stop_signal_state(&stop)]));
        let service = Service::new(self.parts.freeze_outermost(stop));
        Ok(Running::new(service, StartedValues::new(), left))
    }

    /// Builds the path of an operation, named by its function, without a request: Starlette's `app.url_path_for`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[get("/items/{item_id}")]
    /// async fn read_item(item_id: i64) -> i64 {
    ///     item_id
    /// }
    ///
    /// # fn main() {
    /// let app = App::new().router(Router::new().prefix("/v1").routes(routes![read_item]));
    /// let checked = app.check().unwrap();
    /// let path = checked.url_path_for::<read_item>().param("item_id", 5).path();
    /// assert_eq!(path.unwrap(), "/v1/items/5");
    /// # }
    /// ```
    pub fn url_path_for<O: UrlTarget>(&self) -> UrlPathBuilder {
        UrlPathBuilder::of_app(&self.names(), Wanted::operation::<O>())
    }

    /// Builds the path of a route by its name, without a request: see [`Request::url_for_name`](crate::Request::url_for_name).
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        UrlPathBuilder::of_app(&self.names(), Wanted::Name(name.to_owned()))
    }

    pub(crate) fn names(&self) -> Arc<Names> {
        Arc::new(Names::of_outermost(Arc::clone(&self.parts.names)))
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
        Ok(Service::new(self.parts.freeze_outermost(stop)))
    }
}

/// The counters and the signal of an application and of all that are mounted in it.
struct Life {
    in_flight: InFlight,
    background: InFlight,
    held: InFlight,
    connections: InFlight,
    stop: StopSignal,
    label: Label,
    /// The names of the outermost application.
    names: Arc<NameTable>,
}

impl Life {
    fn new(stop: StopSignal, names: Arc<NameTable>) -> Self {
        let in_flight = InFlight::new();
        in_flight.bound(MOST_LEFT_ALONE);
        Self {
            names,
            in_flight,
            background: InFlight::new(),
            held: InFlight::new(),
            connections: InFlight::new(),
            stop,
            label: Label::new("a handler of errors".to_owned()),
        }
    }
}

/// The most requests that go on without their clients. A server has as many as it has connections.
const MOST_LEFT_ALONE: usize = 10_000;

impl CheckedParts {
    /// The work of the start, here and in mounts, as beginnings of sentences.
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

    /// The same, if nothing is to be made.
    fn fill(&mut self, outer: States) {
        self.take_values(outer);
        for mounted in &mut self.mounted {
            mounted.fill(self.states.clone());
        }
    }

    /// Adds the values from around the application, except those that it has itself.
    fn take_values(&mut self, outer: States) {
        let own = replace(&mut self.states, outer);
        self.states.extend(own);
    }

    fn freeze_outermost(self, stop: StopSignal) -> Frozen {
        let life = Life::new(stop, Arc::clone(&self.names));
        self.freeze(&life, 0)
    }

    /// Fills every slot, so that a request pays nothing for where a value came from. `depth` is the number of mounts around it.
    fn freeze(self, life: &Life, depth: usize) -> Frozen {
        let CheckedParts {
            mut table,
            mut websockets,
            mut frontends,
            mut hosts,
            mounted,
            tells_matched,
            threads,
            middleware,
            max_body_size,
            handlers,
            debug,
            names,
            root_path,
            redirects_slashes,
            mut states,
            links: _,
            arounds: _,
            lifespan: _,
            docs_url,
            lanes_page,
            mut health,
        } = self;
        let mounted = mounted
            .into_iter()
            .map(|parts| Arc::new(parts.freeze(life, depth + 1)));
        let mounted: Vec<Arc<Frozen>> = mounted.collect();
        let names = Arc::new(names_of(names, (life, depth), &states));
        states.extend([names.state()]);
        let others = [&mut hosts, &mut websockets, &mut frontends];
        let tables = others.into_iter().flatten().chain([&mut table]);
        fill(tables, &states, &mounted);
        if let Some(health) = &mut health {
            health.fill(&states);
        }
        debug::begin(debug);
        Frozen {
            table,
            hosts,
            websockets,
            frontends,
            connections: life.connections.clone(),
            tells_matched,
            threads,
            middleware: AppMiddleware::new(&middleware, &states, debug),
            max_body_size,
            handlers,
            debug,
            names,
            root_path,
            redirects_slashes,
            label: life.label,
            in_flight: life.in_flight.clone(),
            background: life.background.clone(),
            held: life.held.clone(),
            stop: life.stop.clone(),
            docs_url,
            lanes_page,
            health,
        }
    }
}

/// The names of an application, with its templates.
#[cfg_attr(
    not(feature = "templates"),
    expect(unused_variables, reason = "the states may have templates")
)]
fn names_of(table: Arc<NameTable>, (life, depth): (&Life, usize), states: &States) -> Names {
    let names = Names::new(table, &life.names, depth);
    #[cfg(feature = "templates")]
    let names = names.with_templates(states.get(&TypeId::of::<Templates>()).cloned());
    names
}

/// Fills every slot of these tables, and puts each mounted application in its place.
fn fill<'t>(
    tables: impl Iterator<Item = &'t mut Table<Endpoint>>,
    states: &States,
    mounted: &[Arc<Frozen>],
) {
    for endpoint in tables.flat_map(Table::values_mut) {
        endpoint.fill(states);
        endpoint.mount(mounted);
    }
}

/// The output of a future, unless the other ends before it. That one is polled first, so that it is heard from the beginning.
async fn unless<T>(ended: impl Future<Output = ()>, future: impl Future<Output = T>) -> Option<T> {
    let (mut ended, mut future) = (pin!(ended), pin!(future));
    poll_fn(|cx| match ended.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => future.as_mut().poll(cx).map(Some),
    })
    .await
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("arounds", &self.parts.arounds)
            .field("lifespan", &self.parts.lifespan)
            .finish_non_exhaustive()
    }
}
