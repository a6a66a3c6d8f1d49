//! The description of a return type in the document.

use twinlane_model::{DataType, Shape};

/// The description of a return type in the document.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AnswerDescription {
    /// The content of the response.
    pub content: ContentDescription,
    /// The status if the operation sets none; 200 by default.
    pub status: Option<u16>,
    /// The description in the document; "Successful Response" by default.
    pub description: Option<String>,
    /// The headers of this response, in addition to those of every response.
    pub headers: Vec<HeaderDescription>,
    /// True if it is a redirect, whatever its status.
    pub(crate) redirects: bool,
    /// Responses that may be sent instead: those of a type that is several responses.
    pub others: Vec<AnswerDescription>,
    /// True of a type that is one of several responses: it says the status of each.
    pub(crate) says_status: bool,
    /// The error responses.
    pub errors: Vec<ErrorDescription>,
}

/// A header of a response.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct HeaderDescription {
    /// Its name.
    pub name: &'static str,
    /// The schema of its value.
    pub shape: &'static Shape,
    /// Its meaning, in words.
    pub description: Option<&'static str>,
}

/// The content of a response.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ContentDescription {
    /// JSON with this schema; `None` if the return type has no schema (`Value`).
    Json(Option<&'static Shape>),
    /// A text of this media type.
    Text(&'static str),
    /// One JSON value after another, with this media type and schema.
    Items(&'static str, Option<&'static Shape>),
    /// Server-sent events whose data has this schema.
    Events(Option<&'static Shape>),
    /// A whole response. The document describes it as JSON, unless the operation sets a media type.
    Whole,
    /// Content that cannot be described, unless the operation sets a media type: a file, a stream, a redirect.
    Undescribed,
}

/// An error response of an operation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ErrorDescription {
    /// The status.
    pub status: u16,
    /// The condition under which it is sent.
    pub description: String,
    /// True if the detail is a text.
    pub has_text: bool,
    /// The schema of its body, if the body is not `{"detail": ...}`.
    pub body: Option<&'static Shape>,
    /// The media type of its body; `application/json` by default.
    pub media_type: Option<&'static str>,
}

impl AnswerDescription {
    /// Content with the operation's status.
    pub fn of(content: ContentDescription) -> Self {
        Self {
            content,
            status: None,
            description: None,
            headers: Vec::new(),
            redirects: false,
            others: Vec::new(),
            says_status: false,
            errors: Vec::new(),
        }
    }

    /// One of these responses. The first is the one that clients expect.
    pub fn one_of(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut answers = answers.into_iter();
        let first = answers.next();
        let mut first = first.unwrap_or_else(|| Self::of(ContentDescription::Undescribed));
        for mut other in answers {
            first.errors.append(&mut other.errors);
            let mut below = std::mem::take(&mut other.others);
            first.others.push(other);
            first.others.append(&mut below);
        }
        first.says_status = true;
        first
    }

    /// The same response, with a description in the document.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The same response with a header whose value is a `T`.
    #[must_use]
    pub fn with_header<T: DataType>(
        mut self,
        name: &'static str,
        description: Option<&'static str>,
    ) -> Self {
        self.headers.push(HeaderDescription {
            name,
            shape: T::SHAPE,
            description,
        });
        self
    }

    /// This response, and those that may be sent instead.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.others)
    }

    /// The shapes of all that it may send, errors apart.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = &'static Shape> {
        self.all().flat_map(|answer| {
            let headers = answer.headers.iter().map(|header| header.shape);
            let content = answer.content.shape().filter(|_| !answer.is_bodiless());
            content.into_iter().chain(headers)
        })
    }

    /// True if its own status allows no content.
    pub(crate) fn is_bodiless(&self) -> bool {
        self.status.is_some_and(is_bodiless)
    }

    /// The same response, with this status if the operation sets none.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        for other in &mut self.others {
            other.status = Some(status);
        }
        self.status = Some(status);
        self
    }

    /// The same response, or one of these errors.
    #[must_use]
    pub fn or_errors(mut self, errors: impl IntoIterator<Item = ErrorDescription>) -> Self {
        self.errors.extend(errors);
        self
    }
}

impl ContentDescription {
    /// The shape of its data, or of each of its items.
    pub(crate) fn shape(self) -> Option<&'static Shape> {
        match self {
            Self::Json(shape) | Self::Items(_, shape) | Self::Events(shape) => shape,
            Self::Text(_) | Self::Whole | Self::Undescribed => None,
        }
    }
}

/// True if a response of this status has no content.
pub(crate) fn is_bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 205 | 304)
}

impl ErrorDescription {
    /// An error with a status and a description in the document. Its detail is a text.
    pub fn new(status: u16, description: impl Into<String>) -> Self {
        Self {
            status,
            description: description.into(),
            has_text: true,
            body: None,
            media_type: None,
        }
    }

    /// An error with the standard phrase of its status as the description.
    pub fn of(status: u16) -> Self {
        Self::new(status, standard_phrase(status))
    }

    /// The same error, with a `T` as its body.
    #[must_use]
    pub fn with_body<T: DataType>(self) -> Self {
        self.with_body_of(T::SHAPE)
    }

    #[doc(hidden)]
    #[must_use]
    pub fn with_body_of(mut self, shape: &'static Shape) -> Self {
        self.body = Some(shape);
        self
    }

    /// The same error, whose body has this media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = Some(media_type);
        self
    }

    /// The same error, with any JSON as its detail.
    #[must_use]
    pub fn with_any_detail(mut self) -> Self {
        self.has_text = false;
        self
    }
}

/// The phrase of RFC 9110 for a status; Python's word for a joke, and FastAPI's for one that it does not know.
pub(crate) fn standard_phrase(status: u16) -> &'static str {
    let status = http::StatusCode::from_u16(status).ok();
    match status.and_then(|status| status.canonical_reason()) {
        Some("I'm a teapot") => "I'm a Teapot",
        phrase => phrase.unwrap_or("Additional Response"),
    }
}
