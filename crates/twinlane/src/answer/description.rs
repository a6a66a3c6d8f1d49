//! What the document says of a return type.

use twinlane_model::Shape;

/// What the document says of a return type.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AnswerDescription {
    /// What is sent.
    pub content: ContentDescription,
    /// The status where the operation says none; 200 unless said here.
    pub status: Option<u16>,
    /// What is sent instead where something is wrong.
    pub errors: Vec<ErrorDescription>,
}

/// The content of an answer.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ContentDescription {
    /// JSON of this shape; `None` where the return type does not say (`Value`).
    Json(Option<&'static Shape>),
    /// A text of this media type.
    Text(&'static str),
    /// One JSON value after another, of this media type and shape.
    Items(&'static str, Option<&'static Shape>),
    /// Server-sent events whose data has this shape.
    Events(Option<&'static Shape>),
    /// A whole response. The document takes it for JSON, unless the operation says a media type.
    Whole,
    /// Nothing that can be described, unless the operation says a media type: a file, a stream, a redirect.
    Undescribed,
}

/// An error that an operation may answer with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ErrorDescription {
    /// The status.
    pub status: u16,
    /// When it is answered.
    pub description: String,
    /// True if the detail is a text.
    pub has_text: bool,
}

impl AnswerDescription {
    /// Content with the operation's status.
    pub fn of(content: ContentDescription) -> Self {
        Self {
            content,
            status: None,
            errors: Vec::new(),
        }
    }

    /// The same answer, with this status where the operation says none.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same answer, or one of these errors.
    #[must_use]
    pub fn or_errors(mut self, errors: impl IntoIterator<Item = ErrorDescription>) -> Self {
        self.errors.extend(errors);
        self
    }
}

impl ErrorDescription {
    /// An error with a status and what the document says of it. Its detail is a text.
    pub fn new(status: u16, description: impl Into<String>) -> Self {
        Self {
            status,
            description: description.into(),
            has_text: true,
        }
    }

    /// An error of which the document says the standard phrase of its status.
    pub fn of(status: u16) -> Self {
        Self::new(status, standard_phrase(status))
    }

    /// The same error, with a detail that may be any JSON.
    #[must_use]
    pub fn with_any_detail(mut self) -> Self {
        self.has_text = false;
        self
    }
}

/// What RFC 9110 calls a status; FastAPI's word for one that it does not know.
pub(crate) fn standard_phrase(status: u16) -> &'static str {
    let status = http::StatusCode::from_u16(status).ok();
    let phrase = status.and_then(|status| status.canonical_reason());
    phrase.unwrap_or("Additional Response")
}
