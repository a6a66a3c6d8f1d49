//! A lifespan dependency after the check: it waits for the start.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use twinlane_lanes::{Label, Panicked, Refused, Site, ThreadLane};
use twinlane_server::LogText;

use super::call::LifespanCall;
use super::declaration::LifespanDescription;
use super::inputs::LifespanInputs;
use super::value::LifespanValue;
use crate::errors::{Error, Result};
use crate::parameters::{SlotSource, States};

/// A lifespan dependency whose arguments are known.
#[derive(Debug)]
pub(crate) struct PlannedLifespan {
    /// Its name in the log and in errors.
    pub(crate) name: String,
    /// The keys of its value: of the dependency, and of the state that it is.
    pub(crate) keys: [TypeId; 2],
    pub(crate) maker: LifespanMaker,
    /// For each parameter: where its value is.
    pub(crate) sources: Vec<SlotSource>,
}

/// The maker of a value, in tests too.
pub(crate) enum LifespanMaker {
    /// The function of the dependency, or of another that stands in its place.
    AsWritten(fn(&LifespanInputs<'_>) -> Option<LifespanCall>),
    /// A function that a test has put in its place, which asks for nothing.
    Override {
        make: Arc<OverrideValue>,
        of: LifespanDescription,
    },
}

/// Makes a value, of whatever type.
pub(crate) type OverrideValue = dyn Fn() -> Box<dyn Any + Send> + Send + Sync;

impl PlannedLifespan {
    /// Makes the value, in its lane.
    ///
    /// # Errors
    ///
    /// The error of its function; a panic is an error like any other.
    pub(crate) async fn make(
        &self,
        values: &States,
        threads: &ThreadLane,
    ) -> Result<LifespanValue> {
        match &self.maker {
            LifespanMaker::AsWritten(start) => {
                let Some(call) = start(&LifespanInputs::new(&self.sources, values)) else {
                    return Err(Error::msg("one of its arguments is not there"));
                };
                let site = Site::always_in_threads(Label::new(self.name.clone()));
                let made = call.0.run(&site, threads).await;
                made.map_err(|refused| not_made(&refused))?
            }
            LifespanMaker::Override { make, of } => {
                let made = Panicked::catch(|| make());
                let made = made.map_err(|panicked| not_made(&Refused::Panicked(panicked)))?;
                let shared = (of.share)(made);
                let shared = shared.map(LifespanValue::of_shared);
                shared.ok_or_else(|| Error::msg("the value of a test has another type"))
            }
        }
    }
}

fn not_made(refused: &Refused) -> Error {
    match refused {
        Refused::Panicked(panicked) => {
            Error::msg(format!("it panicked: {}", LogText(&panicked.message)))
        }
        other => Error::msg(other.to_string()),
    }
}

impl fmt::Debug for LifespanMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsWritten(_) => "AsWritten",
            Self::Override { .. } => "Override",
        })
    }
}
