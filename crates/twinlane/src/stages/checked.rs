//! An application without mistakes, which has not been started.

use std::fmt;

use twinlane_lanes::{InFlight, Label, StopSignal, ThreadLane};
use twinlane_web::routing::Table;

use super::Running;
use super::start_values::{StartValue, StartedValues};
use crate::build_error::{BuildError, Mistake};
use crate::error::Result;
use crate::frozen::{Endpoint, Frozen};
use crate::handlers::ErrorHandlers;
use crate::middleware::{AddedMiddleware, MiddlewareList};
use crate::parameter::{States, stop_signal_state};
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
    /// The values that the application was given.
    pub(crate) states: States,
    /// Values that are made at the start, in this order.
    pub(crate) start_values: Vec<StartValue>,
    pub(crate) docs_url: Option<String>,
    pub(crate) lanes_page: Option<String>,
}

impl Checked {
    pub(crate) fn new(parts: CheckedParts) -> Self {
        Self { parts }
    }

    /// Makes the values that the application needs, one after another, and puts them where operations take them.
    ///
    /// # Errors
    ///
    /// The first value that cannot be made. Those that were made before it are undone.
    pub async fn start(mut self) -> Result<Running> {
        let start_values = std::mem::take(&mut self.parts.start_values);
        let mut started = StartedValues::new();
        for value in start_values {
            if let Err(error) = started.add(value).await {
                // An error of the undoing is in the log. The first error is what keeps the application from starting.
                let _ = started.undo().await;
                return Err(error);
            }
        }
        let values = started.states();
        Ok(Running::new(self.freeze(values), started))
    }

    /// The service of an application that needs no start.
    pub(crate) fn into_service(self) -> Result<Service, BuildError> {
        let waiting = self.parts.start_values.iter();
        let mistakes = waiting.map(|value| Mistake::NeedsStart {
            type_name: value.type_name,
        });
        match BuildError::of(mistakes.collect()) {
            Some(error) => Err(error),
            None => Ok(self.freeze(States::new())),
        }
    }

    /// Fills every slot, so that a request pays nothing for where a value came from.
    fn freeze(self, mut values: States) -> Service {
        let CheckedParts {
            mut table,
            threads,
            middleware,
            max_body_size,
            handlers,
            states,
            start_values: _,
            docs_url,
            lanes_page,
        } = self.parts;
        let stop = StopSignal::new();
        values.extend([stop_signal_state(&stop)]);
        values.extend(states);
        for endpoint in table.values_mut() {
            endpoint.fill(&values);
        }
        Service::new(Frozen {
            table,
            threads,
            middleware: MiddlewareList::new(&middleware, &values),
            max_body_size,
            handlers,
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

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.parts.start_values.iter();
        let values: Vec<&str> = values.map(|value| value.type_name).collect();
        f.debug_struct("Checked")
            .field("start_values", &values)
            .finish_non_exhaustive()
    }
}
