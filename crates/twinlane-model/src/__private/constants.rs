//! Bounds, lengths, digits and texts that are constants: their types say of which kind they are.
//!
//! No trait can be asked in a constant, so each type has methods of its own. If there is none, the method is found behind [`Deref`]:
//! there a trait says what is wrong.

#![allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    trivial_numeric_casts,
    reason = "checked, and no trait converts in a constant"
)]

use std::marker::PhantomData;
use std::ops::Deref;

use crate::shape::Bound;

/// The value of an option.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
pub struct Constant<T>(pub T);

/// A value without a method of its own: those that it has here do not compile, and say why.
#[derive(Debug)]
pub struct NoConstant<T>(PhantomData<T>);

impl<T> Deref for Constant<T> {
    type Target = NoConstant<T>;

    fn deref(&self) -> &NoConstant<T> {
        &NoConstant(PhantomData)
    }
}

/// A type whose constants are bounds.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no bound, which is a number or a text",
    label = "write a number; a bound of dates, times, durations and decimal numbers is a text: `\"2024-01-01\"`"
)]
pub trait BoundConstant {}

/// A type whose constants are lengths and numbers of digits.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no length and no number of digits, which are whole numbers",
    label = "write a whole number"
)]
pub trait LengthConstant {}

/// A type whose constants are texts.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no text",
    label = "write a text, or a constant that is a `&str`"
)]
pub trait TextConstant {}

impl<T> NoConstant<T> {
    /// The value as a bound.
    pub const fn bound(&self) -> Bound
    where
        T: BoundConstant,
    {
        Bound::Int(0)
    }

    /// The value as a length.
    pub const fn length(&self) -> usize
    where
        T: LengthConstant,
    {
        0
    }

    /// The value as a number of digits.
    pub const fn digits(&self) -> u32
    where
        T: LengthConstant,
    {
        0
    }

    /// The value as a text.
    pub const fn text(&self) -> &'static str
    where
        T: TextConstant,
    {
        ""
    }
}

macro_rules! whole {
    ($($number:ty)*) => {$(
        impl BoundConstant for $number {}

        impl LengthConstant for $number {}

        impl Constant<$number> {
            /// The number as a bound.
            ///
            /// # Panics
            ///
            /// While compiling: where it needs more than 127 bits.
            pub const fn bound(self) -> Bound {
                let number = self.0 as i128;
                assert!(number as $number == self.0 && (self.0 < 1) == (number < 1), "the bound is too large");
                Bound::Int(number)
            }

            /// The number as a length.
            ///
            /// # Panics
            ///
            /// While compiling: where it is less than 0 or too large.
            pub const fn length(self) -> usize {
                let length = self.0 as usize;
                assert!(length as $number == self.0 && (self.0 < 1) == (length < 1), "a length is a whole number from 0");
                length
            }

            /// The number as a number of digits.
            ///
            /// # Panics
            ///
            /// While compiling: where it is less than 0 or too large.
            pub const fn digits(self) -> u32 {
                let digits = self.0 as u32;
                assert!(digits as $number == self.0 && (self.0 < 1) == (digits < 1), "a number of digits is a whole number from 0");
                digits
            }
        }
    )*};
}

whole! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

macro_rules! fraction {
    ($($number:ty)*) => {$(
        impl BoundConstant for $number {}

        impl Constant<$number> {
            /// The number as a bound.
            ///
            /// # Panics
            ///
            /// While compiling: if it is not finite.
            pub const fn bound(self) -> Bound {
                assert!(self.0.is_finite(), "a bound is a finite number");
                Bound::Float(self.0 as f64)
            }
        }
    )*};
}

fraction! { f32 f64 }

impl BoundConstant for &'static str {}

impl Constant<&'static str> {
    /// The text as a bound: a date, a time, a duration or a decimal number.
    pub const fn bound(self) -> Bound {
        Bound::Text(self.0)
    }
}

impl TextConstant for &'static str {}

impl Constant<&'static str> {
    /// The text.
    pub const fn text(self) -> &'static str {
        self.0
    }
}

/// The bound of `multiple_of`.
///
/// # Panics
///
/// While compiling: where it is a number that is not above 0.
pub const fn above_zero(bound: Bound) -> Bound {
    let is_above = match bound {
        Bound::Int(number) => number > 0,
        Bound::Float(number) => number > 0.0,
        Bound::Text(_) => true,
    };
    assert!(is_above, "`multiple_of` is a number above 0");
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_says_what_a_bound_is() {
        assert_eq!(Constant(5_u8).bound(), Bound::Int(5));
        assert_eq!(Constant(i64::MIN).bound(), Bound::Int(i64::MIN.into()));
        assert_eq!(Constant(0.5_f32).bound(), Bound::Float(0.5));
        assert_eq!(Constant("2024-01-01").bound(), Bound::Text("2024-01-01"));
        assert_eq!(Constant(5_i32).length(), 5);
        assert_eq!(Constant(2_u64).digits(), 2);
        assert_eq!(Constant("items").text(), "items");
    }

    #[test]
    fn what_does_not_fit_panics() {
        let all: [fn(); 7] = [
            || {
                let _ = Constant(-1_i32).length();
            },
            || {
                let _ = Constant(-1_i64).digits();
            },
            || {
                let _ = Constant(u64::MAX).digits();
            },
            || {
                let _ = Constant(u128::MAX).bound();
            },
            || {
                let _ = Constant(f64::NAN).bound();
            },
            || {
                let _ = above_zero(Bound::Int(0));
            },
            || {
                let _ = above_zero(Bound::Float(-0.5));
            },
        ];
        for wrong in all {
            assert!(std::panic::catch_unwind(wrong).is_err());
        }
    }
}
