//! Reading arguments: what a type can be, what was declared, and how a value is gathered from a request.

mod asked;
mod declared;
mod gather;
mod given_back;
mod slot;
mod place;
mod reading;
mod data;
mod not_null;
mod group;
mod body;
mod extension;
mod extract;
mod file;
mod raw_body;
mod request;
mod url_for;
mod lent;
mod scopes;
mod state;
mod stopping;
#[cfg(feature = "sessions")]
mod session;
#[cfg(feature = "templates")]
mod templates;

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;

use twinlane_model::Shape;

use crate::dependencies::DependencyRef;

#[cfg(feature = "batches")]
pub(crate) use asked::QueueOf;
pub use asked::{
    Asked, AskedByName, AskedOfNoBatch, AskedOfNone, AskedUnknown, AskedUnshared, AskedWell,
    LentByName, LentUnknown, LentWell, asked,
};
pub(crate) use body::{BodyInput, BodyKind, Keyed};
pub use data::ViaData;
pub use declared::{Declared, Source};
pub use extension::Extension;
pub(crate) use extract::Extract;
pub use extract::{Extracting, Extractor, extract_argument};
pub use file::ViaFile;
pub use gather::Gather;
pub(crate) use gather::Inputs;
pub use given_back::GivenBack;
pub(crate) use group::GroupNames;
pub(crate) use not_null::NotNullParameter;
pub use not_null::not_null_argument;
pub(crate) use place::Place;
pub use raw_body::{RequestBody, ViaRawBody};
#[cfg(feature = "websockets")]
pub(crate) use request::ViaRequest;
pub use scopes::ViaScopes;
pub use slot::Slot;
pub(crate) use slot::{SlotSource, States};
pub use state::{State, ViaState};
pub(crate) use stopping::{stop_signal_id, stop_signal_state};
pub use url_for::UrlFor;

/// A type that can be a parameter of a path operation or a dependency.
///
/// The trait is sealed: its methods use types that are not public. A type of your own becomes a parameter in one of these ways:
///
/// | a type that is | becomes a parameter by |
/// | --- | --- |
/// | read from the path, the query, headers, cookies, a form or JSON | [`#[model]`](macro@crate::model), or [`DataType`](crate::DataType) by hand |
/// | made from other parameters | [`#[dependency]`](macro@crate::dependency), taken as [`Depends`](crate::Depends) |
/// | the credentials of a client | [`#[security]`](macro@crate::security), also with a scheme of your own |
/// | shared by all requests | [`State`](crate::State) |
/// | a link to an operation | [`UrlFor`](crate::routing::UrlFor) |
/// | added to the request by a tower layer | [`Extension`](crate::parameter::Extension) |
/// | an axum extractor | `#[extract]`, or [`Extractor`](crate::parameter::Extractor) by hand |
///
/// `Via` tells the kinds apart (data, state) and is always inferred. It allows a blanket implementation for every data type, and others for
/// `State`, dependencies and security schemes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a path operation or a dependency",
    label = "not a parameter",
    note = "a struct or enum becomes one with `#[model]` above it",
    note = "a value that all requests share is taken as `State<{Self}>`",
    note = "a file of a form is an `UploadFile`, and a body that is read by hand a `RequestBody`",
    note = "what a client says of itself is a struct with `#[security]` above it",
    note = "values that go with the response are taken by reference: `&mut ResponseParts`, `&mut BackgroundTasks`",
    note = "other parameters are integers, floats, `bool`, `String`, `Option`, `Vec` and `Value`"
)]
pub trait Parameter<Via>: Sized + Send + 'static {
    /// The kind of the parameter.
    fn kind() -> Kind;

    /// Its value in this request. `None`: the problem is noted in `cx`.
    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self>;

    /// The argument of the function, made in its lane when it begins: a dependency has its value only then.
    #[must_use]
    fn settle(self) -> Self {
        self
    }
}

/// A type that a function can have as `&mut`: any parameter, and what only goes with the response. Sealed, as [`Parameter`] is.
///
/// `Via` tells the kinds apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`&mut {Self}` cannot be a parameter of a path operation or a dependency",
    label = "not a parameter",
    note = "the status, headers and cookies beside the response are set on `&mut ResponseParts`, tasks after it on `&mut BackgroundTasks`"
)]
pub trait LentParameter<Via>: Sized + Send + 'static {
    /// The kind of the parameter.
    fn kind() -> Kind;

    /// Its value in this request. `None`: the problem is noted in `cx`.
    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self>;

    /// The argument of the function, made when it begins.
    #[must_use]
    fn settle(self) -> Self {
        self
    }

    /// Takes it back when the function has ended.
    fn give_back(self, _: &mut GivenBack) {}
}

/// The marker of parameters that are taken by value as well.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaParameter<Via>(PhantomData<Via>);

impl<T: Parameter<Via>, Via> LentParameter<ViaParameter<Via>> for T {
    fn kind() -> Kind {
        T::kind()
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        T::gather(cx, slot)
    }

    fn settle(self) -> Self {
        T::settle(self)
    }
}

/// The kind of a parameter's type.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// Data, read from the path, the query or the body.
    Data {
        /// Its shape.
        shape: &'static Shape,
        /// True if the type itself has a value for "absent".
        optional: bool,
    },
    /// Files of a form.
    File {
        /// The shape that the document shows.
        shape: &'static Shape,
        /// True if there may be none.
        optional: bool,
    },
    /// The body as it arrives.
    RawBody,
    /// The request itself.
    Request,
    /// The connection of a WebSocket.
    WebSocket,
    /// A value that an extractor of axum reads.
    Extracted {
        /// The extractor.
        extract: Extract,
    },
    /// The session.
    Session,
    /// Templates, with the request.
    Templates {
        /// The type that the application has them by.
        id: TypeId,
    },
    /// A value that is made for the operation and taken back.
    Lent,
    /// The value of a dependency.
    Dependency(DependencyRef),
    /// The scopes that are needed.
    Scopes,
    /// Links to an operation.
    UrlFor {
        /// The type of the operation.
        operation: TypeId,
        /// The name of that type.
        name: &'static str,
    },
    /// A value of the application.
    State {
        /// The type it is registered by.
        id: TypeId,
        /// The name of that type.
        name: &'static str,
    },
}

/// A parameter as it was written.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ParameterDescription {
    /// The name and the attribute.
    pub declared: Declared,
    /// The kind of its type.
    pub kind: Kind,
}

impl ParameterDescription {
    /// The dependency that it asks for, with the scopes that it needs of it.
    pub(crate) fn dependency(&self) -> Option<DependencyRef> {
        match self.kind {
            Kind::Dependency(reference) => Some(reference.with_scopes(self.declared.scopes)),
            _ => None,
        }
    }

    /// True if a request without it is refused.
    pub(crate) fn must_be_sent(&self) -> bool {
        let optional = matches!(
            self.kind,
            Kind::Data { optional: true, .. } | Kind::File { optional: true, .. }
        );
        self.declared.required || self.declared.default.is_none() && !optional
    }

    /// True if its function cannot do without the dependency that it asks for.
    pub(crate) fn is_required(&self) -> bool {
        self.dependency()
            .is_some_and(|reference| !reference.optional)
    }
}

/// The way from a request to a `T`, chosen once, by the generated code that names the parameter's type.
pub struct Argument<T> {
    kind: fn() -> Kind,
    gather: fn(&mut Gather<'_>, &Slot) -> Option<T>,
    settle: fn(T) -> T,
    give_back: fn(T, &mut GivenBack),
}

/// The way to get a `T`.
#[inline]
pub(crate) fn argument<T: Parameter<Via>, Via>() -> Argument<T> {
    Argument {
        kind: T::kind,
        gather: T::gather,
        settle: T::settle,
        give_back: |_, _| {},
    }
}

/// The way to get a `T` that the function has as `&mut`.
#[inline]
fn lent_argument<T: LentParameter<Via>, Via>() -> Argument<T> {
    Argument {
        kind: T::kind,
        gather: T::gather,
        settle: T::settle,
        give_back: T::give_back,
    }
}

impl<T> Clone for Argument<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Argument<T> {}

// Each takes it by value, so that no method of a trait of the user's comes before it.
impl<T> Argument<T> {
    /// The parameter with what its name and attribute say.
    pub fn declared(self, declared: Declared) -> ParameterDescription {
        ParameterDescription {
            declared,
            kind: (self.kind)(),
        }
    }

    /// The value of the parameter at this place of the signature.
    #[inline]
    pub fn gather(self, cx: &mut Gather<'_>, place: usize) -> Option<T> {
        let slots = cx.slots();
        (self.gather)(cx, slots.get(place)?)
    }

    /// The argument as the function takes it.
    #[inline]
    pub fn settle(self, value: T) -> T {
        (self.settle)(value)
    }

    /// Takes back what was lent to the function.
    pub fn give_back(self, value: T, given: &mut GivenBack) {
        (self.give_back)(value, given);
    }
}

impl<T> fmt::Debug for Argument<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Argument")
    }
}
