//! The part of a value that rules look at.

use std::borrow::Cow;

use speedate::{Date, DateTime, Duration, Time};

/// The part of a value that its [`Rules`](crate::shape::Rules) check.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Measure<'v> {
    /// No part: every rule holds.
    Nothing,
    /// No part, but strict mode does not accept the value from JSON.
    Lax,
    /// A whole number. Numbers above `i128::MAX` count as `i128::MAX`.
    Int(i128),
    /// A 64-bit floating-point number.
    Float(f64),
    /// A 32-bit floating-point number.
    Float32(f32),
    /// A text.
    Text(&'v str),
    /// A text of one character.
    Char(char),
    /// The number of bytes.
    Bytes(usize),
    /// The text that a type has made of its input, such as an email address in its normal form. Strict mode may refuse it.
    Made(Cow<'v, str>),
    /// The number of bytes that a type has made of its input.
    MadeBytes(usize),
    /// The number of items in a list or an object.
    Items(usize),
    /// The number of items in a set.
    Set(usize),
    /// A date, a time or a duration.
    Moment(Moment),
    /// A decimal number.
    Decimal(Exact),
}

/// A date, a time or a duration of any supported crate.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment(pub(crate) MomentKind);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MomentKind {
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    Duration(Duration),
}

/// A decimal number with all of its digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact(pub(crate) crate::spelling::decimal::Decimal);
