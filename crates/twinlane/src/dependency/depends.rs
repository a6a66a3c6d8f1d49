//! The parameters that ask for a dependency.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use twinlane_model::DataType;

use super::home::{ExclusivePlace, SharedPlace};
use super::{Dependency, DependencyRef, Hold, Home, alone};
use crate::answer::{AnswerDescription, Answered, Respond};
use crate::error::{Error, HttpError};
use crate::parameter::{Gather, Kind, Parameter, Slot, SlotSource};

/// The value of a dependency, shared: whoever asks for it in one request has the same.
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
/// Returned from a path operation it is the answer.
pub struct Depends<D: Dependency>(Held<D::Output>);

enum Held<T: Send + 'static> {
    Shared(Arc<SharedPlace<T>>),
    /// Others have it exclusively, before or after.
    Loan(Loan<T>),
}

/// The value of a dependency, borrowed for one call: `&mut` of it can be had, and it need not be `Sync`.
///
/// What database connections and transactions need. When the call is over, the value goes to the next who asks.
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
pub struct DependsMut<D: Dependency>(Loan<D::Output>);

/// A value of a dependency that nobody shares: its function runs again for this parameter.
///
/// FastAPI's `Depends(..., use_cache=False)`.
pub struct Fresh<D: Dependency>(Loan<D::Output>);

/// A value that is given back when this is dropped.
struct Loan<T: Send + 'static> {
    place: Arc<ExclusivePlace<T>>,
    value: Option<T>,
}

impl<T: Send + 'static> Loan<T> {
    /// What will be at this home, if one at a time has it.
    #[inline(never)]
    fn at(home: &Home) -> Option<Self> {
        let place = home.as_exclusive()?;
        Some(Self { place, value: None })
    }

    /// A value made by hand.
    fn of(value: T) -> Self {
        Self {
            place: Arc::new(ExclusivePlace::empty()),
            value: Some(value),
        }
    }

    /// With the value, where the dependency has made one.
    #[inline(never)]
    fn taken(mut self) -> Self {
        self.value = self.value.take().or_else(|| self.place.take());
        self
    }

    fn get(&self) -> &T {
        self.value.as_ref().expect(NOT_THERE)
    }

    fn get_mut(&mut self) -> &mut T {
        self.value.as_mut().expect(NOT_THERE)
    }
}

/// The one way to this: a `Depends` of the value was moved to a task that has not ended.
const NOT_THERE: &str =
    "the value of the dependency is still held by what an earlier call has left behind";

impl<T: Send + 'static> Drop for Loan<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            self.place.put(value);
        }
    }
}

impl<D: Dependency> Depends<D> {
    /// A value by hand, to call a function as the function it is.
    pub fn new(value: D::Output) -> Self {
        Self(Held::Shared(Arc::new(SharedPlace::of(value))))
    }
}

impl<D: Dependency> Deref for Depends<D> {
    type Target = D::Output;

    fn deref(&self) -> &D::Output {
        match &self.0 {
            Held::Shared(place) => place.get().expect(NOT_THERE),
            Held::Loan(loan) => loan.get(),
        }
    }
}

/// The marker of parameters that ask for a dependency.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaDependency {}

/// The home of the dependency that a slot asks for; `None` where it has not been made, for the request is wrong.
#[inline]
fn home<'g>(cx: &'g Gather<'_>, slot: &Slot) -> Option<&'g Home> {
    match slot.source {
        SlotSource::Dependency { node } => cx.provision.as_ref()?.home(node),
        _ => None,
    }
}

impl<D> Parameter<ViaDependency> for Depends<D>
where
    D: Dependency<Output: Sync>,
{
    fn kind() -> Kind {
        Kind::Dependency(DependencyRef {
            shared_home: Some(Home::shared::<D::Output>),
            ..DependencyRef::of::<D>(Hold::Shared)
        })
    }

    #[inline]
    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let home = home(cx, slot)?;
        match home.as_shared() {
            Some(place) => Some(Self(Held::Shared(place))),
            None => Loan::at(home).map(|loan| Self(Held::Loan(loan))),
        }
    }

    #[inline]
    fn settle(self) -> Self {
        match self.0 {
            Held::Shared(place) => Self(Held::Shared(place)),
            Held::Loan(loan) => Self(Held::Loan(loan.taken())),
        }
    }
}

impl<D> Parameter<ViaDependency> for Option<Depends<D>>
where
    D: Dependency<Output: Sync>,
{
    fn kind() -> Kind {
        Kind::Dependency(DependencyRef {
            shared_home: Some(Home::shared::<D::Output>),
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
        Err(error.map_or_else(|| HttpError::internal().into(), alone))
    }
}

impl<T: Send + 'static> Held<T> {
    fn is_there(&self) -> bool {
        match self {
            Self::Shared(place) => place.get().is_some(),
            Self::Loan(loan) => loan.value.is_some(),
        }
    }

    fn error(&self) -> Option<Arc<Error>> {
        match self {
            Self::Shared(place) => place.error(),
            Self::Loan(loan) => loan.place.error(),
        }
    }
}

/// What borrows a value for one call.
macro_rules! loan {
    ($type:ident, $hold:expr) => {
        impl<D: Dependency> $type<D> {
            /// A value by hand, to call a function as the function it is.
            pub fn new(value: D::Output) -> Self {
                Self(Loan::of(value))
            }
        }

        impl<D: Dependency> Deref for $type<D> {
            type Target = D::Output;

            fn deref(&self) -> &D::Output {
                self.0.get()
            }
        }

        impl<D: Dependency> DerefMut for $type<D> {
            fn deref_mut(&mut self) -> &mut D::Output {
                self.0.get_mut()
            }
        }

        impl<D: Dependency> Parameter<ViaDependency> for $type<D> {
            fn kind() -> Kind {
                Kind::Dependency(DependencyRef::of::<D>($hold))
            }

            fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
                Loan::at(home(cx, slot)?).map(Self)
            }

            fn settle(self) -> Self {
                Self(self.0.taken())
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

/// A dependency's value as the answer.
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
