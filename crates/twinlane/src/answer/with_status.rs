//! A response with its status, its headers, or both: `(StatusCode::CREATED, item)`, `([("x-cat", "alone")], item)`.

use std::marker::PhantomData;

use http::{HeaderMap, StatusCode};

use super::{AnswerDescription, Answered, Respond};
use crate::headers::allowed_header;

/// The marker of responses with a status or headers beside them.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaTuple<Via>(PhantomData<Via>);

/// A response with this status, instead of that of the operation. The document shows the status of the operation.
///
/// A response that decides its own status keeps it: a file of which a part or nothing is sent, a [`Redirect`](super::Redirect), a whole response of
/// 1xx, 206, 3xx or 416.
impl<T: Respond<Via>, Via> Respond<ViaTuple<Via>> for (StatusCode, T) {
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        self.1.respond().with_status(self.0)
    }
}

/// A response with these headers.
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
impl<H: AnswerHeaders, T: Respond<Via>, Via> Respond<ViaTuple<Via>> for (H, T) {
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        self.1.respond().with_headers(self.0.into_headers())
    }
}

/// A response with this status and these headers.
impl<H: AnswerHeaders, T: Respond<Via>, Via> Respond<ViaTuple<Via>> for (StatusCode, H, T) {
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        let answered = self.2.respond().with_status(self.0);
        answered.with_headers(self.1.into_headers())
    }
}

/// Headers beside a response: a [`HeaderMap`], or pairs of a name and a value.
pub trait AnswerHeaders: Send + 'static {
    /// The headers. One that HTTP does not allow is logged and left out, as by [`ResponseParts`](crate::response::ResponseParts).
    fn into_headers(self) -> HeaderMap;
}

impl AnswerHeaders for HeaderMap {
    fn into_headers(self) -> HeaderMap {
        self
    }
}

impl<const N: usize, V> AnswerHeaders for [(&'static str, V); N]
where
    V: AsRef<str> + Send + 'static,
{
    fn into_headers(self) -> HeaderMap {
        let pairs = self.into_iter();
        pairs
            .filter_map(|(name, value)| allowed_header(name, value.as_ref()))
            .fold(HeaderMap::new(), |mut headers, (name, value)| {
                headers.append(name, value);
                headers
            })
    }
}
