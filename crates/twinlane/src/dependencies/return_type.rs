//! The return type of a dependency's function: a value, a `Result` of one, a [`Provided`] one. The type decides, not its spelling.
//!
//! No trait tells `Result<T, E>` from any other type: the implementations would overlap. An inherent constant does: where it exists,
//! it wins against the constant that a trait gives every type. The generated code asks for it where the type is known, and has
//! the answer as a const generic. All of it happens while compiling.

use std::fmt;
use std::marker::PhantomData;

use super::provided::Provided;
use super::scope::{Scope, TeardownScope};
use super::value_target::{CallResult, ValueTarget};
use crate::answer::{ErrorDescription, Failure, error_answer};

/// Asks what a type is.
#[derive(Debug)]
pub struct Probe<R>(PhantomData<fn() -> R>);

impl<R> Probe<R> {
    /// The probe of this type.
    pub const NEW: Self = Self(PhantomData);
}

/// The answers for all types without an inherent constant.
pub trait ProbeDefault {
    /// True if the type is a `Result`.
    const IS_RESULT: bool = false;
    /// True if the type is a [`Provided`], or a `Result` of one.
    const IS_PROVIDED: bool = false;
}

impl<R> ProbeDefault for Probe<R> {}

impl<T, E> Probe<Result<T, E>> {
    /// It is one.
    pub const IS_RESULT: bool = true;
}

impl<T, S> Probe<Provided<T, S>> {
    /// It is one.
    pub const IS_PROVIDED: bool = true;
}

impl<T, S, E> Probe<Result<Provided<T, S>, E>> {
    /// It holds one.
    pub const IS_PROVIDED: bool = true;
}

/// The kind of a dependency's return type.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReturnCase<const IS_RESULT: bool, const IS_PROVIDED: bool>;

/// The value within a return type.
///
/// It has no bounds: a type that cannot be an error or a value is one compile error, by [`SupplyRule`].
#[diagnostic::on_unimplemented(
    message = "the return type of a generic dependency is read as it is spelled, and `{R}` is not what it says",
    note = "spell the standard library's type `Result<..>` and Twinlane's `Provided<..>`, and give other types other names"
)]
pub trait ValueOf<R> {
    /// The type of the value.
    type Value;
}

impl<T> ValueOf<T> for ReturnCase<false, false> {
    type Value = T;
}

impl<T, S> ValueOf<Provided<T, S>> for ReturnCase<false, true> {
    type Value = T;
}

impl<T, E, const IS_PROVIDED: bool> ValueOf<Result<T, E>> for ReturnCase<true, IS_PROVIDED>
where
    ReturnCase<false, IS_PROVIDED>: ValueOf<T>,
{
    type Value = <ReturnCase<false, IS_PROVIDED> as ValueOf<T>>::Value;
}

/// The rule by which a return value becomes the value of the dependency, or the response of its error.
#[diagnostic::on_unimplemented(
    message = "`{R}` cannot be the return type of a dependency",
    label = "the value is `Send` and `'static`, and the error can be answered"
)]
pub trait SupplyRule<R>: ValueOf<R> {
    /// When the value is undone, if it is.
    const SCOPE: Option<Scope> = None;

    /// The error in the document.
    fn errors() -> Vec<ErrorDescription> {
        Vec::new()
    }

    /// Puts the value where it is asked for.
    fn supply(to: ValueTarget<'_>, returned: R) -> CallResult;
}

/// Supplies the value of a dependency's function: chosen where the generated code names the return type, once.
pub struct Supplier<R> {
    scope: Option<Scope>,
    errors: fn() -> Vec<ErrorDescription>,
    supply: fn(ValueTarget<'_>, R) -> CallResult,
}

/// The way to supply the value of an `R`. The one place where generated code requires [`SupplyRule`].
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is no function but a constant")]
pub fn supplier_of<Case: SupplyRule<R>, R>() -> Supplier<R> {
    Supplier {
        scope: Case::SCOPE,
        errors: Case::errors,
        supply: Case::supply,
    }
}

impl<R> Clone for Supplier<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Supplier<R> {}

impl<R> Supplier<R> {
    /// When the value is undone, if it is.
    pub fn scope(self) -> Option<Scope> {
        self.scope
    }

    /// The error in the document.
    pub fn errors(self) -> Vec<ErrorDescription> {
        (self.errors)()
    }

    /// Puts the value where it is asked for.
    ///
    /// # Errors
    ///
    /// The response of the function's error.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "the closure around it is all that is left of it"
    )]
    pub fn supply(self, to: ValueTarget<'_>, returned: R) -> CallResult {
        (self.supply)(to, returned)
    }
}

impl<R> fmt::Debug for Supplier<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Supplier")
    }
}

impl<T: Send + 'static> SupplyRule<T> for ReturnCase<false, false> {
    #[inline]
    fn supply(to: ValueTarget<'_>, returned: T) -> CallResult {
        Ok(to.fill(returned))
    }
}

impl<T: Send + 'static, S: TeardownScope> SupplyRule<Provided<T, S>> for ReturnCase<false, true> {
    const SCOPE: Option<Scope> = Some(S::SCOPE);

    #[inline]
    fn supply(to: ValueTarget<'_>, returned: Provided<T, S>) -> CallResult {
        Ok(to.provide(returned))
    }
}

impl<T, E: Failure, const IS_PROVIDED: bool> SupplyRule<Result<T, E>>
    for ReturnCase<true, IS_PROVIDED>
where
    ReturnCase<false, IS_PROVIDED>: SupplyRule<T>,
{
    const SCOPE: Option<Scope> = <ReturnCase<false, IS_PROVIDED> as SupplyRule<T>>::SCOPE;

    fn errors() -> Vec<ErrorDescription> {
        E::describe()
    }

    #[inline]
    fn supply(to: ValueTarget<'_>, returned: Result<T, E>) -> CallResult {
        match returned {
            Ok(value) => ReturnCase::<false, IS_PROVIDED>::supply(to, value),
            Err(error) => Err(Box::new(error_answer(error))),
        }
    }
}
