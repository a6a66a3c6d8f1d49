//! Content of a media type of its own: `Html`, `Text`, `Content`, `Json`.

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;
use twinlane_model::to_python_json;
use twinlane_web::media_type::content_type;

use super::{AnswerDescription, Answered, ContentDescription, Respond};
use crate::fixed_response::{HTML, JSON, TEXT};

/// The marker of responses with a media type of their own.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaContent {}

/// A page: `text/html`.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/")]
/// async fn home() -> Html {
///     Html::new("<h1>Hello</h1>")
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(pub(super) Bytes);

/// A plain text, `text/plain`. (A `String` is sent as a JSON text.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub(super) Bytes);

/// Bytes of any media type.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::response::Content;
///
/// #[get("/legacy")]
/// async fn legacy() -> Content {
///     Content::new("application/xml", "<shampoo/>")
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub(super) media_type: Option<HeaderValue>,
    pub(super) content: Bytes,
}

/// Any value that serialises, as JSON. The document does not describe it; to describe it, return a `#[model]`.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use twinlane::prelude::*;
/// use twinlane::response::Json;
///
/// #[get("/limits")]
/// async fn limits() -> Json<BTreeMap<char, u32>> {
///     Json(BTreeMap::from([('a', 1)]))
/// }
/// # let client = twinlane::testing::TestClient::blocking(App::new().routes(routes![limits]));
/// # assert_eq!(client.get("/limits").send().text(), r#"{"a":1}"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper")]
pub struct Json<T>(pub T);

impl Html {
    /// A page.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self(content.into())
    }
}

impl Text {
    /// A text.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self(content.into())
    }
}

impl Content {
    /// Content of a media type. As in Starlette, a text type gets `charset=utf-8`. A media type that HTTP does not allow is left out.
    pub fn new(media_type: &str, content: impl Into<Bytes>) -> Self {
        Self {
            media_type: content_type(media_type),
            content: content.into(),
        }
    }
}

impl Respond<ViaContent> for Html {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Text("text/html"))
    }

    fn respond(self) -> Answered {
        Answered::content(HTML, self.0)
    }
}

impl Respond<ViaContent> for Text {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Text("text/plain"))
    }

    fn respond(self) -> Answered {
        Answered::content(TEXT, self.0)
    }
}

impl Respond<ViaContent> for Content {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Undescribed)
    }

    fn respond(self) -> Answered {
        Answered::stream(self.media_type, self.content.into())
    }
}

impl<T: Serialize + 'static> Respond<ViaContent> for Json<T> {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Json(None))
    }

    fn respond(self) -> Answered {
        match to_python_json(&self.0) {
            Ok(bytes) => Answered::content(JSON, bytes),
            Err(error) => Answered::failed(error),
        }
    }
}
