//! Where the value of a dependency lives while its request is answered.

use std::any::Any;
use std::fmt;
use std::mem::replace;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::oneshot;

use crate::error::Error;

/// The place of one dependency's value in one request: empty until its function has run.
///
/// Clones are the same place.
#[derive(Clone)]
pub struct Home(Arc<dyn Place>);

pub(super) type Value = Box<dyn Any + Send>;

/// Receives a value when its last holder lets it go.
pub(super) type WhenFree = oneshot::Receiver<Value>;
type Free = oneshot::Sender<Value>;

/// What can be done with a place without knowing the type of its value.
trait Place: Any + Send + Sync {
    /// The value, for good. `Err`: somebody has it.
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>>;

    /// Sends the value, for good, as soon as nobody has it any more.
    fn give(self: Arc<Self>, free: Free);

    /// Says why there will be no value.
    fn fail(&self, error: Arc<Error>);
}

/// How a home is made: for the value in this `Option`, or for one that comes later.
pub(crate) type NewHome = fn(&mut dyn Any) -> Home;

/// A value that many have at once, or why there is none.
pub(super) struct SharedPlace<T: Send + 'static>(SharedValue<T>);

/// `Free`: to where the last holder sends the value. Unset unless the value is held longer than its request.
enum SharedValue<T> {
    There(T),
    /// As most are not, so that the others do without.
    ToUndo(T, OnceLock<Free>),
    Later(OnceLock<Result<T, Arc<Error>>>, OnceLock<Free>),
    Taken,
}

/// A value that is to be undone, on its way to a home.
pub(super) struct ToUndo<T>(pub(super) T);

/// A value that one at a time takes, and gives back, or why there is none.
pub(super) struct ExclusivePlace<T>(Mutex<Exclusive<T>>);

struct Exclusive<T> {
    value: Option<Result<T, Arc<Error>>>,
    /// To where the holder sends the value instead of giving it back.
    free: Option<Free>,
}

/// The place of what has no value of its own.
struct NoPlace;

impl<T: Send + 'static> SharedPlace<T> {
    /// With a value made by hand.
    pub(super) fn of(value: T) -> Self {
        Self(SharedValue::There(value))
    }

    /// The value, if there is one.
    pub(super) fn get(&self) -> Option<&T> {
        match &self.0 {
            SharedValue::There(value) | SharedValue::ToUndo(value, _) => Some(value),
            SharedValue::Later(later, _) => later.get()?.as_ref().ok(),
            SharedValue::Taken => None,
        }
    }

    /// Why there is none, if that is known.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        match &self.0 {
            SharedValue::Later(later, _) => later.get()?.as_ref().err().cloned(),
            SharedValue::There(_) | SharedValue::ToUndo(..) | SharedValue::Taken => None,
        }
    }

    fn take_out(&mut self) -> Value {
        match replace(&mut self.0, SharedValue::Taken) {
            SharedValue::There(value) | SharedValue::ToUndo(value, _) => Box::new(value),
            SharedValue::Later(later, _) => match later.into_inner() {
                Some(Ok(value)) => Box::new(value),
                _ => Box::new(()),
            },
            SharedValue::Taken => Box::new(()),
        }
    }
}

/// The last holder of a place drops it, wherever that is.
impl<T: Send + 'static> Drop for SharedPlace<T> {
    #[inline]
    fn drop(&mut self) {
        let (SharedValue::ToUndo(_, free) | SharedValue::Later(_, free)) = &mut self.0 else {
            return;
        };
        if let Some(free) = free.take() {
            send(free, self.take_out());
        }
    }
}

#[cold]
fn send(free: Free, value: Value) {
    // Nobody is there to hear it once the runtime has ended; that was logged.
    let _: Result<(), Value> = free.send(value);
}

impl<T> ExclusivePlace<T> {
    /// Where nothing is yet.
    pub(super) fn empty() -> Self {
        Self::of(None)
    }

    fn of(value: Option<T>) -> Self {
        Self(Mutex::new(Exclusive {
            value: value.map(Ok),
            free: None,
        }))
    }

    pub(super) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    /// Why there is no value, if that is known.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        self.lock().value.as_ref()?.as_ref().err().cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Exclusive<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send + 'static> ExclusivePlace<T> {
    pub(super) fn put(&self, value: T) {
        let mut place = self.lock();
        match place.free.take() {
            None => place.value = Some(Ok(value)),
            Some(free) => {
                drop(place);
                send(free, Box::new(value));
            }
        }
    }
}

impl<T> Exclusive<T> {
    fn take(&mut self) -> Option<T> {
        match self.value.take() {
            Some(Ok(value)) => Some(value),
            other => {
                self.value = other;
                None
            }
        }
    }
}

impl<T: Send + Sync + 'static> Place for SharedPlace<T> {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>> {
        match Arc::try_unwrap(self) {
            Ok(mut place) => Ok(place.take_out()),
            Err(place) => Err(place),
        }
    }

    fn give(self: Arc<Self>, free: Free) {
        // Asked for once, by the teardown. Dropping `self` sends the value if nobody else has it.
        if let SharedValue::ToUndo(_, place) | SharedValue::Later(_, place) = &self.0 {
            let _: Result<(), Free> = place.set(free);
        }
    }

    fn fail(&self, error: Arc<Error>) {
        // There is nothing there yet: who fails has no value.
        if let SharedValue::Later(later, _) = &self.0 {
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

    fn give(self: Arc<Self>, free: Free) {
        let mut place = self.lock();
        match place.take() {
            None => place.free = Some(free),
            Some(value) => {
                drop(place);
                send(free, Box::new(value));
            }
        }
    }

    fn fail(&self, error: Arc<Error>) {
        self.lock().value = Some(Err(error));
    }
}

impl Place for NoPlace {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn Place>> {
        Ok(Box::new(()))
    }

    fn give(self: Arc<Self>, free: Free) {
        send(free, Box::new(()));
    }

    fn fail(&self, _: Arc<Error>) {}
}

static NOTHING: LazyLock<Arc<NoPlace>> = LazyLock::new(|| Arc::new(NoPlace));

impl Home {
    /// For a value that one at a time has.
    pub(super) fn exclusive<T: Send + 'static>(value: &mut dyn Any) -> Self {
        let value = match taken(value) {
            None => taken(value).map(|ToUndo(value)| value),
            value => value,
        };
        Self(Arc::new(ExclusivePlace::<T>::of(value)))
    }

    /// For a value that many have at once.
    pub(super) fn shared<T: Send + Sync + 'static>(value: &mut dyn Any) -> Self {
        let place = match taken::<T>(value) {
            Some(value) => SharedValue::There(value),
            None => match taken::<ToUndo<T>>(value) {
                Some(ToUndo(value)) => SharedValue::ToUndo(value, OnceLock::new()),
                None => SharedValue::Later(OnceLock::new(), OnceLock::new()),
            },
        };
        Self(Arc::new(SharedPlace(place)))
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
        match replace(self, nothing).0.take() {
            Ok(value) => Some(value),
            Err(place) => {
                self.0 = place;
                None
            }
        }
    }

    /// Has the value, for good, when the last who has it lets it go: from wherever that is, without anybody having to look.
    pub(super) fn when_free(self) -> WhenFree {
        let (free, when_free) = oneshot::channel();
        self.0.give(free);
        when_free
    }

    /// Says why there will be no value.
    pub(super) fn fail(&self, error: Arc<Error>) {
        self.0.fail(error);
    }

    /// Puts the value of the function there.
    pub(super) fn put<T: Send + 'static>(&self, value: T) {
        let place: &dyn Any = &*self.0;
        if let Some(place) = place.downcast_ref::<SharedPlace<T>>() {
            // A place is filled once; a second value would be a mistake of the framework's, and is dropped.
            if let SharedValue::Later(later, _) = &place.0 {
                let _: Result<(), Result<T, _>> = later.set(Ok(value));
            }
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
