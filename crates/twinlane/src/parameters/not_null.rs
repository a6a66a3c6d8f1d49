//! Parameters that may be left out and are not `null`: `#[query(not_null)]`.

use twinlane_model::__private::NotNull;
use twinlane_model::DataType;

use super::{Argument, Gather, Kind, Parameter, Slot, ViaData};

/// An `Option` that is `None` only if nothing was sent. Sealed, as [`Parameter`] is, and `Via` is inferred as there.
#[diagnostic::on_unimplemented(
    message = "`not_null` is for an `Option` of data or of files, and a `{Self}` is none",
    label = "leave `not_null` out, or write an `Option`"
)]
pub trait NotNullParameter<Via>: Sized + Send + 'static {
    /// Its kind.
    fn kind() -> Kind;

    /// Its value in this request. `None`: the problem is noted in `cx`.
    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self>;
}

impl<T: DataType> NotNullParameter<ViaData> for Option<T> {
    fn kind() -> Kind {
        <NotNull<Self> as Parameter<ViaData>>::kind()
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        NotNull::gather(cx, slot).map(|NotNull(value)| value)
    }
}

/// The way to get a `T` that is not `null`. The one place where generated code requires `NotNullParameter`.
#[inline]
pub fn not_null_argument<T: NotNullParameter<Via>, Via>() -> Argument<T> {
    Argument {
        kind: T::kind,
        gather: T::gather,
        settle: |value| value,
        give_back: |_, _| {},
    }
}
