//! The part of a value that rules look at.

use std::borrow::Cow;

use speedate::{Date, DateTime, Duration, Time};

/// The part of a value that [`Rules`](crate::shape::Rules) look at.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Measure<'v> {
    /// Nothing to look at: every rule holds.
    Nothing,
    /// Nothing to look at, but strict mode does not take it from JSON.
    Lax,
    /// A whole number. Those over `i128::MAX` count as `i128::MAX`.
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
    /// The text that a type has made of its input: an email address in its normal form. Strict mode may not take it.
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

/// A date, a time or a duration, whichever crate holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment(pub(crate) MomentKind);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MomentKind {
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    Duration(Duration),
}

/// A decimal number with every digit it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact(pub(crate) crate::spelling::decimal::Decimal);
