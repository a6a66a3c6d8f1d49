//! Statuses that are constants: `status = StatusCode::CREATED`.

use std::marker::PhantomData;
use std::ops::Deref;

use http::StatusCode;

/// The value of an option `status`. No trait can be asked in a constant, so each type has a method of its own.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
pub struct StatusConstant<T>(pub T);

/// A value of another type: what it has here does not compile, and says why.
#[derive(Debug)]
pub struct NoStatus<T>(PhantomData<T>);

impl<T> Deref for StatusConstant<T> {
    type Target = NoStatus<T>;

    fn deref(&self) -> &NoStatus<T> {
        &NoStatus(PhantomData)
    }
}

/// A type whose constants are statuses.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no status",
    label = "write a `StatusCode` or a `u16`: `status = StatusCode::CREATED`"
)]
pub trait IsStatus {}

impl IsStatus for StatusCode {}

impl IsStatus for u16 {}

#[expect(
    clippy::unused_self,
    reason = "called as the method that another type has"
)]
impl<T> NoStatus<T> {
    /// The number of the status.
    pub const fn within(&self, least: u16, _: u16) -> u16
    where
        T: IsStatus,
    {
        least
    }
}

impl StatusConstant<StatusCode> {
    /// The number of the status.
    ///
    /// # Panics
    ///
    /// While compiling: if it is not within these bounds.
    pub const fn within(self, least: u16, most: u16) -> u16 {
        StatusConstant(self.0.as_u16()).within(least, most)
    }
}

impl StatusConstant<u16> {
    /// The number of the status.
    ///
    /// # Panics
    ///
    /// While compiling: if it is not within these bounds.
    pub const fn within(self, least: u16, most: u16) -> u16 {
        assert!(
            least <= self.0 && self.0 <= most,
            "`status` is not one that is sent here: a response has one from 200 to 999, an error one from 400 to 599"
        );
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_number_or_a_status_code() {
        assert_eq!(StatusConstant(StatusCode::CREATED).within(200, 999), 201);
        assert_eq!(StatusConstant(404_u16).within(400, 599), 404);
    }

    #[test]
    fn others_panic() {
        let all: [fn(); 2] = [
            || {
                let _ = StatusConstant(StatusCode::CONTINUE).within(200, 999);
            },
            || {
                let _ = StatusConstant(200_u16).within(400, 599);
            },
        ];
        for wrong in all {
            assert!(std::panic::catch_unwind(wrong).is_err());
        }
    }
}
