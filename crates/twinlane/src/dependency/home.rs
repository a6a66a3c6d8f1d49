//! Where the value of a dependency lives while its request is answered.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::error::Error;

/// The place of one dependency's value in one request: empty until its function has run.
///
/// Clones are the same place.
#[derive(Clone)]
pub struct Home(Arc<dyn Place>);

pub(super) type Value = Box<dyn Any + Send>;

/// What can be done with a place without knowing the type of its value.
trait Place: Any + Send + Sync {
    /// The value, for good. `Err`: somebody has it.
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>>;

    /// Says why there will be no value.
    fn fail(&self, error: Arc<Error>);
}

/// How a home is made: for the value in this `Option`, or for one that comes later.
pub(crate) type NewHome = fn(&mut dyn Any) -> Home;

/// A value that many have at once, or why there is none.
pub(super) enum SharedPlace<T> {
    There(T),
    Later(OnceLock<Result<T, Arc<Error>>>),
}

/// A value that one at a time takes, and gives back, or why there is none.
pub(super) struct ExclusivePlace<T>(Mutex<Option<Result<T, Arc<Error>>>>);

/// The place of what has no value of its own.
struct NoPlace;

impl<T> SharedPlace<T> {
    /// With a value made by hand.
    pub(super) fn of(value: T) -> Self {
        Self::There(value)
    }

    /// The value, if there is one.
    pub(super) fn get(&self) -> Option<&T> {
        match self {
            Self::There(value) => Some(value),
            Self::Later(later) => later.get()?.as_ref().ok(),
        }
    }

    /// Why there is none, if that is known.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        match self {
            Self::There(_) => None,
            Self::Later(later) => later.get()?.as_ref().err().cloned(),
        }
    }
}

impl<T> ExclusivePlace<T> {
    /// Where nothing is yet.
    pub(super) fn empty() -> Self {
        Self::of(None)
    }

    fn of(value: Option<T>) -> Self {
        Self(Mutex::new(value.map(Ok)))
    }

    pub(super) fn take(&self) -> Option<T> {
        let mut place = self.lock();
        match place.take() {
            Some(Ok(value)) => Some(value),
            other => {
                *place = other;
                None
            }
        }
    }

    pub(super) fn put(&self, value: T) {
        *self.lock() = Some(Ok(value));
    }

    /// Why there is no value, if that is known.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        self.lock().as_ref()?.as_ref().err().cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Result<T, Arc<Error>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send + Sync + 'static> Place for SharedPlace<T> {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>> {
        match Arc::try_unwrap(self) {
            Ok(Self::There(value)) => Ok(Box::new(value)),
            Ok(Self::Later(later)) => match later.into_inner() {
                Some(Ok(value)) => Ok(Box::new(value)),
                // It was never there, or has been taken: there is nothing to wait for.
                _ => Ok(Box::new(())),
            },
            Err(place) => Err(place),
        }
    }

    fn fail(&self, error: Arc<Error>) {
        // There is nothing there yet: who fails has no value.
        if let Self::Later(later) = self {
            let _: Result<(), _> = later.set(Err(error));
        }
    }
}

impl<T: Send + 'static> Place for ExclusivePlace<T> {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>> {
        match Self::take(&self) {
            Some(value) => Ok(Box::new(value)),
            None => Err(self),
        }
    }

    fn fail(&self, error: Arc<Error>) {
        *self.lock() = Some(Err(error));
    }
}

impl Place for NoPlace {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>> {
        Ok(Box::new(()))
    }

    fn fail(&self, _: Arc<Error>) {}
}

static NOTHING: LazyLock<Arc<NoPlace>> = LazyLock::new(|| Arc::new(NoPlace));

impl Home {
    /// For a value that one at a time has.
    pub(super) fn exclusive<T: Send + 'static>(value: &mut dyn Any) -> Self {
        Self(Arc::new(ExclusivePlace::<T>::of(taken(value))))
    }

    /// For a value that many have at once.
    pub(super) fn shared<T: Send + Sync + 'static>(value: &mut dyn Any) -> Self {
        Self(Arc::new(match taken::<T>(value) {
            Some(value) => SharedPlace::There(value),
            None => SharedPlace::Later(OnceLock::new()),
        }))
    }

    /// For what has no value of its own.
    pub(crate) fn none() -> Self {
        let nothing: Arc<NoPlace> = Arc::clone(&NOTHING);
        Self(nothing)
    }

    /// The place, where many have its value.
    pub(super) fn as_shared<T: Send + Sync + 'static>(&self) -> Option<Arc<SharedPlace<T>>> {
        self.any().downcast().ok()
    }

    /// The place, where one at a time has its value.
    pub(super) fn as_exclusive<T: Send + 'static>(&self) -> Option<Arc<ExclusivePlace<T>>> {
        self.any().downcast().ok()
    }

    fn any(&self) -> Arc<dyn Any + Send + Sync> {
        let place: Arc<dyn Place> = Arc::clone(&self.0);
        place
    }

    /// The value, for good. `None` as long as somebody has it.
    pub(super) fn take(&mut self) -> Option<Value> {
        let nothing = Self::none();
        match std::mem::replace(self, nothing).0.take() {
            Ok(value) => Some(value),
            Err(place) => {
                self.0 = place;
                None
            }
        }
    }

    /// Says why there will be no value.
    pub(super) fn fail(&self, error: Arc<Error>) {
        self.0.fail(error);
    }

    /// Puts the value of the function there.
    pub(super) fn put<T: Send + 'static>(&self, value: T) {
        let place: &dyn Any = &*self.0;
        if let Some(SharedPlace::Later(place)) = place.downcast_ref() {
            // A place is filled once; a second value would be a mistake of the framework's, and is dropped.
            let _: Result<(), Result<T, _>> = place.set(Ok(value));
        } else if let Some(place) = place.downcast_ref::<ExclusivePlace<T>>() {
            place.put(value);
        }
    }
}

/// The value, where it is there already.
fn taken<T: 'static>(value: &mut dyn Any) -> Option<T> {
    value.downcast_mut::<Option<T>>().and_then(Option::take)
}

impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Home")
    }
}
