//! Where the value of a dependency lives while its request is answered.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use super::teardown::Teardown;
use super::{Provided, Supplied};

/// The place of one dependency's value in one request: empty until its function has run.
///
/// Clones are the same place.
#[derive(Clone)]
pub struct Home {
    place: Place,
    take: fn(Place) -> Result<Value, Place>,
}

type Place = Arc<dyn Any + Send + Sync>;
pub(super) type Value = Box<dyn Any + Send>;

/// A value that many have at once.
pub(super) struct SharedPlace<T>(pub(super) OnceLock<T>);

/// A value that one at a time takes, and gives back.
pub(super) struct ExclusivePlace<T>(pub(super) Mutex<Option<T>>);

static NOTHING: LazyLock<Place> = LazyLock::new(|| Arc::new(()));

impl<T> ExclusivePlace<T> {
    pub(super) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn put(&self, value: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }
}

impl Home {
    /// For a value that one at a time has.
    pub(super) fn exclusive<T: Send + 'static>() -> Self {
        Self {
            place: Arc::new(ExclusivePlace::<T>(Mutex::new(None))),
            take: |place| {
                let taken = place.downcast_ref().and_then(ExclusivePlace::<T>::take);
                taken.map(|value| Box::new(value) as Value).ok_or(place)
            },
        }
    }

    /// For what has no value of its own.
    pub(crate) fn none() -> Self {
        Self {
            place: NOTHING.clone(),
            take: |_| Ok(Box::new(())),
        }
    }

    /// For a value that many have at once.
    pub(super) fn shared<T: Send + Sync + 'static>() -> Self {
        Self {
            place: Arc::new(SharedPlace::<T>(OnceLock::new())),
            take: |place| {
                let place: Arc<SharedPlace<T>> = place.downcast()?;
                match Arc::try_unwrap(place) {
                    Ok(SharedPlace(value)) => match value.into_inner() {
                        Some(value) => Ok(Box::new(value)),
                        // It was never there, or has been taken: there is nothing to wait for.
                        None => Ok(Box::new(())),
                    },
                    Err(place) => Err(place),
                }
            },
        }
    }

    /// The place, where many have its value.
    pub(super) fn as_shared<T: Send + Sync + 'static>(&self) -> Option<Arc<SharedPlace<T>>> {
        Arc::clone(&self.place).downcast().ok()
    }

    /// The place, where one at a time has its value.
    pub(super) fn as_exclusive<T: Send + 'static>(&self) -> Option<Arc<ExclusivePlace<T>>> {
        Arc::clone(&self.place).downcast().ok()
    }

    /// The value, for good. `None` as long as somebody has it.
    pub(super) fn take(&mut self) -> Option<Value> {
        let empty: Place = Arc::new(());
        match (self.take)(std::mem::replace(&mut self.place, empty)) {
            Ok(value) => Some(value),
            Err(place) => {
                self.place = place;
                None
            }
        }
    }

    /// Puts the value of the function there.
    pub fn fill<T: Send + 'static>(self, value: T) -> Supplied {
        self.put(value);
        Supplied::default()
    }

    /// Puts a value there that is to be undone.
    pub fn provide<T: Send + 'static, S: 'static>(self, provided: Provided<T, S>) -> Supplied {
        let Provided {
            value, undo, scope, ..
        } = provided;
        self.put(value);
        Supplied::with_teardown(Teardown::new(self, undo, scope))
    }

    fn put<T: Send + 'static>(&self, value: T) {
        if let Some(SharedPlace(place)) = self.place.downcast_ref() {
            // A place is filled once; a second value would be a mistake of the framework's, and is dropped.
            let _: Result<(), T> = place.set(value);
        } else if let Some(place) = self.place.downcast_ref::<ExclusivePlace<T>>() {
            place.put(value);
        }
    }
}

impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Home")
    }
}
