//! From the return value of a lifespan dependency's function to the value of the application.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::declaration::{LifespanDependency, LifespanDescription};
use super::value::{LifespanValue, SharedAny};
use crate::dependencies::{Provided, ReturnCase, ShutdownScope, ValueOf};
use crate::errors::{Error, Result};

/// The rule by which a return value becomes the value of a lifespan dependency, or the error that the start fails with.
#[diagnostic::on_unimplemented(
    message = "`{R}` cannot be the return type of a lifespan dependency",
    label = "the value is `Send`, `Sync` and `'static`, and the error becomes a `twinlane::Error`"
)]
pub trait LifespanRule<R>: ValueOf<R> {
    /// The value.
    ///
    /// # Errors
    ///
    /// The error that was returned.
    fn supply(returned: R) -> Result<LifespanValue>;

    /// Shares a value that a test has made.
    fn share(value: Box<dyn Any + Send>) -> Option<SharedAny>;
}

/// Supplies the value of a lifespan dependency's function: chosen where the generated code names the return type, once.
pub struct LifespanSupplier<R> {
    supply: fn(R) -> Result<LifespanValue>,
    share: fn(Box<dyn Any + Send>) -> Option<SharedAny>,
}

/// The way to supply the value of an `R`. The one place where generated code requires [`LifespanRule`].
pub fn lifespan_supplier_of<Case: LifespanRule<R>, R>() -> LifespanSupplier<R> {
    LifespanSupplier {
        supply: Case::supply,
        share: Case::share,
    }
}

impl<R> LifespanSupplier<R> {
    /// The description of the dependency.
    pub fn description<D: LifespanDependency>(self) -> LifespanDescription {
        LifespanDescription::of::<D>(self.share)
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// The error that was returned.
    pub fn supply(self, returned: R) -> Result<LifespanValue> {
        (self.supply)(returned)
    }
}

impl<R> fmt::Debug for LifespanSupplier<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LifespanSupplier")
    }
}

impl<T: Send + Sync + 'static> LifespanRule<T> for ReturnCase<false, false> {
    fn supply(returned: T) -> Result<LifespanValue> {
        Ok(LifespanValue::new(returned))
    }

    fn share(value: Box<dyn Any + Send>) -> Option<SharedAny> {
        let value: Box<T> = value.downcast().ok()?;
        Some(Arc::new(*value))
    }
}

impl<T: Send + Sync + 'static, S: ShutdownScope> LifespanRule<Provided<T, S>>
    for ReturnCase<false, true>
{
    fn supply(returned: Provided<T, S>) -> Result<LifespanValue> {
        Ok(LifespanValue::of_provided(returned))
    }

    fn share(value: Box<dyn Any + Send>) -> Option<SharedAny> {
        <ReturnCase<false, false> as LifespanRule<T>>::share(value)
    }
}

impl<T, E: Into<Error>, const IS_PROVIDED: bool> LifespanRule<Result<T, E>>
    for ReturnCase<true, IS_PROVIDED>
where
    ReturnCase<false, IS_PROVIDED>: LifespanRule<T>,
{
    fn supply(returned: Result<T, E>) -> Result<LifespanValue> {
        ReturnCase::<false, IS_PROVIDED>::supply(returned.map_err(Into::into)?)
    }

    fn share(value: Box<dyn Any + Send>) -> Option<SharedAny> {
        ReturnCase::<false, IS_PROVIDED>::share(value)
    }
}
