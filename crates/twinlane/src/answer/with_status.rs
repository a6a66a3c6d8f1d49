//! An answer with its status, its headers, or both: `(StatusCode::CREATED, item)`.

use std::marker::PhantomData;

use http::{HeaderMap, StatusCode};

use super::{AnswerDescription, Answered, Respond};

/// The marker of answers with a status or headers beside them.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaTuple<Via>(PhantomData<Via>);

/// With this status, whatever the operation says. The document shows that of the operation.
///
/// What decides its status itself keeps it: a file of which a part is sent or nothing at all, a [`Redirect`](super::Redirect), a
/// whole response of 1xx, 206, 3xx or 416.
impl<T: Respond<Via>, Via> Respond<ViaTuple<Via>> for (StatusCode, T) {
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        self.1.respond().with_status(self.0)
    }
}

/// With these headers too.
impl<T: Respond<Via>, Via> Respond<ViaTuple<Via>> for (HeaderMap, T) {
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        self.1.respond().with_headers(self.0)
    }
}

/// With this status and these headers.
impl<T: Respond<Via>, Via> Respond<ViaTuple<Via>> for (StatusCode, HeaderMap, T) {
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        self.2.respond().with_status(self.0).with_headers(self.1)
    }
}
