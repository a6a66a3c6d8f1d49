//! Checks: the rules in the tables, and those written by hand.

use crate::coerced::Coerced;
use crate::{DataType, FieldError};

/// Runs a check of a field on a value that the slow pass has taken.
///
/// # Errors
///
/// Those of the check. A value that its type cannot hold is refused where the type reads it, not here.
pub fn check<T, X, F>(coerced: &Coerced<'_>, check: F) -> Result<(), FieldError>
where
    T: DataType + Checked<X>,
    X: ?Sized,
    F: FnOnce(&X) -> Result<(), FieldError>,
{
    T::read_from(coerced.clone()).map_or(Ok(()), |value| value.run(check))
}

/// Runs a check of a whole model, likewise.
///
/// # Errors
///
/// Those of the check.
pub fn check_whole<T, F>(coerced: &Coerced<'_>, check: F) -> Result<(), FieldError>
where
    T: DataType,
    F: FnOnce(&T) -> Result<(), FieldError>,
{
    T::read_from(coerced.clone()).map_or(Ok(()), |value| check(&value))
}

/// A value that a check of `X` can look at: itself, what is in an `Option`, the text of a `String`.
#[diagnostic::on_unimplemented(
    message = "the check of this field takes a `&{X}`, and the field is a `{Self}`",
    note = "a check is written `fn(&{Self}) -> Result<(), FieldError>`"
)]
pub trait Checked<X: ?Sized> {
    /// Runs the check, if there is a value.
    ///
    /// # Errors
    ///
    /// Those of the check.
    fn run<F>(&self, check: F) -> Result<(), FieldError>
    where
        F: FnOnce(&X) -> Result<(), FieldError>;
}

impl<T> Checked<T> for T {
    fn run<F>(&self, check: F) -> Result<(), FieldError>
    where
        F: FnOnce(&T) -> Result<(), FieldError>,
    {
        check(self)
    }
}

impl<T> Checked<T> for Option<T> {
    fn run<F>(&self, check: F) -> Result<(), FieldError>
    where
        F: FnOnce(&T) -> Result<(), FieldError>,
    {
        self.as_ref().map_or(Ok(()), check)
    }
}

macro_rules! borrowed {
    ($({$($generic:ident)?} $owned:ty => $borrowed:ty;)*) => {$(
        impl$(<$generic>)? Checked<$borrowed> for $owned {
            fn run<F>(&self, check: F) -> Result<(), FieldError>
            where
                F: FnOnce(&$borrowed) -> Result<(), FieldError>,
            {
                check(self)
            }
        }

        impl$(<$generic>)? Checked<$borrowed> for Option<$owned> {
            fn run<F>(&self, check: F) -> Result<(), FieldError>
            where
                F: FnOnce(&$borrowed) -> Result<(), FieldError>,
            {
                self.as_ref().map_or(Ok(()), |value| check(value))
            }
        }
    )*};
}

borrowed! {
    {} String => str;
    {T} Vec<T> => [T];
}
