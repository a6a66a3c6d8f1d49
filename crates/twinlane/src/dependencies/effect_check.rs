//! The value of a dependency that runs for its effect: it is dropped, and nobody sees what it holds.
//!
//! So it may hold nothing that somebody must see: no `Result`, no error, no response, no [`Provided`], no future. Two look for them.
//! Generated code walks through the type while compiling, a step at a time, into the standard library's holders; a step is found by its
//! type, so it also knows errors of the user's. [`unseen_by_name`] is asked at startup, for what is deeper, within a holder that the
//! walk does not know, or behind a generic dependency. A struct's fields are seen by neither: what they mean is its author's.

use std::any::type_name;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::task::Poll;

use http::StatusCode;
use twinlane_web::Response;

use super::provided::Provided;
use super::return_type::Probe;
use super::value_check::{FutureValue, NoFuture, NoProvided, PlainValue, ProvidedValue, paths_in};
use crate::answer::{
    Content, EventStream, Failure, File, Html, Json, JsonLines, Redirect, Streaming, Text,
};
use crate::errors::{Error, HttpError, RequestValidationError};

type StdError = dyn std::error::Error;
type SendError = dyn std::error::Error + Send;
type SharedError = dyn std::error::Error + Send + Sync;

/// Does not compile for a dependency whose effect alone is wanted, and whose value holds what somebody must see.
pub fn assert_nothing_unseen<
    V: NoUnseenResult + NoUnseenError + NoUnseenAnswer + NoProvided + NoFuture,
>(
    _: V,
) {
}

/// That a value which nobody sees holds no `Result`.
#[diagnostic::on_unimplemented(
    message = "this dependency stands here for its effect, and its value is or holds a `Result`, whose error nobody would see",
    label = "the value is or holds a `Result`",
    note = "return the `Result` itself, whose error is the response: `Result<(), HttpError>`, `Result<Option<T>, HttpError>`",
    note = "or name a dependency that asks for this value, looks at it, and returns a `Result`"
)]
pub trait NoUnseenResult {}

/// That a value which nobody sees holds no error.
#[diagnostic::on_unimplemented(
    message = "this dependency stands here for its effect, and its value is or holds an error, which nobody would see",
    label = "the value is or holds an error",
    note = "return a `Result`, whose error is the response: `Result<(), HttpError>`",
    note = "or name a dependency that asks for this value, looks at it, and returns a `Result`"
)]
pub trait NoUnseenError {}

/// That a value which nobody sees holds no response.
#[diagnostic::on_unimplemented(
    message = "this dependency stands here for its effect, and its value is or holds a response, which nobody would send",
    label = "the value is or holds a response",
    note = "to end the request, return a `Result`, whose error is the response: `Result<(), HttpError>`",
    note = "for headers and a status beside the operation's response, take `response: &mut ResponseParts`"
)]
pub trait NoUnseenAnswer {}

/// The value holds a `Result`.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnseenResult;

/// The value holds an error.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnseenError;

/// The value holds a response.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnseenAnswer;

macro_rules! ends {
    ($($end:ident: $($holds_not:ident),*;)*) => {$(
        impl $end {
            /// The walk has ended here.
            #[must_use]
            pub fn __step(&self) -> Self {
                Self
            }
        }

        $(
            #[diagnostic::do_not_recommend]
            impl $holds_not for $end {}
        )*
    )*};
}

ends! {
    PlainValue: NoUnseenResult, NoUnseenError, NoUnseenAnswer;
    UnseenResult: NoUnseenError, NoUnseenAnswer, NoProvided, NoFuture;
    UnseenError: NoUnseenResult, NoUnseenAnswer, NoProvided, NoFuture;
    UnseenAnswer: NoUnseenResult, NoUnseenError, NoProvided, NoFuture;
    ProvidedValue: NoUnseenResult, NoUnseenError, NoUnseenAnswer;
    FutureValue: NoUnseenResult, NoUnseenError, NoUnseenAnswer;
}

/// On the way through a type: what is looked at next, and what comes after it.
#[derive(Debug)]
pub struct Walk<Next: ?Sized, Rest>(PhantomData<Next>, PhantomData<Rest>);

/// A walk that has not come to its end: startup looks at the rest.
macro_rules! unfinished {
    ($($holds_not:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<Next: ?Sized, Rest> $holds_not for Walk<Next, Rest> {}
    )*};
}

unfinished!(
    NoUnseenResult,
    NoUnseenError,
    NoUnseenAnswer,
    NoProvided,
    NoFuture
);

impl<T> Probe<T> {
    /// The beginning of the walk through this type.
    pub fn __walk(&self) -> Walk<T, PlainValue> {
        Walk::NEW
    }
}

/// A stage of a walk: the next type, or the end.
pub trait Stage {
    /// It, as it stands for its type alone.
    const NEW: Self;
}

impl Stage for PlainValue {
    const NEW: Self = Self;
}

impl<Next: ?Sized, Rest> Stage for Walk<Next, Rest> {
    const NEW: Self = Self(PhantomData, PhantomData);
}

/// The step past all types that nothing is known of.
pub trait PlainStep<Rest> {
    /// To what comes after it.
    fn __step(&self) -> Rest;
}

// For `&Walk`: `(&walk).__step()` looks there last.
impl<Next: ?Sized, Rest: Stage> PlainStep<Rest> for &Walk<Next, Rest> {
    fn __step(&self) -> Rest {
        Rest::NEW
    }
}

/// The step to an error. A trait's, since an inherent method for all errors would overlap with the others.
pub trait ErrorStep {
    /// The value holds an error.
    fn __step(&self) -> UnseenError {
        UnseenError
    }
}

impl<E: Failure, Rest> ErrorStep for Walk<E, Rest> {}

/// The step to a future.
pub trait FutureStep {
    /// The value holds a future.
    fn __step(&self) -> FutureValue {
        FutureValue
    }
}

impl<F: Future + ?Sized, Rest> FutureStep for Walk<F, Rest> {}

macro_rules! found {
    ($($found:ident: $([$($generic:ident),*] $ty:ty),*;)*) => {$($(
        impl<$($generic,)* Rest> Walk<$ty, Rest> {
            /// The walk ends here.
            #[must_use]
            pub fn __step(&self) -> $found {
                $found
            }
        }
    )*)*};
}

found! {
    UnseenResult: [T, E] Result<T, E>;
    UnseenError: [] StdError, [] SendError, [] SharedError;
    UnseenAnswer: [] Response, [] StatusCode, [] Redirect, [] File, [] Streaming, [] Html, [] Text, [] Content,
        [T] Json<T>, [T] JsonLines<T>, [T] EventStream<T>;
    ProvidedValue: [T, S] Provided<T, S>;
}

/// The holders that walks go into.
macro_rules! holders {
    ($([$($generic:ident),*] $holder:ty => $inner:ty;)*) => {$(
        impl<$($generic,)* Rest> Walk<$holder, Rest> {
            /// Into what it holds.
            #[must_use]
            pub fn __step(&self) -> $inner {
                Walk::NEW
            }
        }
    )*};
}

holders! {
    [T] Option<T> => Walk<T, Rest>;
    [T] Poll<T> => Walk<T, Rest>;
    [B, C] ControlFlow<B, C> => Walk<B, Walk<C, Rest>>;
    [T] Vec<T> => Walk<T, Rest>;
    [T] VecDeque<T> => Walk<T, Rest>;
    [T] [T] => Walk<T, Rest>;
    [T, S] HashSet<T, S> => Walk<T, Rest>;
    [T] BTreeSet<T> => Walk<T, Rest>;
    [K, V, S] HashMap<K, V, S> => Walk<K, Walk<V, Rest>>;
    [K, V] BTreeMap<K, V> => Walk<K, Walk<V, Rest>>;
    [T] Cell<T> => Walk<T, Rest>;
    [T] RefCell<T> => Walk<T, Rest>;
    [T] OnceLock<T> => Walk<T, Rest>;
    [T] Mutex<T> => Walk<T, Rest>;
    [T] RwLock<T> => Walk<T, Rest>;
    [T] tokio::sync::Mutex<T> => Walk<T, Rest>;
    [T] tokio::sync::RwLock<T> => Walk<T, Rest>;
    [P] Pin<P> => Walk<P, Rest>;
    [A] (A,) => Walk<A, Rest>;
    [A, B] (A, B) => Walk<A, Walk<B, Rest>>;
    [A, B, C] (A, B, C) => Walk<A, Walk<B, Walk<C, Rest>>>;
    [A, B, C, D] (A, B, C, D) => Walk<(A, B), Walk<(C, D), Rest>>;
}

impl<T, const N: usize, Rest> Walk<[T; N], Rest> {
    /// Into what it holds.
    #[must_use]
    #[expect(clippy::unused_self, reason = "it is found by its receiver")]
    pub fn __step(&self) -> Walk<T, Rest> {
        Walk::NEW
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        impl<T: ?Sized, Rest> Walk<$pointer, Rest> {
            /// To what it points to.
            #[must_use]
            pub fn __step(&self) -> Walk<T, Rest> {
                Walk::NEW
            }
        }
    )*};
}

pointers!(Box<T>, Arc<T>, &T);

/// Texts, which a function may fail with: as a value they are no errors.
macro_rules! texts {
    ($($text:ty),*) => {$(
        impl<Rest: Stage> Walk<$text, Rest> {
            /// To what comes after it.
            #[must_use]
            pub fn __step(&self) -> Rest {
                Rest::NEW
            }
        }
    )*};
}

texts!(String, Cow<'_, str>);

/// A dependency that runs for its effect, after a walk through its value.
///
/// Every step is written out: within a generic function none could be found by its type.
#[doc(hidden)]
#[macro_export]
macro_rules! __walk_effect {
    ($dependency:path) => {{
        use $crate::__private::{
            ErrorStep as __ErrorStep, FutureStep as __FutureStep,
            NoDependencyProbe as __NoDependencyProbe, PlainStep as _,
        };
        // Each is for a kind of value: a lint would find the others unused.
        fn __steps(_: impl __ErrorStep, _: impl __FutureStep, _: impl __NoDependencyProbe) {}
        // The name stands here once: what is none is one error.
        let name = $crate::__private::EffectProbe::<$dependency>::NEW;
        let walk = name.__dependency_value().__walk();
        $crate::__private::assert_nothing_unseen(
            $crate::__walk_effect!(@ walk: + + + + + + + + + + + + + + + +)
        );
        $crate::__private::DependencyRef::for_effect_of(&name)
    }};
    (@ $walk:ident: + $($more:tt)*) => {{
        let walk = (&$walk).__step();
        $crate::__walk_effect!(@ walk: $($more)*)
    }};
    (@ $walk:ident:) => {
        $walk
    };
}

/// Says what a type of this name holds that somebody must see.
pub(crate) fn unseen_by_name(name: &str) -> Option<&'static str> {
    let mentions = |sought: &[&str]| {
        let sought: Vec<&str> = sought
            .iter()
            .filter_map(|name| paths_in(name).next())
            .collect();
        paths_in(name).any(|path| sought.contains(&path))
    };
    if mentions(&[type_name::<Result<(), ()>>()]) {
        return Some("a `Result`, whose error nobody would see");
    }
    let errors = [
        type_name::<StdError>(),
        type_name::<Error>(),
        type_name::<HttpError>(),
        type_name::<RequestValidationError>(),
        type_name::<std::io::Error>(),
    ];
    let answers = [
        type_name::<Response>(),
        type_name::<StatusCode>(),
        type_name::<Redirect>(),
        type_name::<File>(),
        type_name::<Streaming>(),
        type_name::<Html>(),
        type_name::<Text>(),
        type_name::<Content>(),
        type_name::<Json<()>>(),
        type_name::<JsonLines<()>>(),
        type_name::<EventStream<()>>(),
    ];
    if mentions(&errors) {
        Some("an error, which nobody would see")
    } else if mentions(&answers) {
        Some("a response, which nobody would send")
    } else if mentions(&[type_name::<dyn Future<Output = ()>>()]) {
        Some("a future, which nobody would await (do so in the function)")
    } else if mentions(&[type_name::<Provided<(), ()>>()]) {
        Some("a `Provided`, which would never be undone (return it itself, or in a `Result`)")
    } else {
        None
    }
}
