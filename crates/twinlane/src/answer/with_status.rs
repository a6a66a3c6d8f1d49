//! An answer with its status, its headers, or both: `(StatusCode::CREATED, item)`, `([("x-cat", "alone")], item)`.

use std::marker::PhantomData;

use http::{HeaderMap, StatusCode};

use super::{AnswerDescription, Answered, Respond};
use crate::headers::allowed_header;

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

/// With these headers too. One that HTTP does not allow is logged and left out, as by [`ResponseParts`](crate::ResponseParts).
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/cat")]
/// async fn cat() -> ([(&'static str, &'static str); 1], Value) {
///     ([("x-cat", "alone in the world")], json!({ "name": "Tom" }))
/// }
/// # fn main() {}
/// ```
impl<const N: usize, V, T, Via> Respond<ViaTuple<Via>> for ([(&'static str, V); N], T)
where
    V: AsRef<str> + Send + 'static,
    T: Respond<Via>,
{
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        self.1.respond().with_headers(headers(self.0))
    }
}

/// With this status and these headers, likewise.
impl<const N: usize, V, T, Via> Respond<ViaTuple<Via>> for (StatusCode, [(&'static str, V); N], T)
where
    V: AsRef<str> + Send + 'static,
    T: Respond<Via>,
{
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        let answered = self.2.respond().with_status(self.0);
        answered.with_headers(headers(self.1))
    }
}

fn headers<V: AsRef<str>>(pairs: impl IntoIterator<Item = (&'static str, V)>) -> HeaderMap {
    let pairs = pairs.into_iter();
    let mut headers = HeaderMap::new();
    for (name, value) in pairs.filter_map(|(name, value)| allowed_header(name, value.as_ref())) {
        headers.append(name, value);
    }
    headers
}
