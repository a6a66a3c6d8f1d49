//! The parameters that ask for a dependency.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use twinlane_model::DataType;

use super::declaration::Dependency;
use super::errors::into_owned_error;
use super::lifespan::SharedAny;
use super::reference::{DependencyRef, Hold, ViaDependency};
use super::value_slot::{ExclusiveSlot, SharedSlot, ValueSlot};
use crate::answer::{AnswerDescription, Answered, Respond};
use crate::errors::{Error, HttpError};
use crate::parameters::{Gather, Kind, Parameter, Slot, SlotSource};

/// The value of a dependency, shared by all functions of a request that take it.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[dependency]
/// async fn page(#[query(default = 1, ge = 1)] page: u32) -> u32 {
///     page
/// }
///
/// #[get("/items")]
/// async fn list(page: Depends<page>) -> String {
///     format!("page {}", *page)
/// }
///
/// let app = App::new().routes(routes![list]);
/// # let _ = app;
/// ```
///
/// An operation may return it. The value is then the response.
///
/// The compiler infers `T` from `D`. Never write it.
pub struct Depends<D, T = <D as Dependency>::Output>(ValueHandle<T>, Of<D>);

/// The dependency of a value, as a type alone.
type Of<D> = PhantomData<fn() -> D>;

enum ValueHandle<T> {
    Shared(Arc<SharedSlot<T>>),
    /// Others have it exclusively, before or after.
    Loan(Loan<T>),
    /// It was made when the application started.
    OfStart(Arc<T>),
}

/// The value of a dependency, borrowed for one call. It gives `&mut` to the value, which need not be `Sync`.
///
/// Use it for database connections and transactions. When the call is over, the value goes to the next function that takes it.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[dependency]
/// fn log() -> Vec<String> {
///     vec!["begun".to_owned()]
/// }
///
/// #[get("/")]
/// async fn read(mut log: DependsMut<log>) -> usize {
///     log.push("read".to_owned());
///     log.len()
/// }
/// # let _ = App::new().routes(routes![read]);
/// ```
pub struct DependsMut<D, T = <D as Dependency>::Output>(Loan<T>, Of<D>);

/// A value of a dependency that is not shared: its function runs again for this parameter.
///
/// FastAPI's `Depends(..., use_cache=False)`.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use twinlane::prelude::*;
///
/// #[dependency]
/// async fn ticket(last: State<AtomicU32>) -> u32 {
///     last.fetch_add(1, Ordering::Relaxed)
/// }
///
/// #[get("/")]
/// async fn read(one: Fresh<ticket>, other: Fresh<ticket>) -> bool {
///     *one == *other
/// }
///
/// let app = App::new().state(AtomicU32::new(1)).routes(routes![read]);
/// # let client = twinlane::testing::TestClient::blocking(app);
/// # assert_eq!(client.get("/").send().text(), "false");
/// ```
pub struct Fresh<D, T = <D as Dependency>::Output>(Loan<T>, Of<D>);

/// A value that is given back when this is dropped.
struct Loan<T> {
    slot: Arc<ExclusiveSlot<T>>,
    value: Option<T>,
}

impl<T> Loan<T> {
    /// A loan of the value that will be in this slot, if one at a time has it.
    #[inline(never)]
    fn at(value_slot: &ValueSlot) -> Option<Self>
    where
        T: Send + 'static,
    {
        let slot = value_slot.as_exclusive()?;
        Some(Self { slot, value: None })
    }

    /// A value made by hand.
    fn of(value: T) -> Self {
        Self {
            slot: Arc::new(ExclusiveSlot::empty()),
            value: Some(value),
        }
    }

    /// With the value, if there is one.
    #[inline(never)]
    fn taken(mut self) -> Self {
        self.value = self.value.take().or_else(|| self.slot.take());
        self
    }

    fn get(&self) -> &T {
        self.value.as_ref().expect(VALUE_STILL_HELD)
    }

    fn get_mut(&mut self) -> &mut T {
        self.value.as_mut().expect(VALUE_STILL_HELD)
    }
}

/// The one way to this: a `Depends` of the value was moved to a task that has not ended.
const VALUE_STILL_HELD: &str =
    "the value of the dependency is still held by what an earlier call has left behind";

impl<T> Drop for Loan<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            self.slot.put(value);
        }
    }
}

impl<D: Dependency> Depends<D> {
    /// Wraps a value, to call a path operation or a dependency as a plain function, for example in a test.
    pub fn new(value: D::Output) -> Self {
        Self::of(ValueHandle::Shared(Arc::new(SharedSlot::of(value))))
    }

    fn of(handle: ValueHandle<D::Output>) -> Self {
        Self(handle, PhantomData)
    }
}

impl<D> Depends<D>
where
    D: Dependency<Output: Sync>,
{
    /// The value of a lifespan dependency, which the start has put into the slot.
    fn of_start(slot: &Slot) -> Option<Self> {
        match &slot.source {
            SlotSource::State(value) => Self::of_shared(value),
            _ => None,
        }
    }

    /// The value of a lifespan dependency. `None`: it is of another type.
    pub(super) fn of_shared(value: &SharedAny) -> Option<Self> {
        let value = Arc::clone(value).downcast().ok()?;
        Some(Self::of(ValueHandle::OfStart(value)))
    }
}

// For whatever `D`: of a type that is no dependency, it alone is an error, and nothing that is done with the value.
impl<D, T> Deref for Depends<D, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            ValueHandle::Shared(slot) => slot.get().expect(VALUE_STILL_HELD),
            ValueHandle::Loan(loan) => loan.get(),
            ValueHandle::OfStart(value) => value,
        }
    }
}

/// The value slot of the dependency that a parameter asks for. `None`: no value will be there, since the request is wrong.
#[inline]
fn value_slot<'g>(cx: &'g Gather<'_>, slot: &Slot) -> Option<&'g ValueSlot> {
    match slot.source {
        SlotSource::Dependency { node } => cx.request_dependencies.as_ref()?.slot(node),
        _ => None,
    }
}

impl<D> Parameter<ViaDependency> for Depends<D>
where
    D: Dependency<Output: Sync>,
{
    fn kind() -> Kind {
        Kind::Dependency(DependencyRef {
            shared_slot: Some(ValueSlot::shared::<D::Output>),
            ..DependencyRef::of::<D>(Hold::Shared)
        })
    }

    #[inline]
    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let Some(value_slot) = value_slot(cx, slot) else {
            return Self::of_start(slot);
        };
        match value_slot.as_shared() {
            Some(slot) => Some(Self::of(ValueHandle::Shared(slot))),
            None => Loan::at(value_slot).map(|loan| Self::of(ValueHandle::Loan(loan))),
        }
    }

    #[inline]
    fn settle(self) -> Self {
        match self.0 {
            ValueHandle::Shared(slot) => Self::of(ValueHandle::Shared(slot)),
            ValueHandle::Loan(loan) => Self::of(ValueHandle::Loan(loan.taken())),
            ValueHandle::OfStart(value) => Self::of(ValueHandle::OfStart(value)),
        }
    }
}

impl<D> Parameter<ViaDependency> for Option<Depends<D>>
where
    D: Dependency<Output: Sync>,
{
    fn kind() -> Kind {
        Kind::Dependency(DependencyRef {
            shared_slot: Some(ValueSlot::shared::<D::Output>),
            optional: true,
            ..DependencyRef::of::<D>(Hold::Shared)
        })
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        Depends::gather(cx, slot).map(Some)
    }

    fn settle(self) -> Self {
        let depends = self?.settle();
        depends.0.is_there().then_some(depends)
    }
}

/// The value, or the error of the dependency.
impl<D> Parameter<ViaDependency> for Result<Depends<D>, Error>
where
    D: Dependency<Output: Sync>,
{
    fn kind() -> Kind {
        <Option<Depends<D>> as Parameter<ViaDependency>>::kind()
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        Depends::gather(cx, slot).map(Ok)
    }

    fn settle(self) -> Self {
        let depends = self?.settle();
        if depends.0.is_there() {
            return Ok(depends);
        }
        let error = depends.0.error();
        Err(error.map_or_else(|| HttpError::internal().into(), into_owned_error))
    }
}

impl<T> ValueHandle<T> {
    fn is_there(&self) -> bool {
        match self {
            Self::Shared(slot) => slot.get().is_some(),
            Self::Loan(loan) => loan.value.is_some(),
            Self::OfStart(_) => true,
        }
    }

    fn error(&self) -> Option<Arc<Error>> {
        match self {
            Self::Shared(slot) => slot.error(),
            Self::Loan(loan) => loan.slot.error(),
            Self::OfStart(_) => None,
        }
    }
}

/// The parameters that borrow a value for one call.
macro_rules! loan {
    ($type:ident, $hold:expr) => {
        impl<D: Dependency> $type<D> {
            /// Wraps a value, to call a path operation or a dependency as a plain function, for example in a test.
            pub fn new(value: D::Output) -> Self {
                Self(Loan::of(value), PhantomData)
            }
        }

        impl<D, T> Deref for $type<D, T> {
            type Target = T;

            fn deref(&self) -> &T {
                self.0.get()
            }
        }

        impl<D, T> DerefMut for $type<D, T> {
            fn deref_mut(&mut self) -> &mut T {
                self.0.get_mut()
            }
        }

        impl<D: Dependency> Parameter<ViaDependency> for $type<D> {
            fn kind() -> Kind {
                Kind::Dependency(DependencyRef::of::<D>($hold))
            }

            fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
                Loan::at(value_slot(cx, slot)?).map(|loan| Self(loan, PhantomData))
            }

            fn settle(self) -> Self {
                Self(self.0.taken(), PhantomData)
            }
        }

        impl<D: Dependency<Output: fmt::Debug>> fmt::Debug for $type<D> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($type)).field(&**self).finish()
            }
        }
    };
}

loan!(DependsMut, Hold::Exclusive);
loan!(Fresh, Hold::Fresh);

/// A dependency's value as the response.
impl<D> Respond<ViaDependency> for Depends<D>
where
    D: Dependency<Output: DataType>,
{
    fn describe() -> AnswerDescription {
        <D::Output as Respond<crate::answer::ViaData>>::describe()
    }

    fn respond(self) -> Answered {
        crate::answer::respond_with_data(&*self)
    }
}

impl<D: Dependency<Output: fmt::Debug>> fmt::Debug for Depends<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Depends").field(&**self).finish()
    }
}
