//! Checks: the rules in the tables, and those written by hand.

use std::any::Any;

use super::not_null::NotNull;
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
    T::read_from(coerced.clone()).map_or(Ok(()), |value| value.run_check(check))
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

/// Runs a check of a parameter on its value, of which the framework knows no type.
///
/// # Errors
///
/// Those of the check.
pub fn run_check<T, X, F>(value: &dyn Any, check: F) -> Result<(), FieldError>
where
    T: Checked<X> + 'static,
    X: ?Sized,
    F: FnOnce(&X) -> Result<(), FieldError>,
{
    value
        .downcast_ref::<T>()
        .ok_or_else(|| FieldError::value("the value is of another type"))?
        .run_check(check)
}

/// Runs a check of a parameter that may be left out and is not `null`, likewise.
///
/// # Errors
///
/// Those of the check.
pub fn run_check_not_null<T, X, F>(value: &dyn Any, check: F) -> Result<(), FieldError>
where
    T: Checked<X> + 'static,
    X: ?Sized,
    F: FnOnce(&X) -> Result<(), FieldError>,
{
    run_check::<NotNull<T>, NotNull<T>, _>(value, |value| value.0.run_check(check))
}

/// A value that a check of `X` can look at: itself, what is in an `Option`, the text of a `String`.
#[diagnostic::on_unimplemented(
    message = "the check takes a `&{X}`, and the value is a `{Self}`",
    note = "a check is written `fn(&{Self}) -> Result<(), FieldError>`"
)]
pub trait Checked<X: ?Sized> {
    /// Runs the check, if there is a value.
    ///
    /// Its name is one that nobody types by mistake: the compiler would suggest this trait for any type.
    ///
    /// # Errors
    ///
    /// Those of the check.
    fn run_check<F>(&self, check: F) -> Result<(), FieldError>
    where
        F: FnOnce(&X) -> Result<(), FieldError>;
}

impl<T> Checked<T> for T {
    fn run_check<F>(&self, check: F) -> Result<(), FieldError>
    where
        F: FnOnce(&T) -> Result<(), FieldError>,
    {
        check(self)
    }
}

impl<T> Checked<T> for Option<T> {
    fn run_check<F>(&self, check: F) -> Result<(), FieldError>
    where
        F: FnOnce(&T) -> Result<(), FieldError>,
    {
        self.as_ref().map_or(Ok(()), check)
    }
}

macro_rules! borrowed {
    ($({$($generic:ident)?} $owned:ty => $borrowed:ty;)*) => {$(
        impl$(<$generic>)? Checked<$borrowed> for $owned {
            fn run_check<F>(&self, check: F) -> Result<(), FieldError>
            where
                F: FnOnce(&$borrowed) -> Result<(), FieldError>,
            {
                check(self)
            }
        }

        impl$(<$generic>)? Checked<$borrowed> for Option<$owned> {
            fn run_check<F>(&self, check: F) -> Result<(), FieldError>
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
