//! The slot of a dependency's value in one request.
//!
//! A slot is [shared](SharedSlot), for a value that many have at once, or [exclusive](ExclusiveSlot), for a value that one at a time
//! takes and gives back. Startup decides which. Whoever asks for the value holds the slot; so does the teardown, if there is one, which
//! takes the value out for good when nobody else holds it.

use std::any::Any;
use std::fmt;
use std::mem::replace;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use smallvec::SmallVec;
use tokio::sync::oneshot;

use crate::errors::Error;

/// The slot of one dependency's value in one request: empty until its function has run.
///
/// Clones are the same slot.
#[derive(Clone)]
pub struct ValueSlot(Arc<dyn AnySlot>);

/// The value slots of a request, by the index of the dependency. As many as most operations have need no allocation.
pub(super) type ValueSlots = SmallVec<[Option<ValueSlot>; 8]>;

pub(super) type Value = Box<dyn Any + Send>;

/// Receives a value when its last holder lets it go.
pub(super) type ReleaseReceiver = oneshot::Receiver<Value>;
type ReleaseSender = oneshot::Sender<Value>;

/// A slot without the type of its value.
trait AnySlot: Any + Send + Sync {
    /// Takes the value out, for good. `Err`: somebody has it.
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn AnySlot>>;

    /// Sends the value, for good, as soon as nobody has it any more.
    fn release_to(self: Arc<Self>, release: ReleaseSender);

    /// Says why there will be no value.
    fn fail(&self, error: Arc<Error>);
}

/// Makes a slot: with the value in this `Option`, or for one that comes later.
pub(crate) type SlotMaker = fn(&mut dyn Any) -> ValueSlot;

/// A value that many have at once, or why there is none.
pub(super) struct SharedSlot<T>(SharedState<T>);

/// The release is unset unless the value is held longer than its request.
enum SharedState<T> {
    Ready(T),
    /// Apart from `Ready`, since few values are undone, and the others need no room for the release.
    WithTeardown(T, OnceLock<Release<T>>),
    Pending(OnceLock<Result<T, Arc<Error>>>, OnceLock<Release<T>>),
    Taken,
}

/// To whom the last holder gives the value, and how it is boxed for that: whoever holds it need not know that it can be sent.
struct Release<T> {
    to: ReleaseSender,
    boxed: fn(T) -> Value,
}

impl<T: Send + 'static> Release<T> {
    fn new(to: ReleaseSender) -> Self {
        Self {
            to,
            boxed: |value| Box::new(value),
        }
    }
}

impl<T> Release<T> {
    #[cold]
    fn send(self, value: Option<T>) {
        let value = value.map_or_else(|| Box::new(()) as Value, self.boxed);
        send(self.to, value);
    }
}

/// A value that is to be undone, on its way to a slot.
pub(super) struct ValueWithTeardown<T>(pub(super) T);

/// A value that one at a time takes, and gives back, or why there is none.
pub(super) struct ExclusiveSlot<T>(Mutex<ExclusiveState<T>>);

struct ExclusiveState<T> {
    value: Option<Result<T, Arc<Error>>>,
    /// The holder sends the value there instead of giving it back.
    release: Option<Release<T>>,
}

/// The slot of a dependency that has no value of its own.
struct NoValueSlot;

impl<T> SharedSlot<T> {
    /// With a value made by hand.
    pub(super) fn of(value: T) -> Self {
        Self(SharedState::Ready(value))
    }

    /// The value, if there is one.
    pub(super) fn get(&self) -> Option<&T> {
        match &self.0 {
            SharedState::Ready(value) | SharedState::WithTeardown(value, _) => Some(value),
            SharedState::Pending(pending, _) => pending.get()?.as_ref().ok(),
            SharedState::Taken => None,
        }
    }

    /// Why there is none, if that is known.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        match &self.0 {
            SharedState::Pending(pending, _) => pending.get()?.as_ref().err().cloned(),
            SharedState::Ready(_) | SharedState::WithTeardown(..) | SharedState::Taken => None,
        }
    }

    fn take_out(&mut self) -> Option<T> {
        match replace(&mut self.0, SharedState::Taken) {
            SharedState::Ready(value) | SharedState::WithTeardown(value, _) => Some(value),
            SharedState::Pending(pending, _) => pending.into_inner()?.ok(),
            SharedState::Taken => None,
        }
    }
}

/// The last holder of a slot drops it, in whatever thread.
impl<T> Drop for SharedSlot<T> {
    #[inline]
    fn drop(&mut self) {
        let (SharedState::WithTeardown(_, release) | SharedState::Pending(_, release)) =
            &mut self.0
        else {
            return;
        };
        if let Some(release) = release.take() {
            release.send(self.take_out());
        }
    }
}

fn send(release: ReleaseSender, value: Value) {
    // Nobody is there to hear it once the runtime has ended; that was logged.
    let _: Result<(), Value> = release.send(value);
}

impl<T> ExclusiveSlot<T> {
    /// For a value that comes later.
    pub(super) fn empty() -> Self {
        Self::of(None)
    }

    fn of(value: Option<T>) -> Self {
        Self(Mutex::new(ExclusiveState {
            value: value.map(Ok),
            release: None,
        }))
    }

    pub(super) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    pub(super) fn put(&self, value: T) {
        let mut slot = self.lock();
        match slot.release.take() {
            None => slot.value = Some(Ok(value)),
            Some(release) => {
                drop(slot);
                release.send(Some(value));
            }
        }
    }

    /// Why there is no value, if that is known.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        self.lock().value.as_ref()?.as_ref().err().cloned()
    }

    fn lock(&self) -> MutexGuard<'_, ExclusiveState<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> ExclusiveState<T> {
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

impl<T: Send + Sync + 'static> AnySlot for SharedSlot<T> {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn AnySlot>> {
        match Arc::try_unwrap(self) {
            Ok(mut slot) => Ok(match slot.take_out() {
                Some(value) => Box::new(value),
                None => Box::new(()),
            }),
            Err(slot) => Err(slot),
        }
    }

    fn release_to(self: Arc<Self>, release: ReleaseSender) {
        // Asked for once, by the teardown. Dropping `self` sends the value if nobody else has it.
        if let SharedState::WithTeardown(_, slot) | SharedState::Pending(_, slot) = &self.0 {
            let _: Result<(), Release<T>> = slot.set(Release::new(release));
        }
    }

    fn fail(&self, error: Arc<Error>) {
        // There is nothing there yet: who fails has no value.
        if let SharedState::Pending(pending, _) = &self.0 {
            let _: Result<(), _> = pending.set(Err(error));
        }
    }
}

impl<T: Send + 'static> AnySlot for ExclusiveSlot<T> {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn AnySlot>> {
        match Self::take(&self) {
            Some(value) => Ok(Box::new(value)),
            None => Err(self),
        }
    }

    fn release_to(self: Arc<Self>, release: ReleaseSender) {
        let mut slot = self.lock();
        match slot.take() {
            None => slot.release = Some(Release::new(release)),
            Some(value) => {
                drop(slot);
                send(release, Box::new(value));
            }
        }
    }

    fn fail(&self, error: Arc<Error>) {
        self.lock().value = Some(Err(error));
    }
}

impl AnySlot for NoValueSlot {
    fn take(self: Arc<Self>) -> Result<Value, Arc<dyn AnySlot>> {
        Ok(Box::new(()))
    }

    fn release_to(self: Arc<Self>, release: ReleaseSender) {
        send(release, Box::new(()));
    }

    fn fail(&self, _: Arc<Error>) {}
}

static NO_VALUE: LazyLock<Arc<NoValueSlot>> = LazyLock::new(|| Arc::new(NoValueSlot));

impl ValueSlot {
    /// For a value that one at a time has.
    pub(super) fn exclusive<T: Send + 'static>(value: &mut dyn Any) -> Self {
        let value = match taken(value) {
            None => taken(value).map(|ValueWithTeardown(value)| value),
            value => value,
        };
        Self(Arc::new(ExclusiveSlot::<T>::of(value)))
    }

    /// For a value that many have at once.
    pub(super) fn shared<T: Send + Sync + 'static>(value: &mut dyn Any) -> Self {
        let slot = match taken::<T>(value) {
            Some(value) => SharedState::Ready(value),
            None => match taken::<ValueWithTeardown<T>>(value) {
                Some(ValueWithTeardown(value)) => SharedState::WithTeardown(value, OnceLock::new()),
                None => SharedState::Pending(OnceLock::new(), OnceLock::new()),
            },
        };
        Self(Arc::new(SharedSlot(slot)))
    }

    /// For a dependency that has no value of its own.
    pub(crate) fn none() -> Self {
        let nothing: Arc<NoValueSlot> = Arc::clone(&NO_VALUE);
        Self(nothing)
    }

    /// The slot, if many have its value at once.
    pub(super) fn as_shared<T: Send + Sync + 'static>(&self) -> Option<Arc<SharedSlot<T>>> {
        self.any().downcast().ok()
    }

    /// The slot, if one at a time has its value.
    pub(super) fn as_exclusive<T: Send + 'static>(&self) -> Option<Arc<ExclusiveSlot<T>>> {
        self.any().downcast().ok()
    }

    fn any(&self) -> Arc<dyn Any + Send + Sync> {
        let slot: Arc<dyn AnySlot> = Arc::clone(&self.0);
        slot
    }

    /// Takes the value out, for good. `None` as long as somebody has it.
    pub(super) fn take(&mut self) -> Option<Value> {
        let nothing = Self::none();
        match replace(self, nothing).0.take() {
            Ok(value) => Some(value),
            Err(slot) => {
                self.0 = slot;
                None
            }
        }
    }

    /// Receives the value, for good, when its last holder lets it go, in whatever thread. Nobody has to look.
    pub(super) fn when_released(self) -> ReleaseReceiver {
        let (release, receiver) = oneshot::channel();
        self.0.release_to(release);
        receiver
    }

    /// Says why there will be no value.
    pub(super) fn fail(&self, error: Arc<Error>) {
        self.0.fail(error);
    }

    /// Puts the value of the function there.
    pub(super) fn put<T: Send + 'static>(&self, value: T) {
        let slot: &dyn Any = &*self.0;
        if let Some(slot) = slot.downcast_ref::<SharedSlot<T>>() {
            // A slot is filled once; a second value would be a mistake of the framework's, and is dropped.
            if let SharedState::Pending(pending, _) = &slot.0 {
                let _: Result<(), Result<T, _>> = pending.set(Ok(value));
            }
        } else if let Some(slot) = slot.downcast_ref::<ExclusiveSlot<T>>() {
            slot.put(value);
        }
    }
}

/// The value, if it is there already.
fn taken<T: 'static>(value: &mut dyn Any) -> Option<T> {
    value.downcast_mut::<Option<T>>().and_then(Option::take)
}

impl fmt::Debug for ValueSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueSlot")
    }
}
