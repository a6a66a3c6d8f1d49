//! Values that are made when the application starts, and undone when it stops.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::runtime::Handle;
use tracing::{error, warn};
use twinlane_lanes::catch_panic;
use twinlane_server::LogText;

use crate::error::{Error, Result};
use crate::log::Causes;
use crate::parameter::States;

/// A value that is made at the start, and that operations take as [`State`](crate::State) of its type.
pub(crate) struct StartValue {
    pub(crate) id: TypeId,
    pub(crate) type_name: &'static str,
    make: Box<dyn FnOnce() -> Making + Send>,
}

type Making = Pin<Box<dyn Future<Output = Result<StartedValue>> + Send>>;
type Undoing = Pin<Box<dyn Future<Output = Result> + Send>>;

/// A value that has been made.
pub(crate) struct StartedValue {
    value: Arc<dyn Any + Send + Sync>,
    undo: Option<Box<dyn FnOnce() -> Undoing + Send>>,
}

#[cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "there is no public way yet to declare a value of the start"
    )
)]
impl StartValue {
    /// A value of the type `T`.
    pub(crate) fn new<T, F>(make: impl FnOnce() -> F + Send + 'static) -> Self
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<StartedValue>> + Send + 'static,
    {
        Self {
            id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            make: Box::new(|| Box::pin(make())),
        }
    }
}

#[cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "there is no public way yet to declare a value of the start"
    )
)]
impl StartedValue {
    /// A value that is left to its `Drop`.
    pub(crate) fn new<T: Send + Sync + 'static>(value: T) -> Self {
        Self {
            value: Arc::new(value),
            undo: None,
        }
    }

    /// The same value, which is undone so when the application stops.
    pub(crate) fn undone_by<F>(mut self, undo: impl FnOnce() -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result> + Send + 'static,
    {
        self.undo = Some(Box::new(|| Box::pin(undo())));
        self
    }
}

/// The values of a running application, in the order they were made.
#[derive(Default)]
pub(super) struct StartedValues {
    values: Vec<(StartedAs, StartedValue)>,
}

/// The type of a value.
#[derive(Clone, Copy)]
struct StartedAs {
    id: TypeId,
    type_name: &'static str,
}

impl StartedValues {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Makes one more value.
    pub(super) async fn add(&mut self, value: StartValue) -> Result {
        let StartValue {
            id,
            type_name,
            make,
        } = value;
        let made = catch_panic(async move { make().await }).await;
        let made = made.map_err(|panic| {
            Error::msg(format!(
                "the value `{type_name}` panicked while it was made: {}",
                LogText(&panic.message)
            ))
        })??;
        self.values.push((StartedAs { id, type_name }, made));
        Ok(())
    }

    /// The values as operations take them.
    pub(super) fn states(&self) -> States {
        let values = self.values.iter();
        values
            .map(|(of, value)| (of.id, Arc::clone(&value.value)))
            .collect()
    }

    /// Undoes all values, the last that was made first, whatever fails meanwhile. The first error, if there is one; each is in the log.
    pub(super) async fn undo(mut self) -> Result {
        self.undo_each().await
    }

    /// One at a time is taken out: if this is dropped, the others are still there for `drop`.
    async fn undo_each(&mut self) -> Result {
        let mut ended = Ok(());
        while let Some((of, value)) = self.values.pop() {
            let Some(undo) = value.undo else { continue };
            let mut unfinished = Unfinished(Some(of.type_name));
            let undone = catch_panic(async move { undo().await }).await;
            unfinished.0 = None;
            let undone = undone.unwrap_or_else(|panic| Err(Error::msg(panic.to_string())));
            if let Err(error) = undone {
                error!("`{}` was not undone: {}", of.type_name, Causes(&error));
                ended = ended.and(Err(error));
            }
        }
        ended
    }
}

/// The value whose undoing goes on; said if it is given up.
struct Unfinished(Option<&'static str>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(type_name) = self.0 {
            error!("`{type_name}` was not undone: it took too long");
        }
    }
}

/// A running application that is dropped without a stop.
impl Drop for StartedValues {
    fn drop(&mut self) {
        let values = std::mem::take(&mut self.values);
        if values.iter().all(|(_, value)| value.undo.is_none()) {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let left = Self { values };
            runtime.spawn(async move {
                // Each error is in the log.
                let _ = left.undo().await;
            });
        } else {
            warn!(
                "an application was dropped outside of a runtime and without `stop`: what it made at its start is not undone"
            );
        }
    }
}

impl fmt::Debug for StartValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StartValue").field(&self.type_name).finish()
    }
}

impl fmt::Debug for StartedValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.values.iter();
        f.debug_list()
            .entries(values.map(|(of, _)| of.type_name))
            .finish()
    }
}
