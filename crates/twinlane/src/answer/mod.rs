//! Exchange: what a return type is, and how its value becomes a response.
//!
//! Each kind of return type is one file: [`data`] for models and other data, [`content`] for what has a media type of its
//! own, [`redirect`], [`response`] for responses that are already made, [`result`] for `Result`, [`with_status`] for
//! tuples. What an operation's options change in a response is in [`shaping`]; which status it has, in [`status`].

mod additional;
mod answered;
mod blocking;
mod chunks;
mod content;
mod data;
mod derived;
mod description;
mod event_stream;
mod file;
mod function_stream;
mod into_responses;
mod item_stream;
mod json_lines;
mod own_error;
mod redirect;
mod response;
mod result;
mod returned;
mod shaping;
pub(crate) mod status;
mod streaming;
mod whole;
mod with_status;

use std::fmt;

pub use additional::AdditionalResponse;
pub use answered::Answered;
pub(crate) use answered::{AnsweredKind, Beside};
pub use content::{Content, Html, Json, Text, ViaContent};
pub(crate) use data::respond_with_data;
pub use data::{ViaData, ViaText};
pub use derived::{
    body_shape, error_body, error_of, error_with_headers, no_content, no_content_description,
    with_answer_headers, with_header_value, with_status_number,
};
pub use description::{AnswerDescription, ContentDescription, ErrorDescription, HeaderDescription};
pub(crate) use description::{is_bodiless, standard_phrase};
pub use event_stream::{Event, EventSender, EventStream, IntoEvent};
pub use file::File;
pub(crate) use file::send_file;
pub use function_stream::{ClientGone, PendingSend};
pub use into_responses::{IntoResponses, all_responses};
pub use json_lines::{IntoItem, ItemSender, JsonLines};
pub(crate) use own_error::{OwnError, error_answer};
pub use redirect::Redirect;
pub use response::ViaResponse;
pub use result::{Failure, ViaResult};
pub use returned::{
    Returned, ReturnedBoxed, ReturnedResult, ReturnedReversed, ReturnedUnknown, ReturnedWell,
};
pub(crate) use shaping::Shaping;
pub use streaming::{ChunkSender, IntoChunk, Streaming};
pub(crate) use whole::EndsAtStop;
pub use with_status::ViaTuple;

/// A type that a path operation can return.
///
/// To implement it for your own type, use a marker type of your own as `Via`. `Via` tells the kinds of types apart and is always inferred.
/// [`describe`](Self::describe) describes the response in the document. [`respond`](Self::respond) makes the response: content, or anything else
/// that [`Answered`] can be. It runs in the lane of the operation.
///
/// ```
/// use twinlane::http::HeaderValue;
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
/// use twinlane::response::{AnswerDescription, Answered, ContentDescription, Respond};
///
/// /// A table as comma-separated values.
/// struct Csv(Vec<[String; 2]>);
///
/// enum ViaCsv {}
///
/// impl Respond<ViaCsv> for Csv {
///     fn describe() -> AnswerDescription {
///         AnswerDescription::of(ContentDescription::Text("text/csv"))
///     }
///
///     fn respond(self) -> Answered {
///         let lines = self.0.iter().map(|row| row.join(",") + "\r\n");
///         Answered::content(HeaderValue::from_static("text/csv"), lines.collect::<String>())
///     }
/// }
///
/// #[get("/prices")]
/// async fn prices() -> Csv {
///     Csv(vec![["tea".to_owned(), "3".to_owned()]])
/// }
///
/// let client = TestClient::blocking(App::new().routes(routes![prices]));
/// let response = client.get("/prices").send();
/// assert_eq!(response.header("content-type"), Some("text/csv"));
/// assert_eq!(response.text(), "tea,3\r\n");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a path operation",
    label = "not a response",
    note = "a struct or enum becomes one with `#[model]` above it",
    note = "other return types are scalars, `String`, `Option`, `Vec`, `Value`, `()`, `Html`, `Text`, `Redirect`, `File`, `Streaming`, `JsonLines`, `EventStream`, `Response`, `(StatusCode, _)`, and a `Result` of them whose error is `twinlane::Error`, `HttpError` or any `std::error::Error`"
)]
pub trait Respond<Via>: Sized + 'static {
    /// Its description in the document.
    fn describe() -> AnswerDescription;

    /// The response itself.
    fn respond(self) -> Answered;
}

/// The way from a `T` to a response, chosen once, by the generated code that names the return type.
pub struct Answer<T> {
    describe: fn() -> AnswerDescription,
    respond: fn(T) -> Answered,
}

/// The way to answer with a `T`.
#[inline]
pub fn answer<T: Respond<Via>, Via>() -> Answer<T> {
    Answer {
        describe: T::describe,
        respond: T::respond,
    }
}

impl<T> Answer<T> {
    /// The description of `T` in the document.
    pub fn description(self) -> AnswerDescription {
        (self.describe)()
    }

    /// The response that the value is.
    #[inline]
    pub fn of(self, value: T) -> Answered {
        (self.respond)(value)
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}
