//! Defaults written as literals.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::path::PathBuf;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::types::{JsonColumn, Secret, TextColumn};
use crate::{Data, DataType};

/// A default as the schema shows it.
///
/// # Panics
///
/// If the type cannot be written: the schema is made at startup, which then fails.
pub fn to_value<T: DataType>(value: &T) -> Value {
    serde_json::to_value(Data(value)).expect("a default can be written as JSON")
}

/// Makes a default of a literal.
pub fn literal<T: FromLiteral<L>, L>(literal: L) -> T {
    T::from_literal(literal)
}

/// A type whose default can be written as a literal of type `L`.
#[diagnostic::on_unimplemented(
    message = "this literal is not a default for `{Self}`",
    note = "write an expression of type `{Self}` instead"
)]
pub trait FromLiteral<L> {
    /// The value that the literal means.
    fn from_literal(literal: L) -> Self;
}

macro_rules! from_integer {
    ($($integer:ty)*) => {$(
        impl FromLiteral<i128> for $integer {
            fn from_literal(literal: i128) -> Self {
                Self::try_from(literal).expect("the default fits its type")
            }
        }
    )*};
}

from_integer! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

macro_rules! from_cast {
    ($($literal:ty => $float:ty;)*) => {$(
        impl FromLiteral<$literal> for $float {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a literal of a float")]
            #[allow(trivial_numeric_casts, reason = "one of the pairs is the type itself")]
            fn from_literal(literal: $literal) -> Self {
                literal as $float
            }
        }
    )*};
}

from_cast! { i128 => f32; i128 => f64; f64 => f32; f64 => f64; }

macro_rules! from_into {
    ($($literal:ty => $target:ty;)*) => {$(
        impl FromLiteral<$literal> for $target {
            fn from_literal(literal: $literal) -> Self {
                literal.into()
            }
        }
    )*};
}

from_into! {
    bool => bool; &'static str => String; &'static str => PathBuf;
    bool => Value; &'static str => Value; f64 => Value;
}

impl FromLiteral<i128> for Value {
    fn from_literal(literal: i128) -> Self {
        to_value(&literal)
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Option<T> {
    fn from_literal(literal: L) -> Self {
        Some(T::from_literal(literal))
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Box<T> {
    fn from_literal(literal: L) -> Self {
        Self::new(T::from_literal(literal))
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Secret<T> {
    fn from_literal(literal: L) -> Self {
        Self::new(T::from_literal(literal))
    }
}

/// The literal `[]`, which says nothing of its items.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
pub struct EmptyList;

macro_rules! from_list {
    ($(<$($hasher:ident: $default:ident)?> $list:ty $(where $bound:ident $(+ $more:ident)*)?;)*) => {$(
        impl<L, T: FromLiteral<L> $(+ $bound $(+ $more)*)?, $($hasher: BuildHasher + $default,)? const N: usize> FromLiteral<[L; N]> for $list {
            fn from_literal(literal: [L; N]) -> Self {
                literal.into_iter().map(T::from_literal).collect()
            }
        }

        impl<T $(: $bound $(+ $more)*)?, $($hasher: BuildHasher + $default)?> FromLiteral<EmptyList> for $list {
            fn from_literal(_: EmptyList) -> Self {
                Self::from_iter([])
            }
        }
    )*};
}

from_list! {
    <> Vec<T>;
    <> BTreeSet<T> where Ord;
    <S: Default> HashSet<T, S> where Eq + Hash;
}

impl<L, T: FromLiteral<L>, const N: usize> FromLiteral<[L; N]> for [T; N] {
    fn from_literal(literal: [L; N]) -> Self {
        literal.map(T::from_literal)
    }
}

impl<L, const N: usize> FromLiteral<[L; N]> for Value
where
    Self: FromLiteral<L>,
{
    fn from_literal(literal: [L; N]) -> Self {
        Self::Array(literal.into_iter().map(Self::from_literal).collect())
    }
}

impl FromLiteral<EmptyList> for Value {
    fn from_literal(_: EmptyList) -> Self {
        Self::Array(Vec::new())
    }
}

/// A constant that is a default. Its type is known before it is asked for what it is a default.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
pub struct DefaultConstant<C>(pub C);

impl<C> DefaultConstant<C> {
    /// Makes a default of the constant.
    pub fn of<T: FromConstant<C>>(self) -> T {
        T::from_constant(self.0)
    }
}

/// Makes a default by a function.
pub fn made_by<T, F: MakesDefault<T>>(function: F) -> T {
    function.make()
}

/// A function that makes a default.
#[diagnostic::on_unimplemented(
    message = "`default_factory` is a function without parameters that makes a `{T}`",
    label = "write the name of one: `fn my_default() -> {T}`"
)]
pub trait MakesDefault<T> {
    /// The default.
    fn make(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T, F: FnOnce() -> T> MakesDefault<T> for F {
    fn make(self) -> T {
        self()
    }
}

/// A type whose default can be a constant of type `C`: its own, or the one of what may be absent.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{C}` is not a default for `{Self}`",
    note = "write an expression of type `{Self}` instead"
)]
pub trait FromConstant<C> {
    /// The value that the constant means.
    fn from_constant(constant: C) -> Self;
}

impl<T> FromConstant<T> for T {
    fn from_constant(constant: T) -> Self {
        constant
    }
}

impl<T> FromConstant<T> for Option<T> {
    fn from_constant(constant: T) -> Self {
        Some(constant)
    }
}

impl FromConstant<&'static str> for String {
    fn from_constant(constant: &'static str) -> Self {
        constant.to_owned()
    }
}

impl FromConstant<&'static str> for Option<String> {
    fn from_constant(constant: &'static str) -> Self {
        Some(constant.to_owned())
    }
}

impl<C, T: FromConstant<C>, const N: usize> FromConstant<[C; N]> for Vec<T> {
    fn from_constant(constant: [C; N]) -> Self {
        constant.into_iter().map(T::from_constant).collect()
    }
}

impl<C, T: FromConstant<C>, const N: usize> FromConstant<[C; N]> for Option<Vec<T>> {
    fn from_constant(constant: [C; N]) -> Self {
        Some(Vec::from_constant(constant))
    }
}

/// Makes a default of a list whose items are no literals.
pub fn list_of<T: FromList<A>, A>(list: A) -> T {
    T::from_list(list)
}

/// A type whose default can be written as a list of items.
#[diagnostic::on_unimplemented(
    message = "this list is not a default for `{Self}`",
    note = "the items of the list have the type of its items: write an expression of type `{Self}` instead"
)]
pub trait FromList<A> {
    /// The value that the list means.
    fn from_list(list: A) -> Self;
}

impl<A, T: FromList<A>> FromList<A> for Option<T> {
    fn from_list(list: A) -> Self {
        Some(T::from_list(list))
    }
}

macro_rules! from_items {
    ($([$($generics:tt)*] $item:ty => $list:ty;)*) => {$(
        impl<$($generics)*, const N: usize> FromList<[$item; N]> for $list {
            fn from_list(list: [$item; N]) -> Self {
                list.into_iter().collect()
            }
        }
    )*};
}

from_items! {
    [T] T => Vec<T>;
    [T] T => VecDeque<T>;
    [T: Ord] T => BTreeSet<T>;
    [T: Eq + Hash, S: BuildHasher + Default] T => IndexSet<T, S>;
    [T: Eq + Hash, S: BuildHasher + Default] T => HashSet<T, S>;
    [K: Ord, V] (K, V) => BTreeMap<K, V>;
    [K: Eq + Hash, V, S: BuildHasher + Default] (K, V) => HashMap<K, V, S>;
    [K: Eq + Hash, V, S: BuildHasher + Default] (K, V) => IndexMap<K, V, S>;
}

impl<T, const N: usize> FromList<[T; N]> for [T; N] {
    fn from_list(list: [T; N]) -> Self {
        list
    }
}

impl<T: Into<Self>, const N: usize> FromList<[T; N]> for Value {
    fn from_list(list: [T; N]) -> Self {
        Self::Array(list.into_iter().map(Into::into).collect())
    }
}

/// A default of the value is one of its column.
macro_rules! columns {
    ($($column:ident)*) => {$(
        impl<L, T: FromLiteral<L>> FromLiteral<L> for $column<T> {
            fn from_literal(literal: L) -> Self {
                Self(T::from_literal(literal))
            }
        }

        impl<T> FromConstant<T> for $column<T> {
            fn from_constant(constant: T) -> Self {
                Self(constant)
            }
        }

        impl<A, T: FromList<A>> FromList<A> for $column<T> {
            fn from_list(list: A) -> Self {
                Self(T::from_list(list))
            }
        }
    )*};
}

columns! { JsonColumn TextColumn }
