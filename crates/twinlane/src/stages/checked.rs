//! An application without mistakes, which has not been started.

use std::fmt;
use std::future::{pending, poll_fn};
use std::mem::take;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use twinlane_lanes::{InFlight, Label, StopSignal, ThreadLane};
use twinlane_web::routing::Table;

use super::Running;
use super::around::AroundFunction;
use super::started_values::StartedValues;
use crate::build_error::{BuildError, Mistake};
use crate::dependency::PlannedLifespan;
use crate::error::{Error, Result};
use crate::frozen::{Endpoint, Frozen};
use crate::handlers::ErrorHandlers;
use crate::middleware::{AddedMiddleware, MiddlewareList};
use crate::names::{Names, UrlPathBuilder, UrlTarget, Wanted};
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
    /// The lane of error handlers.
    pub(crate) threads: ThreadLane,
    /// Around all of the application, the outermost first.
    pub(crate) middleware: Vec<AddedMiddleware>,
    pub(crate) max_body_size: usize,
    pub(crate) handlers: ErrorHandlers,
    pub(crate) names: Arc<Names>,
    pub(crate) root_path: RootPath,
    /// The values that the application was given.
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
    pub async fn start(self) -> Result<Running> {
        match self.start_until(pending()).await? {
            Some(running) => Ok(running),
            // What is pending does not end.
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
        let mut started = StartedValues::new(States::from([stop_signal_state(&stop)]));
        let made = unless(told_to_stop, self.make(&mut started, &left)).await;
        if !matches!(made, Some(Ok(()))) {
            started.undo_now().await;
            return made.map_or(Ok(None), |made| made.map(|()| None));
        }
        let service = self.freeze(started.states(), stop);
        Ok(Some(Running::new(service, started, left)))
    }

    /// Starts an application that makes nothing at its start; gives it back if it does.
    pub(crate) fn start_at_once(self) -> Result<Running, Box<Self>> {
        if !self.parts.arounds.is_empty() || !self.parts.lifespan.is_empty() {
            return Err(Box::new(self));
        }
        let (stop, left) = (StopSignal::new(), StopSignal::new());
        let started = StartedValues::new(States::from([stop_signal_state(&stop)]));
        let service = self.freeze(started.states(), stop);
        Ok(Running::new(service, started, left))
    }

    async fn make(&mut self, started: &mut StartedValues, left: &StopSignal) -> Result {
        for function in take(&mut self.parts.arounds) {
            started.enter(function, left).await?;
        }
        for planned in take(&mut self.parts.lifespan) {
            started.add(planned, &self.parts.threads).await?;
        }
        Ok(())
    }

    /// The path of an operation, named by its function, without a request: Starlette's `app.url_path_for`.
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
        UrlPathBuilder::of_app(&self.parts.names, Wanted::operation::<O>())
    }

    /// The path of a route by its name, likewise: see [`Request::url_for_name`](crate::Request::url_for_name).
    pub fn url_path_for_name(&self, name: &str) -> UrlPathBuilder {
        UrlPathBuilder::of_app(&self.parts.names, Wanted::Name(name.to_owned()))
    }

    pub(crate) fn names(&self) -> &Arc<Names> {
        &self.parts.names
    }

    /// The service of an application that needs no start.
    pub(crate) fn into_service(self) -> Result<Service, BuildError> {
        let functions = self.parts.arounds.iter();
        let functions = functions.map(|function| format!("{} runs", function.name()));
        let lifespan = self.parts.lifespan.iter();
        let lifespan =
            lifespan.map(|planned| format!("the lifespan dependency `{}` is made", planned.name));
        let mistakes = functions
            .chain(lifespan)
            .map(|what| Mistake::NeedsStart { what });
        if let Some(error) = BuildError::of(mistakes.collect()) {
            return Err(error);
        }
        let stop = StopSignal::new();
        let states = States::from([stop_signal_state(&stop)]);
        Ok(self.freeze(&states, stop))
    }

    /// Fills every slot, so that a request pays nothing for where a value came from.
    fn freeze(self, states: &States, stop: StopSignal) -> Service {
        let CheckedParts {
            mut table,
            threads,
            middleware,
            max_body_size,
            handlers,
            names,
            root_path,
            states: given,
            arounds: _,
            lifespan: _,
            docs_url,
            lanes_page,
        } = self.parts;
        let mut all = given;
        all.extend(states.iter().map(|(id, value)| (*id, Arc::clone(value))));
        all.extend([names.state()]);
        for endpoint in table.values_mut() {
            endpoint.fill(&all);
        }
        Service::new(Frozen {
            table,
            threads,
            middleware: MiddlewareList::new(&middleware, &all),
            max_body_size,
            handlers,
            names,
            root_path,
            label: Label::new("a handler of errors".to_owned()),
            in_flight: InFlight::new(),
            background: InFlight::new(),
            held: InFlight::new(),
            stop,
            docs_url,
            lanes_page,
        })
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
